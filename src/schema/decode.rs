//! Holding a tree against its type, as the API server's strict decoder does
//! (`sigs.k8s.io/json` `UnmarshalStrict`, and the `UnmarshalJSON` of the types that bring their own).
//!
//! The server stops at the first value of a wrong type; here all are found. Nothing is allocated while all is well.

use super::tables::{Definition, Type};
use super::{base64, time};
use crate::model::{Quantity, Version};
use crate::source::{Entry, Kind, Node};

/// Deeper than any manifest; only recursive schemas of CRDs come near.
const DEPTH: usize = 300;

/// A key that its struct does not have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown<'a> {
    /// The map that holds it.
    pub(super) map: Node<'a>,
    /// The key and what is under it.
    pub(super) entry: Entry<'a>,
    /// What the map should be.
    pub(super) definition: Definition,
}

/// A value that cannot be what it should.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrong<'a> {
    /// The value.
    pub(super) node: Node<'a>,
    /// What it should be.
    pub(super) ty: Type,
}

/// A field that the server drops, as its feature gate is off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dropped<'a> {
    /// The key and what is under it.
    pub(super) entry: Entry<'a>,
    /// What the map around it is.
    pub(super) definition: Definition,
    /// `HostnameOverride`
    pub(super) gate: &'static str,
}

/// What was found on the way, in document order.
#[derive(Debug)]
pub(super) struct Decoder<'a> {
    version: Version,
    /// Keys that a later one of the same name overrides: the server never sees their values. Sorted.
    shadowed: Vec<u32>,
    pub(super) unknown: Vec<Unknown<'a>>,
    pub(super) wrong: Vec<Wrong<'a>>,
    pub(super) dropped: Vec<Dropped<'a>>,
}

impl<'a> Decoder<'a> {
    /// Decodes the fields of `root`.
    pub(super) fn run(root: Node<'a>, definition: Definition, version: Version) -> Decoder<'a> {
        let mut shadowed: Vec<u32> = root.document().duplicates.iter().map(|d| d.first).collect();
        shadowed.sort_unstable();
        let mut decoder = Decoder { version, shadowed, unknown: Vec::new(), wrong: Vec::new(), dropped: Vec::new() };
        decoder.value(root, Type::Struct(definition), true, 0);
        decoder
    }

    /// Whether the server could read it all.
    pub(super) fn is_clean(&self) -> bool {
        self.unknown.is_empty() && self.wrong.is_empty()
    }

    fn value(&mut self, node: Node<'a>, ty: Type, strict: bool, depth: usize) {
        // Go takes null for the zero value, whatever the type.
        if node.is_null() || depth > DEPTH {
            return;
        }
        match (ty, node.kind()) {
            (Type::Struct(definition), Kind::Map) => self.fields(node, definition, strict, depth),
            (Type::Map(values), Kind::Map) => {
                for entry in node.entries() {
                    if !self.is_shadowed(entry) {
                        self.value(entry.value, values.ty(), strict, depth + 1);
                    }
                }
            }
            (Type::List(items), Kind::Seq) => {
                let ty = items.ty();
                node.items().for_each(|item| self.value(item, ty, strict, depth + 1));
            }
            // Schemas within these are decoded once more, and that decoder is not strict.
            (Type::SchemaOrBool(schema) | Type::SchemaOrArray(schema) | Type::SchemaOrStrings(schema), Kind::Map) => {
                self.fields(node, schema, false, depth)
            }
            (Type::SchemaOrArray(schema), Kind::Seq) => {
                node.items().for_each(|item| self.value(item, Type::Struct(schema), false, depth + 1));
            }
            (Type::SchemaOrStrings(_), Kind::Seq) => {
                let texts = node.items().filter(|i| !matches!(i.kind(), Kind::Str | Kind::Null));
                self.wrong.extend(texts.map(|node| Wrong { node, ty: NAME }));
            }
            _ if fits(node, ty) => {}
            _ => self.wrong.push(Wrong { node, ty }),
        }
    }

    fn fields(&mut self, map: Node<'a>, definition: Definition, strict: bool, depth: usize) {
        for entry in map.entries() {
            if self.is_shadowed(entry) {
                continue;
            }
            match definition.field(entry.key.scalar_text(), self.version) {
                Some(field) => {
                    if let Some(gate) = field.dropped_for() {
                        self.drop_for(gate, entry, definition);
                    }
                    self.value(entry.value, field.ty(), strict, depth + 1);
                }
                None if strict => self.unknown.push(Unknown { map, entry, definition }),
                None => {}
            }
        }
    }

    /// What is within something that is dropped needs no word of its own.
    fn drop_for(&mut self, gate: &'static str, entry: Entry<'a>, definition: Definition) {
        let within = self.dropped.last().is_some_and(|last| entry.key.id() < last.entry.value.end_id());
        if !within {
            self.dropped.push(Dropped { entry, definition, gate });
        }
    }

    fn is_shadowed(&self, entry: Entry<'_>) -> bool {
        !self.shadowed.is_empty() && self.shadowed.binary_search(&entry.key.id()).is_ok()
    }
}

/// The type of a name in a list of names.
const NAME: Type = Type::String(super::tables::Names::NONE);

/// Whether a value other than `null`, a struct or a well-shaped list or map can be what it should.
fn fits(node: Node<'_>, ty: Type) -> bool {
    let kind = node.kind();
    match ty {
        Type::Any => true,
        Type::String(_) => kind == Kind::Str,
        Type::Bool => kind == Kind::Bool,
        Type::Int32 => whole(node).is_some_and(|n| i32::try_from(n).is_ok()),
        Type::Int64 => whole(node).is_some(),
        Type::Double => matches!(kind, Kind::Int | Kind::Float),
        Type::IntOrString => kind == Kind::Str || whole(node).is_some_and(|n| i32::try_from(n).is_ok()),
        Type::Quantity => is_quantity(node),
        Type::Time => kind == Kind::Str && time::is_rfc3339(node.scalar_text()),
        Type::MicroTime => kind == Kind::Str && time::is_rfc3339_micro(node.scalar_text()),
        Type::Bytes => is_bytes(node),
        Type::SchemaOrBool(_) => kind == Kind::Bool,
        // Scalars are passed over by their `UnmarshalJSON`.
        Type::SchemaOrArray(_) | Type::SchemaOrStrings(_) => true,
        Type::Struct(_) | Type::Map(_) | Type::List(_) => false,
    }
}

/// A whole number, also one written `3.0` or `1e3`: YAML to JSON makes it one.
pub(super) fn whole(node: Node<'_>) -> Option<i64> {
    matches!(node.kind(), Kind::Int | Kind::Float).then(|| node.as_i64()).flatten()
}

/// `resource.Quantity.UnmarshalJSON`: text or number, spaces around it allowed.
fn is_quantity(node: Node<'_>) -> bool {
    match node.kind() {
        // Line breaks arrive as `\n` in JSON, and are no spaces there.
        Kind::Str => node
            .scalar_text()
            .trim_matches(|c: char| c.is_whitespace() && !c.is_ascii_control())
            .parse::<Quantity>()
            .is_ok(),
        Kind::Int => true,
        Kind::Float => node.as_f64().is_some_and(f64::is_finite),
        _ => false,
    }
}

/// `[]byte`: base64, or a list of numbers.
fn is_bytes(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Str => base64::problem(node.scalar_text()).is_none(),
        Kind::Seq => node.items().all(|i| i.is_null() || whole(i).is_some_and(|n| u8::try_from(n).is_ok())),
        _ => false,
    }
}
