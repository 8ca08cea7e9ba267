//! The cursor with which every room reads a document.

use super::tree::{Document, Kind, Raw, Style};
use super::{scalar, wide};
use crate::model::Span;

/// One node of a document. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    doc: &'a Document<'a>,
    id: u32,
}

/// One step from a container to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The value under a key.
    Key(&'a str),
    /// An item of a list.
    Index(usize),
}

/// One entry of a map.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The key, always a string.
    pub key: Node<'a>,
    /// What it maps to.
    pub value: Node<'a>,
}

impl<'a> Document<'a> {
    /// The root, or none where the document is empty.
    pub fn root(&'a self) -> Option<Node<'a>> {
        (!self.nodes.is_empty()).then_some(Node { doc: self, id: 0 })
    }

    /// The node with that index, as in [`super::Duplicate`].
    pub fn node(&'a self, id: u32) -> Node<'a> {
        Node { doc: self, id }
    }

    /// The keys whose text is not what was written: booleans and numbers to YAML (`y`, `0x10`), which the cluster's
    /// converter writes anew (`true`, `16`).
    pub fn keys_read_otherwise(&'a self) -> impl Iterator<Item = Node<'a>> {
        // Of plain scalars that are no text by themselves only keys are texts.
        self.cooked.nodes().map(|id| self.node(id)).filter(|node| {
            node.style() == Style::Plain && !node.is_aliased() && scalar::resolve(node.source()).0 != Kind::Str
        })
    }
}

impl<'a> Node<'a> {
    /// Node `id` of `document`.
    pub(super) fn of(doc: &'a Document<'a>, id: u32) -> Self {
        Node { doc, id }
    }

    fn raw(self) -> &'a Raw {
        &self.doc.nodes[self.id as usize]
    }

    /// The document it belongs to.
    pub fn document(self) -> &'a Document<'a> {
        self.doc
    }

    /// Where its first line says what it is: its first key, where it is a map with one, or else all of it.
    pub fn head(self) -> Span {
        self.entries().next().map_or(self.span(), |e| e.key.span())
    }

    /// Its index in the document; unique there, ascending in document order.
    pub fn id(self) -> u32 {
        self.id
    }

    /// The index after its subtree: the ids of its descendants lie below.
    pub fn end_id(self) -> u32 {
        self.raw().next
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.raw().style
    }

    /// Its bytes: quotes and block indicators included, for maps and lists from their first child (or
    /// bracket) to their last.
    pub fn span(self) -> Span {
        Span::new(self.raw().start, self.raw().end)
    }

    /// Its bytes as they stand in the file.
    pub fn source(self) -> &'a str {
        self.doc.text.get(self.span().range()).unwrap_or_default()
    }

    /// Whether it came through an alias or a merge key and so stands elsewhere too.
    pub fn is_aliased(self) -> bool {
        self.raw().flag && self.raw().kind != Kind::Bool
    }

    /// Whether it is neither a map nor a list.
    pub fn is_scalar(self) -> bool {
        !matches!(self.kind(), Kind::Map | Kind::Seq)
    }

    /// `null`, `~` or nothing.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// A string's text.
    pub fn as_str(self) -> Option<&'a str> {
        (self.kind() == Kind::Str).then(|| self.scalar_text())
    }

