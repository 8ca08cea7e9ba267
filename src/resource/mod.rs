//! One Kubernetes object: what it calls itself, and its tree. `List` objects are flattened.

mod field;
mod grants;
mod pods;

pub use field::Field;
pub use grants::{Grant, RBAC, grants};
pub use pods::{CUSTOM_POD_KINDS, POD_KINDS, PodKind, PodParts, pod_parts};

use crate::model::near::{self, Likeness, Strictness};
use crate::model::{ObjectRef, Span};
use crate::source::{Document, Entry, Kind, Node};

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

    /// The object at `root` that says nothing of itself, as an item of `list`: what is left of a `RoleList` without its end
    /// (`unstructured/helpers.go`, `decodeToList`).
    fn in_list(root: Node<'a>, list: &Resource<'a>) -> Self {
        match list.kind.strip_suffix("List").filter(|kind| !kind.is_empty()) {
            Some(kind) => Resource { root, api_version: list.api_version, kind },
            None => Self::new(root),
        }
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

    /// Whether one of `kinds` names its own: `Kind`, or as kubeconform has it `group/version/Kind` (`v1/Kind`).
    pub fn is_one_of(&self, kinds: &[String]) -> bool {
        kinds.iter().any(|kind| match kind.rsplit_once('/') {
            Some((api_version, kind)) => api_version == self.api_version && kind == self.kind,
            None => kind == self.kind,
        })
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

/// Finds the objects of a document. A list is its items, at any depth.
pub fn content<'a>(document: &'a Document<'a>) -> Content<'a> {
    let Some(root) = document.root() else { return Content::Empty };
    if root.is_null() {
        return Content::Empty;
    }
    let mut objects = Vec::new();
    flatten(root, 0, None, &mut objects);
    if objects.is_empty() && !names_itself(root) {
        return Content::Foreign(root.span());
    }
    Content::Objects(objects)
}

/// Lists within lists are followed this deep.
const LISTS: usize = 8;

fn flatten<'a>(node: Node<'a>, depth: usize, list: Option<&Resource<'a>>, out: &mut Vec<Resource<'a>>) {
    // What lies in a list is an object even where it does not say so: it is not to be lost without a word.
    if node.kind() != Kind::Map || (depth == 0 && !names_itself(node) && !means_to(node)) {
        return;
    }
    let resource = match list {
        Some(list) if !names_itself(node) => Resource::in_list(node, list),
        _ => Resource::new(node),
    };
    match opened(node) {
        Some(items) if depth < LISTS => {
            out.reserve(items.len());
            items.items().for_each(|item| flatten(item, depth + 1, Some(&resource), out));
        }
        None if ends_as_list(resource.kind) && node.get("items").is_some_and(Node::is_null) => {}
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
    let metadata = |e: Entry<'_>| e.key.scalar_text().eq_ignore_ascii_case("metadata") && e.value.kind() == Kind::Map;
    node.entries().any(metadata) && node.entries().any(|e| near(e.key.scalar_text()))
}

/// The items of what kubectl opens as a list: whatever has `items` at its top (`unstructured/helpers.go`, `decode`). Of a
/// kind that is no list's that is only believed where the items say what they are: a field of another may bear that name.
pub fn opened(node: Node<'_>) -> Option<Node<'_>> {
    let items = node.get("items").filter(|items| items.kind() == Kind::Seq)?;
    let kind = node.get("kind").and_then(Node::as_str)?;
    let named = || !items.is_empty() && items.items().all(|i| i.get("apiVersion").is_some() && i.get("kind").is_some());
    (ends_as_list(kind) || named()).then_some(items)
}

fn ends_as_list(kind: &str) -> bool {
    kind.ends_with("List")
}
