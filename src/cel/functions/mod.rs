//! The functions that expressions may call: CEL's own, those of cel-go's extensions that the API server turns on,
//! and the server's libraries (`apiserver/pkg/cel/environment/base.go` and `apiserver/pkg/cel/library`).

mod table;

use std::sync::OnceLock;

use hashbrown::HashMap;

use super::types::Type;
use crate::model::Version;
use table::{DECLARATIONS, ORDER, RESOURCE};

/// One way of calling a function.
#[derive(Debug)]
pub(super) struct Overload {
    /// Its name among all ways of calling all functions.
    pub(super) id: String,
    /// Whether it is called on its first argument.
    pub(super) member: bool,
    /// Its arguments, the receiver first.
    pub(super) args: Vec<Type>,
    /// What it returns.
    pub(super) result: Type,
    /// How many parameters its types have.
    pub(super) params: usize,
}

/// The ways of calling `name` on `server`; none for an unknown function.
pub(super) fn overloads(name: &str, server: Option<Version>) -> Option<&'static [Overload]> {
    static TABLE: OnceLock<HashMap<&'static str, Vec<Overload>>> = OnceLock::new();
    let overloads = TABLE.get_or_init(read).get(name)?;
    has(server, name).then_some(overloads)
}

/// Libraries by the first minor version whose server lets new expressions use them, with what they declare. That is one
/// later than upstream's `IntroducedVersion`: what is created must still work after a rollback
/// (`DefaultCompatibilityVersion`). All else was there before 1.25.
const LIBRARIES: &[(u8, &[&str])] = &[
    // Authz
    (
        28,
        &[
            "path",
            "group",
            "serviceAccount",
            "resource",
            "subresource",
            "namespace",
            "name",
            "check",
            "errored",
            "error",
            "allowed",
            "reason",
        ],
    ),
    // OptionalTypes, Quantity
    (
        29,
        &[
            "_[?_]",
            "first",
            "hasValue",
            "last",
            "optional.none",
            "optional.of",
            "optional.ofNonZeroValue",
            "optional.unwrap",
            "or",
            "orValue",
            "unwrapOpt",
            "value",
            "add",
            "asApproximateFloat",
            "asInteger",
            "compareTo",
            "isGreaterThan",
            "isInteger",
            "isLessThan",
            "isQuantity",
            "quantity",
            "sign",
            "sub",
        ],
    ),
    // Strings (version 2), Sets
    (30, &["format", "sets.contains", "sets.equivalent", "sets.intersects", "strings.quote"]),
    // IP, CIDR
    (
        31,
        &[
            "cidr",
            "containsCIDR",
            "containsIP",
            "family",
            "ip",
            "ip.isCanonical",
            "isCIDR",
            "isGlobalUnicast",
            "isIP",
            "isLinkLocalMulticast",
            "isLinkLocalUnicast",
            "isLoopback",
            "isUnspecified",
            "masked",
            "prefixLength",
        ],
    ),
    // Format, AuthzSelectors
    (32, &["validate", "fieldSelector", "labelSelector"]),
    // TwoVarComprehensions
    (33, &["cel.@mapInsert"]),
    // Semver
    (34, &["isSemver", "major", "minor", "patch", "semver"]),
    // Lists (version 3)
    (35, &["distinct", "flatten", "lists.range", "reverse", "slice", "sort", "@sortByAssociatedKeys"]),
];

/// Whether numbers of different kinds may be compared (`CrossTypeNumericComparisons`).
pub(super) const CROSS_TYPE: u8 = 29;

/// Whether literals are looked into once their types are sound (`ASTValidators`).
pub(super) const VALIDATORS: u8 = 30;

/// Whether `server` has what `name` calls, if it is called anything.
pub(super) fn has(server: Option<Version>, name: &str) -> bool {
    let Some(server) = server else { return true };
    let of = |library: &&(u8, &[&str])| library.1.contains(&name) || library.0 == 32 && name.starts_with("format.");
    LIBRARIES.iter().find(of).is_none_or(|(since, _)| server.at_least(*since))
}

/// Whether an overload compares numbers of different kinds (`crossTypeNumericComparisonOverloads`).
pub(super) fn compares_kinds(overload: &Overload) -> bool {
    let number = |ty: &Type| matches!(ty, Type::Int | Type::Uint | Type::Double);
    match &overload.args[..] {
        [a, b] => overload.result == Type::Bool && number(a) && number(b) && a != b,
        _ => false,
    }
}

const ORDERED: [Type; 8] =
    [Type::Int, Type::Uint, Type::Double, Type::Bool, Type::Duration, Type::Timestamp, Type::String, Type::Bytes];
const SUMMABLE: [Type; 4] = [Type::Int, Type::Uint, Type::Double, Type::Duration];

/// The parameters `N` and `S`.
const EACH_ORDERED: Type = Type::Param(2);
const EACH_SUMMABLE: Type = Type::Param(3);

fn read() -> HashMap<&'static str, Vec<Overload>> {
    let lines = DECLARATIONS.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(name, rest)| (name, rest.split(';').flat_map(|part| expand(name, part.trim())).collect())).collect()
}

