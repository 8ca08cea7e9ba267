//! Whole resources within a resource (`x-kubernetes-embedded-resource`): `apiserver/schema/objectmeta`, `coerce` and
//! `validateEmbeddedResource`.

use super::path;
use super::schema::{Additional, Schema};
use super::value::{Data, Value};
use crate::source::Node;

/// A resource within the resource.
#[derive(Debug)]
pub(super) struct Embedded<'r, 'v> {
    pub(super) path: String,
    pub(super) value: &'r Value<'v>,
    pub(super) node: Node<'v>,
}

/// What is wrong with `apiVersion` or `kind` of one.
#[derive(Debug)]
pub(super) enum Fault {
    Missing,
    NoText,
    Empty,
    /// What the server says of the text.
    Bad(String),
}

/// All of them, outer before inner.
pub(super) fn find<'r, 'v>(
    value: &'r Value<'v>,
    schema: &Schema<'_>,
    at: &str,
    node: Node<'v>,
    out: &mut Vec<Embedded<'r, 'v>>,
) {
    let node = value.at.unwrap_or(node);
    let props = schema.props();
    match &value.data {
        Data::Map(entries) => {
            if props.embedded {
                out.push(Embedded { path: at.to_owned(), value, node });
            }
            for (key, inner) in entries {
                match (props.property(key), &props.additional) {
                    (Some(schema), _) => find(inner, schema, &path::child(at, key), node, out),
                    (None, Additional::Each(schema)) => find(inner, schema, &path::key(at, key), node, out),
                    _ => {}
                }
            }
        }
        Data::List(items) => {
            if let Some(each) = props.items.as_deref() {
                for (index, item) in items.iter().enumerate() {
                    find(item, each, &path::index(at, index), node, out);
                }
            }
        }
        _ => {}
    }
}

/// What is wrong with the field of that name, `apiVersion` or `kind`.
pub(super) fn fault(embedded: &Embedded<'_, '_>, name: &str) -> Option<Fault> {
    let Some(value) = embedded.value.get(name) else { return Some(Fault::Missing) };
    let Data::Str(text) = value.data else { return Some(Fault::NoText) };
    if text.is_empty() {
        return Some(Fault::Empty);
    }
    if name == "apiVersion" {
        return (text.matches('/').count() > 1).then(|| Fault::Bad(format!("unexpected GroupVersion string: {text}")));
    }
    let lower = text.to_lowercase();
    let inner = lower.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let label =
        inner && lower.len() <= 63 && lower.starts_with(|c: char| c.is_ascii_lowercase()) && !lower.ends_with('-');
    (!label).then(|| {
        Fault::Bad(
            "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric \
             characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. \
             'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
                .to_owned(),
        )
    })
}
