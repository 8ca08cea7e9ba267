//! Where a rule points that names a field.

use crate::schema::crd::field_path::Steps;
use crate::schema::crd::path;
use crate::schema::crd::schema::Schema;
use crate::schema::crd::value::Value;
use crate::source::Node;

/// Where a rule with a `fieldPath` points; a path that leads nowhere, which no server takes, points at the value itself.
pub(super) fn pointed<'v>(
    field_path: &str,
    base: &str,
    value: &Value<'v>,
    node: Node<'v>,
    shape: &Schema<'_>,
) -> (String, Node<'v>) {
    let mut below = String::new();
    let (mut at, mut value, mut shape) = (node, Some(value), Some(shape));
    for name in Steps::of(field_path, true) {
        let (Ok(name), Some(here)) = (name, shape) else { return (base.to_owned(), node) };
        below = match here.props().properties.is_empty() {
            true => path::key(&below, &name),
            false => path::child(&below, &name),
        };
        shape = here.field(&name);
        value = value.and_then(|value| value.get(&name));
        at = value.and_then(|value| value.at).unwrap_or(at);
    }
    match (shape.is_some(), below.is_empty()) {
        (true, false) => (path::child(base, &below), at),
        _ => (base.to_owned(), node),
    }
}
