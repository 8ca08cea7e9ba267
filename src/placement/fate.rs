//! What becomes of a pod.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::inventory::{PodInstance, Workload};
use crate::model::Shared;
use crate::scheduler::types::Pod;

/// What becomes of one pod.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fate {
    /// The pod.
    pub(super) pod: Shared<Pod>,
    /// The object that makes it, where that is not itself.
    pub(super) workload: Option<Shared<Workload>>,
    /// Where it comes to run.
    pub(super) place: Place,
}

/// Where a pod comes to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nowhere.
    None,
    /// On a node, once those are gone whose place it takes.
    Promised,
    /// On the node that it names itself.
    Named,
    /// On this node.
    On(Arc<str>),
}

impl Fate {
    /// Of a pod that names its node itself.
    pub(super) fn bound(pod: &PodInstance<'_>) -> Fate {
        Fate { pod: pod.pod.clone(), workload: pod.workload.clone(), place: Place::Named }
    }

    /// Of a pod that never comes to be.
    pub(super) fn refused(pod: &PodInstance<'_>) -> Fate {
        Fate { pod: pod.pod.clone(), workload: pod.workload.clone(), place: Place::None }
    }

    /// The node it runs on; empty for none.
    pub(super) fn node(&self) -> &str {
        match &self.place {
            Place::None | Place::Promised => "",
            Place::Named => &self.pod.node_name,
            Place::On(node) => node,
        }
    }

    /// Whether it runs, or will once those are gone whose place it takes.
    pub(super) fn has_place(&self) -> bool {
        self.place != Place::None
    }

    /// The object that makes it, by its name.
    pub(super) fn owner(&self) -> &str {
        self.workload.as_ref().map_or(&self.pod.name, |workload| &workload.name)
    }
}

/// What becomes of each pod, in the order of `namespace/name`.
#[derive(Debug)]
pub(super) struct Fates(Vec<Fate>);

impl FromIterator<Fate> for Fates {
    /// Of several pods of one name the last counts.
    fn from_iter<I: IntoIterator<Item = Fate>>(fates: I) -> Self {
        let mut all: Vec<Fate> = fates.into_iter().collect();
        all.sort_by(|one, other| order(&one.pod, &other.pod));
        all.dedup_by(|later, earlier| {
            let same = order(&later.pod, &earlier.pod).is_eq();
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        all.shrink_to_fit();
        Fates(all)
    }
}

impl Fates {
    /// What becomes of the pod of that name.
    pub(super) fn get(&self, pod: &Pod) -> Option<&Fate> {
        self.0.binary_search_by(|fate| order(&fate.pod, pod)).ok().map(|at| &self.0[at])
    }

    /// Whether the pod of that name has a place.
    pub(super) fn has_place(&self, pod: &Pod) -> bool {
        self.get(pod).is_some_and(Fate::has_place)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Fate> {
        self.0.iter()
    }
}

/// The order of `namespace/name`.
fn order(one: &Pod, other: &Pod) -> Ordering {
    if one.namespace == other.namespace {
        return one.name.cmp(&other.name);
    }
    let (one_first, other_first) = (one.namespace.as_bytes(), other.namespace.as_bytes());
    if !one_first.starts_with(other_first) && !other_first.starts_with(one_first) {
        return one_first.cmp(other_first);
    }
    let key = |namespace: &str, name: &str| format!("{namespace}/{name}");
    key(&one.namespace, &one.name).cmp(&key(&other.namespace, &other.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_stand_in_the_order_of_their_keys_and_the_last_counts() {
        let fate = |namespace: &str, name: &str, node: &str| {
            let pod = Pod { namespace: namespace.to_owned(), name: name.to_owned(), ..Pod::default() };
            Fate { pod: pod.into(), workload: None, place: Place::On(node.into()) }
        };
        let given =
            [("b", "a", "1"), ("a", "c", "2"), ("a-b", "a", "3"), ("a", "b", "4"), ("a", "c", "5"), ("a", "c", "6")];
        let fates: Fates = given.map(|(namespace, name, node)| fate(namespace, name, node)).into_iter().collect();
        let told: Vec<String> = fates.iter().map(|fate| format!("{}={}", fate.pod.key(), fate.node())).collect();
        assert_eq!(told, ["a-b/a=3", "a/b=4", "a/c=6", "b/a=1"]);
        assert!(told.is_sorted());
        for fate in fates.iter() {
            assert_eq!(fates.get(&fate.pod), Some(fate));
        }
        assert!(!fates.has_place(&fate("a", "d", "").pod));
    }
}
