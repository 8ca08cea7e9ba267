//! Defaults that a definition gives, held against the schema that gives them: what the definition's own validation
//! asks (`apiserver/schema/defaulting/validation.go`).

use super::schema::Schema;
use super::value::Value;
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
            detail: format!("Invalid value: {}: must not have unknown fields", Value::written(value).json()),
            node: value.id(),
        });
    }
    let given = Value::written(value);
    let problems = validate::validate(&given, &schema, value, target).problems;
    bad.extend(problems.iter().map(|problem| BadDefault {
        path: problem.path.clone(),
        reason: problem.reason(),
        detail: problem.detail(),
        node: problem.node.id(),
    }));
    if bad.is_empty() && cel::has_rules(schema.node()) {
        bad.extend(cel::check_default(&given, &schema, value, resource).iter().map(|broken| BadDefault {
            path: broken.path.clone(),
            reason: broken.reason,
            detail: broken.body(),
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
