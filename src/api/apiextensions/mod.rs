//! `CustomResourceDefinition`: `apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go`.
//!
//! The server validates a form of the definition in which what all versions share (schema, subresources, columns,
//! selectable fields) has moved up to the spec, and its paths say so: `spec.validation.openAPIV3Schema`.

mod conversion;
mod defaults;
mod field_path;
mod names;
mod openapi;
mod rule_costs;
mod rules;
mod spec;
mod structural;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
mod version;

pub(super) use spec::custom_resource_definition;

use super::Cx;
use crate::resource::Field;
use crate::source::{Kind, Node};

/// Nesting of a schema that is looked into.
const DEPTH: usize = 150;

/// A place in a schema: where it is written, and how the server spells the way to it.
#[derive(Clone, Debug)]
struct Place<'a> {
    f: Field<'a>,
    path: String,
}

impl<'a> Place<'a> {
    fn new(f: Field<'a>, path: impl Into<String>) -> Self {
        Place { f, path: path.into() }
    }

    /// The field of that name.
    fn at(&self, name: &'static str) -> Place<'a> {
        Place { f: self.f.at(name), path: format!("{}.{name}", self.path) }
    }

    /// The items of the list of that name.
    fn items(&self, name: &'static str) -> impl Iterator<Item = Place<'a>> + use<'a> {
        let path = format!("{}.{name}", self.path);
        self.f.at(name).items().enumerate().map(move |(i, f)| Place { f, path: format!("{path}[{i}]") })
    }

    /// The entries of the map of that name, with their keys.
    fn entries(&self, name: &'static str) -> impl Iterator<Item = (&'a str, Place<'a>)> + use<'a> {
        let path = format!("{}.{name}", self.path);
        // Gathered, as schemas are walked by calls in calls: an iterator that does all this takes far more of the stack.
        let entries: Vec<_> = super::entries(self.f.at(name)).map(|(key, f)| (key.scalar_text(), f)).collect();
        entries.into_iter().map(move |(key, f)| (key, Place { f, path: format!("{path}[{key}]") }))
    }

    fn text(&self, name: &'static str) -> &'a str {
        self.f.at(name).str()
    }

    fn flag(&self, name: &'static str) -> bool {
        self.f.at(name).bool()
    }

    fn has(&self, name: &'static str) -> bool {
        self.f.at(name).exists()
    }

    /// The schema of a list's items, where there is one for all.
    fn items_schema(&self) -> Option<Place<'a>> {
        let items = self.at("items");
        items.f.node().is_some_and(|n| n.kind() == Kind::Map).then_some(items)
    }

    /// The schema of all other fields.
    fn additional_schema(&self) -> Option<Place<'a>> {
        let additional = self.at("additionalProperties");
        additional.f.node().is_some_and(|n| n.kind() == Kind::Map).then_some(additional)
    }

    /// The property of that name.
    fn property(&self, name: &str) -> Option<Place<'a>> {
        let f = self.f.at("properties").key(name)?;
        Some(Place { f, path: format!("{}.properties[{name}]", self.path) })
    }
}

fn required<'a, 'c>(cx: &'c mut Cx<'a>, place: &Place<'a>, detail: &str) -> &'c mut crate::model::Finding {
    cx.required(place.f, detail).field(place.path.clone())
}

fn invalid<'a, 'c>(cx: &'c mut Cx<'a>, place: &Place<'a>, detail: &str) -> &'c mut crate::model::Finding {
    cx.invalid(place.f, detail).field(place.path.clone())
}

fn forbidden<'a, 'c>(cx: &'c mut Cx<'a>, place: &Place<'a>, detail: &str) -> &'c mut crate::model::Finding {
    let finding = cx.forbidden(place.f, detail);
    let message = match place.path.rsplit(['.', ']']).next() {
        Some(name) if !name.is_empty() => format!("`{name}` is not allowed here: {detail}"),
        _ => format!("this is not allowed here: {detail}"),
    };
    finding.field(place.path.clone()).say(message)
}

fn not_supported<'a, 'c>(cx: &'c mut Cx<'a>, place: &Place<'a>, allowed: &[&str]) -> &'c mut crate::model::Finding {
    cx.not_supported(place.f, allowed).field(place.path.clone())
}

/// Whether two values are the same to the server: nothing, `null`, and what is empty are alike
/// (`equality.Semantic.DeepEqual`).
fn same(a: Option<Node<'_>>, b: Option<Node<'_>>) -> bool {
    canonical(a, 0) == canonical(b, 0)
}

/// A text that equal values share. Absent and `null` fields are left out.
fn canonical(node: Option<Node<'_>>, depth: usize) -> String {
    let Some(node) = node.filter(|n| !n.is_null() && depth < DEPTH) else { return String::new() };
    match node.kind() {
        Kind::Map => {
            let mut fields: Vec<_> = super::entries(Field::root(node))
                .filter(|(_, f)| f.exists())
                .map(|(key, f)| format!("{:?}:{}", key.scalar_text(), canonical(f.node(), depth + 1)))
                .collect();
            fields.sort();
            format!("{{{}}}", fields.join(","))
        }
        Kind::Seq => format!("[{}]", node.items().map(|n| canonical(Some(n), depth + 1)).collect::<Vec<_>>().join(",")),
        Kind::Str => format!("{:?}", node.scalar_text()),
        _ => node.as_f64().map_or_else(|| node.scalar_text().to_lowercase(), |number| number.to_string()),
    }
}
