//! Where an object comes from: its file and its tree, so that every field can be shown where it stands.

use crate::model::{FileId, Scene, Span};
use crate::resource::{Field, Resource};
use crate::source::Node;

/// A place in the manifests: an object, or the part of one that stands for an object (a pod template, a node shape).
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The file.
    pub file: FileId,
    /// Document of the file, from 0.
    pub document: u32,
    /// The map that holds the object's `metadata` and `spec`.
    pub root: Node<'a>,
}

impl<'a> Origin<'a> {
    /// The place of a map in a file.
    pub fn new(file: FileId, root: Node<'a>) -> Self {
        Origin { file, document: root.document().index, root }
    }

    /// The whole map as a field, whose children are looked up by name.
    pub fn field(&self) -> Field<'a> {
        Field::root(self.root)
    }

    /// For findings: file and document, and the object where the map is one.
    pub fn scene(&self) -> Scene {
        let scene = Scene::new(self.file, self.document);
        let object = Resource::new(self.root);
        if object.kind.is_empty() { scene } else { scene.with_object(object.reference()) }
    }

    /// The same file, another map.
    pub fn at(&self, root: Node<'a>) -> Self {
        Origin { root, ..*self }
    }

    /// The first line of the object: the place to point at where nothing in particular is to blame.
    pub fn head(&self) -> Span {
        let name = self.field().at("metadata").at("name");
        match name.node() {
            Some(node) => node.span(),
            None => {
                let span = self.root.span();
                let text = self.root.document().text();
                let line = text.get(span.range()).map_or(0, |t| t.lines().next().map_or(0, str::len));
                Span::new(span.start, span.start + u32::try_from(line).unwrap_or(u32::MAX).min(span.end - span.start))
            }
        }
    }
}

/// A typed object and where it comes from.
#[derive(Clone, Debug)]
pub struct Sourced<'a, T> {
    /// The object as the API server would store it.
    pub value: T,
    /// Where it stands.
    pub origin: Origin<'a>,
}

/// An object as the earlier rooms hand it on.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The file it stands in.
    pub file: FileId,
    /// The object.
    pub resource: Resource<'a>,
}

impl<'a> Found<'a> {
    /// Where it stands.
    pub fn origin(&self) -> Origin<'a> {
        Origin::new(self.file, self.resource.root)
    }

    /// Its kind, where its group is one of Kubernetes' own (or so near that it must be meant): `Service` of
    /// `serving.knative.dev` is another thing.
    pub fn kind(&self) -> Option<&'a str> {
        let group = self.resource.group();
        let own = !group.contains('.') || group.ends_with(".k8s.io");
        (own || group == crate::inventory::compact::GROUP).then_some(self.resource.kind)
    }
}
