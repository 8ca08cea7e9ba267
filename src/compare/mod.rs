//! Two states of a tree or of a cluster beside each other: what became of the objects, the nodes, the pods and the findings.
//!
//! Everything is compared by what it is, not by where it stands: an object that moves to another file, or a file that is
//! written in another style, has not changed. A [`Difference`] borrows nothing, so that reports can have it as they have the
//! rest of an `Outcome`.

mod fields;
mod findings;
mod nodes;
mod objects;

pub use fields::FieldChange;
pub use findings::Gone;
pub use nodes::NodeChange;
pub use objects::{Change, ObjectChange};

use crate::discover::{PassReason, SourceFile};
use crate::model::{Finding, Root};
use crate::placement::{self, Placement};

/// One of the two states.
#[derive(Clone, Copy, Debug)]
pub struct Side<'s> {
    /// The files.
    pub files: &'s [SourceFile],
    /// Which of them hold objects as they stand, in their order.
    pub objects: &'s [bool],
    /// What was found in them.
    pub findings: &'s [Finding],
    /// What became of the pods.
    pub placement: Option<&'s Placement>,
    /// The folder that makes a path of the one the same as a path of the other.
    pub root: &'s Root,
}

/// What is otherwise in the second state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The two states, as they were asked for.
    pub between: [String; 2],
    /// Objects that came, went or changed: by namespace, kind and name.
    pub objects: Vec<ObjectChange>,
    /// Files that hold no objects as they stand, such as patches and values, and are otherwise; their paths as seen from the
    /// roots.
    pub files: Vec<(String, Change)>,
    /// What was not compared as it was not read, and why; the paths as seen from the roots.
    pub unread: Vec<(String, PassReason)>,
    /// Nodes that came, went or changed, by name.
    pub nodes: Vec<NodeChange>,
    /// Pods that came, went, or are otherwise placed, those without a node first.
    pub pods: Vec<placement::Change>,
    /// Findings that the second state has not; those of it that the first has not are the findings of the outcome.
    pub gone: Vec<Gone>,
}

impl Difference {
    /// Whether there is none in what was read.
    pub fn is_none(&self) -> bool {
        let Difference { between: _, unread: _, objects, files, nodes, pods, gone } = self;
        objects.is_empty() && files.is_empty() && nodes.is_empty() && pods.is_empty() && gone.is_empty()
    }

    /// How many pods are without a node that had one, or that were not there.
    pub fn pods_left(&self) -> usize {
        self.pods.iter().filter(|pod| pod.is_left()).count()
    }
}

/// The difference between two states, and the places of those findings of the second that the first has not.
pub fn compare(between: [String; 2], before: Side<'_>, after: Side<'_>) -> (Difference, Vec<usize>) {
    let (gone, new) = findings::compare(before, after);
    let (objects, files) = objects::compare(before, after);
    let (nodes, pods) = match (before.placement, after.placement) {
        (Some(before), Some(after)) => (nodes::compare(before, after), placement::changes(before, after)),
        _ => (Vec::new(), Vec::new()),
    };
    (Difference { between, objects, files, unread: Vec::new(), nodes, pods, gone }, new)
}
