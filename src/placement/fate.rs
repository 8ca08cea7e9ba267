//! What becomes of a pod.

use std::collections::BTreeMap;

use crate::inventory::PodInstance;

/// What becomes of one pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    /// The node it runs on; empty for none.
    pub(super) node: String,
    /// Whether it runs, or will once those are gone whose place it takes.
    pub(super) has_place: bool,
    /// The object that makes it, by its name.
    pub(super) owner: String,
}

/// What becomes of each pod, by `namespace/name`.
pub(super) type Fates = BTreeMap<String, Fate>;

impl Fate {
    /// Of a pod that names its node itself.
    pub(super) fn bound(pod: &PodInstance<'_>) -> (String, Fate) {
        (pod.pod.key(), Fate { node: pod.pod.node_name.clone(), has_place: true, owner: owner(pod) })
    }

    /// Of a pod that never comes to be.
    pub(super) fn refused(pod: &PodInstance<'_>) -> (String, Fate) {
        (pod.pod.key(), Fate { node: String::new(), has_place: false, owner: owner(pod) })
    }
}

/// The object that makes a pod, by its name.
pub(super) fn owner(pod: &PodInstance<'_>) -> String {
    pod.workload.as_ref().map_or_else(|| pod.pod.name.clone(), |w| w.name.clone())
}
