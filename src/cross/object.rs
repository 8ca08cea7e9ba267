//! What the rules know of every object.

use crate::model::{FileId, Gvk, ObjectRef, Scene, Span, Version};
use crate::resource::Resource;
use crate::schema;

/// An object, kept when its tree is gone.
#[derive(Clone, Debug)]
pub struct Object {
    /// What it is.
    pub gvk: Gvk,
    /// How its manifest names it.
    pub reference: ObjectRef,
    /// The namespace it lives in; empty for cluster-scoped objects.
    pub namespace: String,
    /// Its file.
    pub file: FileId,
    /// Its document in the file.
    pub document: u32,
    /// The bytes of its name.
    pub name: Span,
}

impl Object {
    /// The object that `resource` is in that version.
    pub(super) fn new(resource: &Resource<'_>, gvk: Gvk, file: FileId, version: Version) -> Self {
        let namespaced = schema::kind(gvk.group, gvk.version, gvk.kind, version).is_none_or(schema::Kind::namespaced);
        let namespace =
            if namespaced { resource.namespace().filter(|n| !n.is_empty()).unwrap_or("default") } else { "" };
        Object {
            gvk,
            reference: resource.reference(),
            namespace: namespace.to_owned(),
            file,
            document: resource.root.document().index,
            name: resource.field().at("metadata").at("name").span(),
        }
    }

    /// Where findings about it are.
    pub(super) fn scene(&self) -> Scene {
        Scene::new(self.file, self.document).with_object(self.reference.clone())
    }
}