    /// A scalar's text without quotes and escapes, whatever its kind.
    pub fn scalar_text(self) -> &'a str {
        let raw = self.raw();
        if raw.cooked {
            return self.doc.cooked.of(self.id);
        }
        match raw.style {
            Style::Single | Style::Double => {
                self.doc.text.get(raw.start as usize + 1..(raw.end as usize).saturating_sub(1)).unwrap_or_default()
            }
            _ => self.source(),
        }
    }

    /// A boolean's value.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw().flag)
    }

    /// A whole number as the cluster reads it, from -2^63 to 2^64-1.
    pub fn as_integer(self) -> Option<i128> {
        (self.kind() == Kind::Int).then(|| scalar::integer(self.scalar_text())).flatten()
    }

    /// A whole number, where it fits.
    pub fn as_i64(self) -> Option<i64> {
        match self.kind() {
            Kind::Int => scalar::integer(self.scalar_text()).and_then(|n| i64::try_from(n).ok()),
            Kind::Float => self.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9.2e18).map(|f| f as i64),
            _ => None,
        }
    }

    /// A number.
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Int => scalar::integer(self.scalar_text()).map(|n| n as f64),
            Kind::Float => scalar::float(self.scalar_text()),
            _ => None,
        }
    }

    /// The value under `key`; where a key is given twice, the last.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|e| e.value)
    }

    /// The entry under `key`; where it is given twice, the last.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let (doc, end) = (self.doc, self.raw().next);
        let mut at = if self.kind() == Kind::Map { self.id + 1 } else { end };
        let (mut found, mut looked) = (None, 0);
        while at < end {
            looked += 1;
            if looked == wide::NARROW {
                return wide::entry(self, key);
            }
            let entry = Entry { key: Node { doc, id: at }, value: Node { doc, id: doc.nodes[at as usize].next } };
            if entry.key.is(key) {
                found = Some(entry);
                if doc.duplicates.is_empty() {
                    break;
                }
            }
            at = entry.value.raw().next;
        }
        found
    }

    /// Whether a scalar's text is that one: [`Self::scalar_text`] without making it. What rules ask most of all.
    fn is(self, text: &str) -> bool {
        let raw = self.raw();
        if raw.cooked {
            return self.scalar_text() == text;
        }
        let quote = usize::from(matches!(raw.style, Style::Single | Style::Double));
        let (start, end) = (raw.start as usize + quote, (raw.end as usize).saturating_sub(quote));
        // Of keys of one length most differ in their first letter.
        end.wrapping_sub(start) == text.len()
            && text.as_bytes().first().is_none_or(|first| self.doc.text.as_bytes().get(start) == Some(first))
            && self.doc.text.as_bytes().get(start..end) == Some(text.as_bytes())
    }

    /// A map's entries in order (doubled keys included); nothing for any other node.
    pub fn entries(self) -> impl Iterator<Item = Entry<'a>> + Clone {
        let (doc, end) = (self.doc, self.raw().next);
        let mut at = if self.kind() == Kind::Map { self.id + 1 } else { end };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let key = Node { doc, id: at };
            let value = Node { doc, id: key.raw().next };
            at = value.raw().next;
            Some(Entry { key, value })
        })
    }

    /// A list's items; nothing for any other node.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> + Clone {
        let (doc, end) = (self.doc, self.raw().next);
        let mut at = if self.kind() == Kind::Seq { self.id + 1 } else { end };
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let item = Node { doc, id: at };
                at = item.raw().next;
                item
            })
        })
    }

    /// Number of items or entries; 0 for scalars.
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Map => self.entries().count(),
            _ => self.items().count(),
        }
    }

    /// Whether it has neither items nor entries.
    pub fn is_empty(self) -> bool {
        self.raw().next == self.id + 1
    }

    /// The way from this node down to `target` (a value, an item or a key), with the key node of each map
    /// entry passed; `None` where it does not lie below.
    pub fn path_to(self, target: Node<'a>) -> Option<Vec<(Step<'a>, Node<'a>)>> {
        if target.id < self.id || target.id >= self.end_id() {
            return None;
        }
        let parents = self.doc.parents();
        let mut path = Vec::new();
        let mut here = target.id;
        while here != self.id {
            let parent = parents.get(here as usize)?;
            path.push(match self.doc.nodes[parent.id as usize].kind {
                Kind::Map => {
                    let key = self.doc.node(parent.at);
                    (Step::Key(key.scalar_text()), key)
                }
                _ => (Step::Index(parent.at as usize), self.doc.node(here)),
            });
            here = parent.id;
        }
        path.reverse();
        Some(path)
    }

    /// The entry of which this node is the key.
    pub fn entry_of_key(self) -> Entry<'a> {
        Entry { key: self, value: self.doc.node(self.end_id()) }
    }

    /// The key node under which `self` stands in the map below `root` that holds it.
    pub fn key_below(self, root: Node<'a>) -> Option<Node<'a>> {
        root.path_to(self)?.iter().rev().find(|(s, _)| matches!(s, Step::Key(_))).map(|(_, key)| *key)
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind() {
            Kind::Map => f.debug_map().entries(self.entries().map(|e| (e.key.scalar_text(), e.value))).finish(),
            Kind::Seq => f.debug_list().entries(self.items()).finish(),
            Kind::Str => write!(f, "{:?}", self.scalar_text()),
            _ => f.write_str(self.scalar_text()),
        }
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.doc, other.doc) && self.id == other.id
    }
}

impl Eq for Node<'_> {}
