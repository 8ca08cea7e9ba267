//! Where a rule points that names a field.

use crate::schema::crd::path;
use crate::schema::crd::schema::Schema;
use crate::schema::crd::value::Value;
use crate::source::Node;

/// Where a rule with a `fieldPath` points (`ValidFieldPath`): `.a.b`, or `['a b']` for names with other characters.
pub(super) fn pointed<'v>(
    field_path: &str,
    base: &str,
    value: &Value<'v>,
    node: Node<'v>,
    shape: &Schema<'_>,
) -> (String, Node<'v>) {
    let mut path = base.to_owned();
    let mut node = node;
    let mut value = Some(value);
    let mut shape = Some(shape);
    let mut rest = field_path;
    while !rest.is_empty() {
        let (name, after) = if let Some(quoted) = rest.strip_prefix("['") {
            let Some((name, after)) = quoted.split_once("']") else { break };
            (name.replace("\\'", "'").replace("\\\\", "\\"), after)
        } else {
            let plain = rest.strip_prefix('.').unwrap_or(rest);
            let end = plain.find(['.', '[']).unwrap_or(plain.len());
            (plain[..end].to_owned(), &plain[end..])
        };
        rest = after;
        let props = shape.map(Schema::props);
        path = match props.is_some_and(|p| p.properties.is_empty()) {
            true => path::key(&path, &name),
            false => path::child(&path, &name),
        };
        shape = shape.and_then(|s| s.field(&name));
        value = value.and_then(|v| v.get(&name));
        if let Some(at) = value.and_then(|v| v.at) {
            node = at;
        }
    }
    (path, node)
}