fn expand(name: &'static str, part: &'static str) -> Vec<Overload> {
    if part == "%format" {
        return vec![overload(name, "() kubernetes.NamedFormat")];
    }
    if let Some(id) = part.strip_suffix("%resource") {
        return vec![overload(id, RESOURCE)];
    }
    if let Some(operator) = part.strip_prefix('%') {
        return ORDER.iter().map(|(id, rest)| overload(&format!("{operator}_{id}"), rest)).collect();
    }
    let (id, rest) = part.split_at(part.find('(').unwrap_or(part.len()));
    let template = overload(id, rest);
    let types: &[Type] = match () {
        () if rest.contains("list(N)") => &ORDERED,
        () if rest.contains("list(S)") => &SUMMABLE,
        () => return vec![template],
    };
    types.iter().map(|ty| template.of_each(name, ty)).collect()
}

impl Overload {
    /// The overload for one of the types that `N` or `S` stands for.
    fn of_each(&self, function: &str, ty: &Type) -> Overload {
        // The server's own library has short names for spans of time and the like, the extension has not.
        let short = ty.name().rsplit('.').next().unwrap_or_default().to_lowercase();
        let name = if function.to_lowercase().contains("sort") && function != "isSorted" { ty.name() } else { &short };
        let args: Vec<Type> = self.args.iter().map(|arg| instead(arg, ty)).collect();
        let result = instead(&self.result, ty);
        let params = self.params - 1;
        Overload { id: self.id.replace('$', name), member: self.member, args, result, params }
    }
}

fn instead(of: &Type, ty: &Type) -> Type {
    if matches!(*of, EACH_ORDERED | EACH_SUMMABLE) { ty.clone() } else { of.map_parts(|part| instead(part, ty)) }
}

fn overload(id: &str, signature: &'static str) -> Overload {
    let (member, id) = id.strip_prefix('.').map_or((false, id), |rest| (true, rest));
    let (args, rest) = arguments(signature.trim_start_matches('('));
    let result = ty(rest.trim()).0;
    let params = (0..4).filter(|param| args.iter().chain([&result]).any(|ty| names(ty, *param))).count();
    Overload { id: id.to_owned(), member, args, result, params }
}

fn names(ty: &Type, param: u8) -> bool {
    *ty == Type::Param(param) || ty.parts().into_iter().flatten().any(|part| names(part, param))
}

/// Types up to the closing bracket, and what follows it.
fn arguments(mut text: &'static str) -> (Vec<Type>, &'static str) {
    let mut args = Vec::new();
    loop {
        text = text.trim_start_matches([',', ' ']);
        if let Some(rest) = text.strip_prefix(')') {
            return (args, rest);
        }
        let (arg, rest) = ty(text);
        args.push(arg);
        text = rest;
    }
}

fn ty(text: &'static str) -> (Type, &'static str) {
    let end = text.find([',', '(', ')', ' ']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if let Some(inner) = rest.strip_prefix('(') {
        let (args, rest) = arguments(inner);
        let mut args = args.into_iter();
        let mut next = || args.next().expect("the table names the parts of each type");
        let ty = match name {
            "list" => Type::list(next()),
            "optional" => Type::optional(next()),
            "type" => Type::meta(next()),
            _ => {
                let key = next();
                Type::map(key, next())
            }
        };
        return (ty, rest);
    }
    let ty = match name {
        "A" => Type::Param(0),
        "B" => Type::Param(1),
        "N" => EACH_ORDERED,
        "S" => EACH_SUMMABLE,
        "bool" => Type::Bool,
        "bytes" => Type::Bytes,
        "double" => Type::Double,
        "duration" => Type::Duration,
        "dyn" => Type::Dyn,
        "int" => Type::Int,
        "string" => Type::String,
        "timestamp" => Type::Timestamp,
        "uint" => Type::Uint,
        "net.IP" | "net.CIDR" => Type::Opaque(name),
        _ => Type::Named(name),
    };
    (ty, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_calling_has_its_id() {
        let ids = |name| overloads(name, None).unwrap().iter().map(|o| o.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids("_<_")[3], "less_int64_uint64");
        assert_eq!(ids("max")[4], "list_duration_max_duration");
        assert_eq!(ids("sort")[4], "list_google.protobuf.Duration_sort");
        assert_eq!(ids("format.uri"), ["format.uri"]);
        assert_eq!(ids("name"), ["resourcecheck_name"]);
        let keys = &overloads("@sortByAssociatedKeys", None).unwrap()[0];
        assert_eq!((&keys.args[0], keys.params), (&Type::list(Type::Param(0)), 1));
        let index = &overloads("_[_]", None).unwrap()[1];
        assert_eq!((index.params, index.args.len(), index.member), (2, 2, false));
    }

    #[test]
    fn every_id_is_one() {
        let mut seen: Vec<String> = Vec::new();
        for (name, found) in read() {
            assert!(!found.is_empty(), "{name}");
            for overload in found {
                assert!(!seen.contains(&overload.id), "{}", overload.id);
                seen.push(overload.id);
            }
        }
        assert!(seen.len() > 250, "{}", seen.len());
    }
}
