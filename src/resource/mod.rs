//! One Kubernetes object: what it calls itself, and its tree. `List` objects are flattened.

mod field;
mod pods;

pub use field::Field;
pub use pods::{POD_KINDS, PodKind, PodParts, pod_parts};

use crate::model::near::{self, Likeness, Strictness};
use crate::model::{ObjectRef, Span};
use crate::source::{Document, Kind, Node};

/// An object as its manifest gives it. Absent and ill-typed names are empty.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The object's map.
    pub root: Node<'a>,
    /// `apiVersion`, as written.
    pub api_version: &'a str,
    /// `kind`, as written.
    pub kind: &'a str,
}

/// What a document turned out to be.
#[derive(Debug)]
pub enum Content<'a> {
    /// Nothing but comments or blanks.
    Empty,
    /// Objects: one, or those of a `List`.
    Objects(Vec<Resource<'a>>),
    /// Something, but with neither `apiVersion` nor `kind`.
    Foreign(Span),
}

impl<'a> Resource<'a> {
    /// The object at `root`.
    pub fn new(root: Node<'a>) -> Self {
        let text = |key| root.get(key).and_then(Node::as_str).unwrap_or_default();
        Resource { root, api_version: text("apiVersion"), kind: text("kind") }
    }

    /// The whole object as a field, whose children are looked up by name.
    pub fn field(&self) -> Field<'a> {
        Field::root(self.root)
    }

    /// The group of `apiVersion`; empty for the core group.
    pub fn group(&self) -> &'a str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The version of `apiVersion`.
    pub fn version(&self) -> &'a str {
        self.api_version.split_once('/').map_or(self.api_version, |(_, version)| version)
    }

    fn metadata(&self, key: &str) -> Option<&'a str> {
        self.root.get("metadata")?.get(key)?.as_str()
    }

    /// `metadata.name`.
    pub fn name(&self) -> Option<&'a str> {
        self.metadata("name")
    }

    /// `metadata.namespace`.
    pub fn namespace(&self) -> Option<&'a str> {
        self.metadata("namespace")
    }

    /// For findings.
    pub fn reference(&self) -> ObjectRef {
        let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ObjectRef {
            api_version: own(self.api_version),
            kind: own(self.kind),
            namespace: self.namespace().map(str::to_owned),
            name: self.name().map(str::to_owned),
        }
    }
}

/// Finds the objects of a document. A `List` (`kind: List`, or `<Kind>List` whose items name themselves) is its items, at any depth.
pub fn content<'a>(document: &'a Document<'a>) -> Content<'a> {
    let Some(root) = document.root() else { return Content::Empty };
    if root.is_null() {
        return Content::Empty;
    }
    let mut objects = Vec::new();
    flatten(root, 0, &mut objects);
    if objects.is_empty() && root.get("items").is_none() {
        return Content::Foreign(root.span());
    }
    Content::Objects(objects)
}

/// Lists within lists are followed this deep.
const LISTS: usize = 8;

fn flatten<'a>(node: Node<'a>, depth: usize, out: &mut Vec<Resource<'a>>) {
    // What lies in a list is an object even where it does not say so: it is not to be lost without a word.
    if node.kind() != Kind::Map || (depth == 0 && !names_itself(node) && !means_to(node)) {
        return;
    }
    let resource = Resource::new(node);
    match node.get("items") {
        Some(items) if is_list(resource.kind, items) && depth < LISTS => {
            items.items().for_each(|item| flatten(item, depth + 1, out));
        }
        _ => out.push(resource),
    }
}

fn names_itself(node: Node<'_>) -> bool {
    node.get("apiVersion").is_some() || node.get("kind").is_some()
}

/// Whether it has `metadata` and beside it nearly one of those keys (`Kind`, `apiversion`): meant as an object.
/// `api_version` is the habit of other tools.
fn means_to(node: Node<'_>) -> bool {
    let near = |key: &str| {
        // Beside `metadata` a letter that is missing makes no other word of so short a one.
        let one_less = |own: &str| key.len() + 1 == own.len();
        let like = |own: &str| {
            let likeness = near::likeness(key, own, Strictness::Name);
            likeness.is_some_and(|l| l <= Likeness::Slip || one_less(own))
        };
        !key.contains(['-', '_']) && ["apiVersion", "kind"].into_iter().any(like)
    };
    node.get("metadata").is_some_and(|m| m.kind() == Kind::Map) && node.entries().any(|e| near(e.key.scalar_text()))
}

/// `List`, or the list of one kind if its items say what they are.
fn is_list(kind: &str, items: Node<'_>) -> bool {
    items.kind() == Kind::Seq && (kind == "List" || (kind.ends_with("List") && items.items().all(names_itself)))
}
