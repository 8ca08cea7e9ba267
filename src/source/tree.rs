//! A document as a flat tree: one vector of small nodes in document order.
//!
//! A map's children alternate key, value; a list's are its items. `next` is the index after the subtree,
//! so that siblings are found without pointers. Aliases and merge keys are expanded by the parser (within
//! limits), so that no other room ever meets one; expanded nodes keep the bytes of their anchor.

use std::sync::OnceLock;

use super::cooked::{Cooked, Place};
use super::wide::{self, Wide};

use crate::model::{Finding, Span};

/// What a node is, in the JSON that Kubernetes' converter would make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~`, or nothing at all.
    Null,
    /// A boolean (`yes`, `on`, `y` among them).
    Bool,
    /// A whole number.
    Int,
    /// Any other number.
    Float,
    /// Text; map keys always are.
    Str,
    /// A list.
    Seq,
    /// A map.
    Map,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Bare.
    #[default]
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// `[…]` or `{…}`, for lists and maps.
    Flow,
}

/// One node. Sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw {
    pub start: u32,
    pub end: u32,
    /// Index of the node after this one's subtree.
    pub next: u32,
    pub kind: Kind,
    pub style: Style,
    /// Whether the text is in `Document::cooked` rather than in the file as it stands.
    pub cooked: bool,
    /// A boolean's value; for other nodes whether they came through an alias or merge.
    pub flag: bool,
}

/// A key given twice in one map. The last one wins, as go-yaml has it without strictness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Index of the earlier key's node.
    pub first: u32,
    /// Index of the later key's node.
    pub second: u32,
}

/// One YAML document with all that is known of it. Broken input is data: `errors` says what is wrong, the
/// tree holds what could be read.
#[derive(Debug, Default)]
pub struct Document<'s> {
    /// The whole file.
    pub(crate) text: &'s str,
    /// Place in the file, from 0.
    pub index: u32,
    /// The document's bytes.
    pub span: Span,
    /// Empty when the document is.
    pub(crate) nodes: Vec<Raw>,
    /// Text of nodes that is not in the file as it stands.
    pub(super) cooked: Cooked,
    /// What the cluster would refuse to read.
    pub errors: Vec<Finding>,
    /// What is wrong with the line that parts it from the document before, of which its own text knows nothing.
    pub around: Vec<Finding>,
    /// Keys given twice.
    pub duplicates: Vec<Duplicate>,
    /// Comments, from `#` to the end of their line.
    pub comments: Vec<Span>,
    /// Whether it is not read as it stands: something fills in values of it later.
    pub filled: bool,
    /// What each node hangs under, for the ways up: made when first asked for.
    pub(super) parents: OnceLock<Vec<Parent>>,
    /// The keys of wide maps: read when first asked for.
    pub(super) wide: OnceLock<Wide>,
}

/// What a node hangs under.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parent {
    /// The map or list; for the root itself.
    pub id: u32,
    /// In a list the node's index, in a map the key's node.
    pub at: u32,
}

impl<'s> Document<'s> {
    /// An empty document of `text`.
    pub(crate) fn new(text: &'s str, index: u32) -> Self {
        Document { text, index, ..Document::default() }
    }

    /// The keys of wide maps.
    pub(super) fn wide(&self) -> &Wide {
        self.wide.get_or_init(|| wide::keys(self))
    }

    /// What each node hangs under.
    pub(super) fn parents(&self) -> &[Parent] {
        self.parents.get_or_init(|| {
            let mut parents = vec![Parent::default(); self.nodes.len()];
            for (id, raw) in self.nodes.iter().enumerate() {
                let id = id as u32;
                let (mut child, mut index) = (id + 1, 0);
                while child < raw.next {
                    let is_map = raw.kind == Kind::Map;
                    parents[child as usize] = Parent { id, at: if is_map { child } else { index } };
                    if is_map {
                        let value = self.nodes[child as usize].next;
                        parents[value as usize] = Parent { id, at: child };
                        child = value;
                    }
                    child = self.nodes[child as usize].next;
                    index += 1;
                }
            }
            parents
        })
    }

    /// The file's text.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// Appends a node whose `next` is still open for containers; returns its index.
    pub(crate) fn push(&mut self, kind: Kind, style: Style, span: Span) -> u32 {
        let id = u32::try_from(self.nodes.len()).expect("node count is limited by the file size");
        self.nodes.push(Raw {
            start: span.start,
            end: span.end,
            next: id + 1,
            kind,
            style,
            cooked: false,
            flag: false,
        });
        id
    }

    /// Ends the container `id` at byte `end`: all nodes since belong to it.
    pub(crate) fn close(&mut self, id: u32, end: u32) {
        let next = u32::try_from(self.nodes.len()).expect("node count is limited by the file size");
        let raw = &mut self.nodes[id as usize];
        raw.next = next;
        raw.end = end;
    }

    /// Gives the last pushed node `id` its text. Calls must come in ascending order of `id`.
    pub(super) fn cook(&mut self, id: u32, text: &str) -> Place {
        self.nodes[id as usize].cooked = true;
        self.cooked.add(id, text)
    }

    /// The same with a text that another node has.
    pub(super) fn cook_again(&mut self, id: u32, place: Place) {
        self.nodes[id as usize].cooked = true;
        self.cooked.again(id, place);
    }
}
