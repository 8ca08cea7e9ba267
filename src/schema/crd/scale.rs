//! The fields that a scale subresource reads: `ValidateScaleSpec` and `ValidateScaleStatus` of
//! `pkg/registry/customresource/validator.go`.

use super::definition::Scale;
use super::value::{Data, Value};
use crate::source::Node;

/// What is wrong with such a field.
#[derive(Debug)]
pub(super) struct BadScale<'v> {
    /// As the definition writes it, `.spec.replicas`.
    pub(super) path: String,
    /// The value, or what stands in the way to it.
    pub(super) node: Node<'v>,
    /// The value as Go prints it.
    pub(super) given: String,
    pub(super) detail: String,
}

/// Both replica counts and the selector.
pub(super) fn check<'v>(root: &Value<'v>, scale: &Scale<'_>, node: Node<'v>) -> Vec<BadScale<'v>> {
    let mut bad = Vec::new();
    bad.extend(replicas(root, scale.spec_replicas, node));
    bad.extend(replicas(root, scale.status_replicas, node));
    if let Some(path) = scale.label_selector {
        bad.extend(selector(root, path, node));
    }
    bad
}

fn replicas<'v>(root: &Value<'v>, path: &str, node: Node<'v>) -> Option<BadScale<'v>> {
    let bad = |node, given: i64, detail: String| {
        Some(BadScale { path: path.to_owned(), node, given: given.to_string(), detail })
    };
    let value = match walk(root, path, node) {
        Ok(value) => value?,
        Err((node, detail)) => return bad(node, 0, detail),
    };
    let at = value.at.unwrap_or(node);
    match value.data {
        Data::Int(n) if n < 0 => bad(at, n, "should be a non-negative integer".to_owned()),
        Data::Int(n) if n > i64::from(i32::MAX) => bad(at, n, format!("should be less than or equal to {}", i32::MAX)),
        Data::Int(_) => None,
        _ => bad(at, 0, accessor(path, value, "int64")),
    }
}

fn selector<'v>(root: &Value<'v>, path: &str, node: Node<'v>) -> Option<BadScale<'v>> {
    let (node, detail) = match walk(root, path, node) {
        Ok(value) => {
            let value = value?;
            if matches!(value.data, Data::Str(_)) {
                return None;
            }
            (value.at.unwrap_or(node), accessor(path, value, "string"))
        }
        Err(bad) => bad,
    };
    Some(BadScale { path: path.to_owned(), node, given: "\"\"".to_owned(), detail })
}

/// `NestedFieldNoCopy`: the value at `path`, none where a part of it is absent.
fn walk<'r, 'v>(root: &'r Value<'v>, path: &str, node: Node<'v>) -> Result<Option<&'r Value<'v>>, (Node<'v>, String)> {
    let fields = path.strip_prefix('.').unwrap_or(path);
    let mut value = root;
    let mut done = String::new();
    for name in fields.split('.') {
        if value.is_null() {
            return Ok(None);
        }
        if !matches!(value.data, Data::Map(_)) {
            return Err((value.at.unwrap_or(node), accessor(&done, value, "map[string]interface{}")));
        }
        let Some(inner) = value.get(name) else { return Ok(None) };
        done.push('.');
        done.push_str(name);
        value = inner;
    }
    Ok(Some(value))
}

fn accessor(path: &str, value: &Value<'_>, want: &str) -> String {
    let path = if path.starts_with('.') { path.to_owned() } else { format!(".{path}") };
    let (shown, ty) = match &value.data {
        Data::Null => ("<nil>".to_owned(), "<nil>"),
        Data::Bool(b) => (b.to_string(), "bool"),
        Data::Int(n) => (n.to_string(), "int64"),
        Data::Float(n) => (n.to_string(), "float64"),
        Data::Str(s) => ((*s).to_owned(), "string"),
        Data::List(_) => (value.json(), "[]interface {}"),
        Data::Map(_) => (format!("map{}", value.json()), "map[string]interface {}"),
    };
    format!("{path} accessor error: {shown} is of the type {ty}, expected {want}")
}
