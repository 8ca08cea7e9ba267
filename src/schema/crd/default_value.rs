//! Defaults that a definition gives, held against the schema that gives them: what the definition's own validation
//! asks (`apiserver/schema/defaulting/validation.go`).

use super::schema::Schema;
use super::value::{Data, Value};
use super::{cel, decode, format, validate};
use crate::model::{Reason, Version};
use crate::source::Node;

/// Something wrong with a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDefault {
    /// The way from the default to the place; empty for the default itself.
    pub path: String,
    /// The server's reason.
    pub reason: Reason,
    /// The server's wording.
    pub detail: String,
    /// The node of the default's document.
    pub node: u32,
}

/// Everything wrong with `value` as the default of `schema`, which may describe a resource.
pub fn check_default(value: Node<'_>, schema: Node<'_>, resource: bool, target: Version) -> Vec<BadDefault> {
    let schema = Schema::new(schema);
    let mut bad = Vec::new();
    let mut pruned = Value::written(value);
    if !resource && !decode::prune(&mut pruned, Some(&schema)).is_empty() {
        bad.push(BadDefault {
            path: String::new(),
            reason: Reason::Invalid,
            detail: "must not have unknown fields".to_owned(),
            node: value.id(),
        });
    }
    let given = Value::written(value);
    if let (Data::Int(_) | Data::Float(_), Some(factor)) = (&given.data, schema.props().limits.multiple_of)
        && factor <= 0.0
    {
        let detail = format!("factor MultipleOf declared for  must be positive: {factor}");
        bad.push(BadDefault { path: String::new(), reason: Reason::Invalid, detail, node: value.id() });
        return bad;
    }
    let problems = validate::validate(&given, &schema, value, target).problems;
    bad.extend(problems.iter().map(|problem| BadDefault {
        path: problem.path.clone(),
        reason: problem.reason(),
        detail: problem.message.clone(),
        node: problem.node.id(),
    }));
    if bad.is_empty() && cel::has_rules(schema.node()) {
        bad.extend(cel::check(&given, &schema, value).broken.iter().map(|broken| BadDefault {
            path: broken.path.clone(),
            reason: broken.reason,
            detail: broken.detail.clone(),
            node: broken.node.id(),
        }));
    }
    bad
}

/// Whether the server knows the format for values of that type; others it ignores.
pub fn knows_format(ty: &str, name: &str, target: Version) -> bool {
    let types: &[&str] = if ty.is_empty() { &[] } else { &[ty] };
    !format::supported(types, name, target).is_empty()
}
