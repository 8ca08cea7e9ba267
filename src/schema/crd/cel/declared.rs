//! What a schema declares to rules (`apiserver/pkg/cel/common/schemas.go`, `SchemaDeclType`): types only, as what a rule may
//! cost is looked at where the definition is checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::view::names_metadata;
use crate::cel::{Decl, Type, escape};
use crate::schema::crd::schema::{Additional, Schema};

/// Schemas within schemas that are looked into.
const DEPTH: usize = 100;

/// What is declared of a value; none where rules can see nothing of it. `resource` adds what rules may read of every
/// resource.
pub(super) fn declared(schema: &Schema<'_>, resource: bool) -> Option<Arc<Decl>> {
    within(schema, resource, DEPTH)
}

fn within(schema: &Schema<'_>, resource: bool, depth: usize) -> Option<Arc<Decl>> {
    let depth = depth.checked_sub(1)?;
    let props = schema.props();
    let simple = |ty| Decl::simple(ty, 0, 0);
    let inner = |schema: &Schema<'_>| within(schema, schema.props().embedded, depth);
    if props.int_or_string {
        return Some(simple(Type::Dyn));
    }
    Some(match (props.ty, props.format) {
        ("array", _) => Decl::list(inner(props.items.as_deref()?)?, 0),
        ("object", _) => match &props.additional {
            Additional::Each(each) => Decl::map(simple(Type::String), inner(each)?, 0),
            _ => object(schema, resource, inner),
        },
        ("string", "byte") => simple(Type::Bytes),
        ("string", "duration") => simple(Type::Duration),
        ("string", "date" | "date-time") => simple(Type::Timestamp),
        ("string", _) => simple(Type::String),
        ("boolean", _) => simple(Type::Bool),
        ("number", _) => simple(Type::Double),
        ("integer", _) => simple(Type::Int),
        _ => return None,
    })
}

fn object(schema: &Schema<'_>, resource: bool, inner: impl Fn(&Schema<'_>) -> Option<Arc<Decl>>) -> Arc<Decl> {
    let own = resource && !names_metadata(schema);
    let text = || Decl::simple(Type::String, 0, 0);
    let mut fields = BTreeMap::new();
    for (name, property) in &schema.props().properties {
        if let (Some(name), Some(decl)) = (escape(name), inner(property)) {
            fields.insert(name.into_owned(), decl);
        }
    }
    if own {
        let names = ["name", "generateName"].map(|name| (name.to_owned(), text()));
        let metadata = Decl::object(names.into(), 0);
        fields.extend([
            ("metadata".to_owned(), metadata),
            ("kind".to_owned(), text()),
            ("apiVersion".to_owned(), text()),
        ]);
    }
    Decl::object(fields, 0)
}
