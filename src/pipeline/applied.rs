//! What of the files is applied as it stands, and so is placed.

use super::Trees;
use crate::model::FileId;
use crate::repository::{Survey, Use};
use crate::resource::{Content, PodKind, content};
use crate::source::Document;

/// A file whose pods were not placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: FileId,
    /// What it is for, which is why.
    pub own: Use,
}

/// Takes away the trees of what nobody applies as it is, and tells which of them had pods. What declares the cluster stays, wherever it lies.
pub(super) fn leave_out(trees: &mut Trees<'_>, survey: &Survey) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for (at, tree) in trees.iter_mut().enumerate() {
        let file = FileId(at as u32);
        let own = survey.use_of(file);
        let Some(documents) = tree.as_deref().filter(|_| !own.is_applied()) else { continue };
        if has(documents, |kind| matches!(kind, "Inventory" | "Node")) {
            continue;
        }
        if has(documents, |kind| PodKind::named(kind).is_some()) || survey.changes(file) {
            left_out.push(LeftOut { file, own });
        }
        *tree = None;
    }
    left_out
}

fn has(documents: &[Document<'_>], kind: impl Fn(&str) -> bool) -> bool {
    documents.iter().any(|document| match content(document) {
        Content::Objects(objects) => objects.iter().any(|object| kind(object.kind)),
        _ => false,
    })
}
