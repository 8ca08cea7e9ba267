//! Expressions that choose devices: `dynamic-resource-allocation/cel/compile.go`.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::Cx;
use crate::api::admissionregistration::{ready, told};
use crate::cel::cost::{self, Range, Sizes};
use crate::cel::{self, Decl, Env, Type};
use crate::model::Version;
use crate::resource::Field;

/// The one variable that an expression has.
const DEVICE: &str = "device";

/// How long domains, ids, names of drivers and texts of attributes are at the most (`DeviceMaxDomainLength`,
/// `DeviceMaxIDLength`, `DriverNameMaxLength`, `DeviceAttributeMaxValueLength`).
const DOMAIN_MAX: u64 = 63;
const ID_MAX: u64 = 32;
const DRIVER_MAX: u64 = 63;
const VALUE_MAX: u64 = 64;

/// How many attributes and capacities a device has at the most.
const ATTRIBUTES_MAX: u64 = 32;

/// What an expression may take (`CELSelectorExpressionMaxCost`).
const COST_MAX: u64 = 1_000_000;

/// The first minor version whose devices say whether they may be allocated more than once (`DRAConsumableCapacity`).
const MULTIPLE: u8 = 36;

/// The least size of a text and of a quantity as JSON.
const TEXT_SIZE: u64 = 2;
const QUANTITY_SIZE: u64 = 8;

/// `CompileCELExpression`, and what `validateCELSelector` makes of it.
pub(super) fn expression<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let device = device(cx.version);
    let variables = [(DEVICE.to_owned(), device.named("kubernetes.DRADevice"))].into();
    let env = Env { variables, server: Some(cx.version), patches: false, bindings: true };
    let checked = match cel::compile(f.str(), &env) {
        Ok(checked) => checked,
        Err(issues) => {
            let detail = format!("compilation failed: {}", cel::printed(f.str(), &issues));
            told(cx.invalid(f, detail), f, &issues);
            return;
        }
    };
    if !matches!(checked.ty, Type::Bool | Type::Any) {
        let ty = &checked.ty;
        cx.invalid(f, format!("must evaluate to bool or the unknown type, not {ty}"))
            .say(format!("the expression must say yes or no to a device: a bool, not {ty}"));
        return;
    }
    if !ready(cx, f, &checked) {
        return;
    }
    if cost::estimate(&checked, &Device(&device)).max > COST_MAX {
        cx.forbidden(f, "too complex, exceeds cost limit")
            .say("this expression may take longer than the server lets any take")
            .help("go through fewer lists and maps, or compare shorter texts");
    }
}

/// What is declared of a device.
fn device(server: Version) -> Arc<Decl> {
    static DEVICES: OnceLock<[Arc<Decl>; 2]> = OnceLock::new();
    let devices = DEVICES.get_or_init(|| [false, true].map(declared));
    Arc::clone(&devices[usize::from(server.at_least(MULTIPLE))])
}

fn declared(multiple: bool) -> Arc<Decl> {
    let text = |max| Decl::simple(Type::String, max, TEXT_SIZE);
    let by_name = |of| Decl::map(text(DOMAIN_MAX), Decl::map(text(ID_MAX), of, ATTRIBUTES_MAX), ATTRIBUTES_MAX);
    let quantity = Decl::simple(Type::Named("kubernetes.Quantity"), 0, QUANTITY_SIZE);
    let mut fields: BTreeMap<String, Arc<Decl>> = [
        ("driver".to_owned(), text(DRIVER_MAX)),
        ("attributes".to_owned(), by_name(Decl::simple(Type::Any, VALUE_MAX, 1))),
        ("capacity".to_owned(), by_name(quantity)),
    ]
    .into();
    if multiple {
        fields.insert("allowMultipleAllocations".to_owned(), Decl::simple(Type::Bool, 1, 4));
    }
    Decl::object(fields, 2)
}

/// `sizeEstimator`: attributes have no names that are declared, but all are alike.
struct Device<'d>(&'d Arc<Decl>);

impl Sizes for Device<'_> {
    fn size(&self, path: &[Arc<str>]) -> Option<Range> {
        let (variable, steps) = path.split_first()?;
        if **variable != *DEVICE {
            return None;
        }
        let mut here = self.0;
        for step in steps {
            here = match &**step {
                "@items" | "@values" => here.item()?,
                "@keys" => here.key()?,
                name => match here.field(name) {
                    Some(field) => field,
                    None => here.item().filter(|item| item.named("") == Type::Any)?,
                },
            };
        }
        Some(Range { min: 0, max: here.max })
    }
}
