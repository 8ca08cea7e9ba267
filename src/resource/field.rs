//! A field of an object, present or not: reading it gives Go's zero value where it is absent, and it knows
//! its place either way.

use crate::model::Span;
use crate::source::{Kind, Node};

/// How deep an absent field may lie below the last node that exists.
const DEPTH: usize = 6;

/// A field that may be absent. `null` counts as absent, as it does for Go's decoder.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The field's own node, or where it is absent its nearest ancestor that exists.
    anchor: Node<'a>,
    /// The names from `anchor` to the field; empty where it exists.
    missing: [&'static str; DEPTH],
    depth: u8,
}

impl<'a> Field<'a> {
    /// The field that is `node` itself.
    pub fn root(node: Node<'a>) -> Self {
        Field { anchor: node, missing: [""; DEPTH], depth: 0 }
    }

    /// The child of that name.
    pub fn at(self, name: &'static str) -> Field<'a> {
        if self.depth == 0
            && let Some(value) = self.anchor.get(name)
        {
            return Field::root(value);
        }
        let mut child = self;
        if usize::from(child.depth) < DEPTH {
            child.missing[usize::from(child.depth)] = name;
            child.depth += 1;
        }
        child
    }

    /// The child under a key that is data, not a field name.
    pub fn key(self, key: &str) -> Option<Field<'a>> {
        self.node()?.get(key).map(Field::root)
    }

    /// Its value, where there is one other than `null`.
    pub fn node(self) -> Option<Node<'a>> {
        (self.depth == 0 && !self.anchor.is_null()).then_some(self.anchor)
    }

    /// Whether it has a value other than `null`.
    pub fn exists(self) -> bool {
        self.node().is_some()
    }

    /// Its own node where it stands in the file (even as `null`), otherwise the nearest ancestor's.
    pub fn anchor(self) -> Node<'a> {
        self.anchor
    }

    /// The names between [`Self::anchor`] and the field, where it is absent.
    pub fn missing(&self) -> &[&'static str] {
        &self.missing[..usize::from(self.depth)]
    }

    /// The bytes of its node, or of the nearest ancestor's.
    pub fn span(self) -> Span {
        self.anchor.span()
    }

    /// Its text; empty where it is absent or something else.
    pub fn str(self) -> &'a str {
        self.opt_str().unwrap_or_default()
    }

    /// Its text.
    pub fn opt_str(self) -> Option<&'a str> {
        self.node()?.as_str()
    }

    /// Its number; 0 where it is absent or something else.
    pub fn int(self) -> i64 {
        self.opt_int().unwrap_or_default()
    }

    /// Its number.
    pub fn opt_int(self) -> Option<i64> {
        self.node()?.as_i64()
    }

    /// Its truth; false where it is absent or something else.
    pub fn bool(self) -> bool {
        self.opt_bool().unwrap_or_default()
    }

    /// Its truth.
    pub fn opt_bool(self) -> Option<bool> {
        self.node()?.as_bool()
    }

    /// The items of a list, `null` ones included: they are zero values to Go.
    pub fn items(self) -> impl Iterator<Item = Field<'a>> + Clone {
        self.node().into_iter().flat_map(Node::items).map(Field::root)
    }

    /// The entries of a map. Doubled keys are all listed.
    pub fn entries(self) -> impl Iterator<Item = (Node<'a>, Field<'a>)> + Clone {
        self.node().into_iter().flat_map(Node::entries).map(|e| (e.key, Field::root(e.value)))
    }

    /// Number of items or entries.
    pub fn len(self) -> usize {
        self.node().map_or(0, Node::len)
    }

    /// Whether it is absent, empty text, an empty list or map: Go's `len(x) == 0`.
    pub fn is_empty(self) -> bool {
        match self.node() {
            None => true,
            Some(n) => match n.kind() {
                Kind::Str => n.scalar_text().is_empty(),
                Kind::Seq | Kind::Map => n.is_empty(),
                _ => false,
            },
        }
    }
}
