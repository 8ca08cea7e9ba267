//! A custom resource as the server holds it between decoding and storing: pruned and defaulted, each value
//! remembering where in the file it stands.

use std::fmt::Write as _;

use crate::model::quote;
use crate::source::{Kind, Node};

/// Nesting beyond this is cut off: no schema reaches it, and no manifest.
const DEPTH: usize = 400;

/// A value, and its node where it was written rather than defaulted.
#[derive(Clone, Debug)]
pub(super) struct Value<'v> {
    pub(super) data: Data<'v>,
    pub(super) at: Option<Node<'v>>,
}

/// What a value is, as Go's decoder makes it: whole numbers are `int64`, all others `float64`.
#[derive(Clone, Debug)]
pub(super) enum Data<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'v str),
    List(Vec<Value<'v>>),
    /// Keys are unique, in the order of the file.
    Map(Vec<(&'v str, Value<'v>)>),
}

impl<'v> Value<'v> {
    /// The value written at `node`.
    pub(super) fn written(node: Node<'v>) -> Self {
        Self::read(node, true, 0)
    }

    /// A copy of a schema's default, which stands nowhere in the resource's file.
    pub(super) fn defaulted(node: Node<'v>) -> Self {
        Self::read(node, false, 0)
    }

    fn read(node: Node<'v>, located: bool, depth: usize) -> Self {
        let data = match node.kind() {
            _ if depth > DEPTH => Data::Null,
            Kind::Null => Data::Null,
            Kind::Bool => Data::Bool(node.as_bool().unwrap_or_default()),
            Kind::Int | Kind::Float => match node.as_i64() {
                Some(whole) => Data::Int(whole),
                None => Data::Float(node.as_f64().unwrap_or_default()),
            },
            Kind::Str => Data::Str(node.scalar_text()),
            Kind::Seq => Data::List(node.items().map(|item| Self::read(item, located, depth + 1)).collect()),
            Kind::Map => {
                let mut entries: Vec<(&str, Self)> = Vec::new();
                let doubled = !node.document().duplicates.is_empty();
                for entry in node.entries() {
                    let key = entry.key.scalar_text();
                    let value = Self::read(entry.value, located, depth + 1);
                    match entries.iter_mut().find(|(k, _)| doubled && *k == key) {
                        // The last of doubled keys wins.
                        Some((_, earlier)) => *earlier = value,
                        None => entries.push((key, value)),
                    }
                }
                Data::Map(entries)
            }
        };
        Value { data, at: located.then_some(node) }
    }

    /// The entry of a map under `key`.
    pub(super) fn get(&self, key: &str) -> Option<&Value<'v>> {
        self.entries().iter().find(|(k, _)| *k == key).map(|(_, value)| value)
    }

    /// A map's entries; none for any other value.
    pub(super) fn entries(&self) -> &[(&'v str, Value<'v>)] {
        if let Data::Map(entries) = &self.data { entries } else { &[] }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The JSON type as OpenAPI calls it.
    pub(super) fn type_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "boolean",
            Data::Int(_) => "integer",
            Data::Float(_) => "number",
            Data::Str(_) => "string",
            Data::List(_) => "array",
            Data::Map(_) => "object",
        }
    }

    /// JSON with sorted keys, as `encoding/json` writes it: equal values have equal texts.
    pub(super) fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match &self.data {
            Data::Null => out.push_str("null"),
            Data::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            // Writing to a String cannot fail.
            Data::Int(n) => drop(write!(out, "{n}")),
            Data::Float(n) => drop(write!(out, "{n}")),
            Data::Str(s) => out.push_str(&quote(s)),
            Data::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Data::Map(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                out.push('{');
                for (i, (key, value)) in sorted.into_iter().enumerate() {
                    let _ = write!(out, "{}{}:", if i > 0 { "," } else { "" }, quote(key));
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}
