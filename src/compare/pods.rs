//! Who moves, who falls out, who gets a place: pods by their names in both states.

use std::collections::{BTreeMap, BTreeSet};

use crate::placement::{PlacedPod, Placement};
use crate::scheduler::types::Verdict;

/// A pod that is otherwise placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodChange {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What it was made from: `Deployment`, `web`.
    pub workload: Option<(String, String)>,
    /// What had become of it; `None` where it was not there.
    pub before: Option<Stand>,
    /// What becomes of it now.
    pub after: Option<Stand>,
}

/// What becomes of a pod.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    /// As the table of pods says it.
    pub status: &'static str,
    /// Its node, where it has one.
    pub node: Option<String>,
}

impl PodChange {
    /// Whether it is without a node, and had one or was not there.
    pub fn is_left(&self) -> bool {
        let without = |stand: &Option<Stand>| stand.as_ref().is_some_and(|stand| stand.node.is_none());
        without(&self.after) && !without(&self.before)
    }
}

/// What becomes of a pod, and the pod, where the tree has it.
type Stood<'p> = (Stand, Option<&'p PlacedPod>);

pub(super) fn compare(before: &Placement, after: &Placement) -> Vec<PodChange> {
    let (old, new) = (stands(before), stands(after));
    let keys: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let none = Vec::new();
        let (was, is) = (old.get(key).unwrap_or(&none), new.get(key).unwrap_or(&none));
        // Environments may have pods of one name each.
        for at in 0..was.len().max(is.len()) {
            let (one, other) = (was.get(at), is.get(at));
            if one.map(|one| &one.0) == other.map(|other| &other.0) {
                continue;
            }
            let workload = other.or(one).and_then(|(_, pod)| pod.as_ref()?.workload.as_ref());
            found.push(PodChange {
                namespace: key.0.clone(),
                name: key.1.clone(),
                workload: workload.map(|workload| (workload.kind.clone(), workload.name.clone())),
                before: one.map(|one| one.0.clone()),
                after: other.map(|other| other.0.clone()),
            });
        }
    }
    found
}

/// All pods by namespace and name.
fn stands(placement: &Placement) -> BTreeMap<(String, String), Vec<Stood<'_>>> {
    let mut all: BTreeMap<(String, String), Vec<Stood<'_>>> = BTreeMap::new();
    let mut put = |pod, status: &'static str, node: Option<&str>| {
        let pod: &PlacedPod = pod;
        let stand = Stand { status, node: node.map(str::to_owned) };
        all.entry((pod.pod.namespace.clone(), pod.pod.name.clone())).or_default().push((stand, Some(pod)));
    };
    for decision in &placement.decisions {
        let (status, node) = match &decision.verdict {
            Verdict::Scheduled { node } => ("Scheduled", Some(placement.node_name(*node))),
            Verdict::Preempting { .. } => ("Preempting", None),
            Verdict::Unschedulable | Verdict::NoScheduler => ("Pending", None),
            Verdict::Gated => ("SchedulingGated", None),
        };
        put(&placement.pods[decision.pod], status, node);
    }
    placement.bound.iter().for_each(|pod| put(pod, "Bound", Some(&pod.pod.node_name)));
    let absent = |pod: &PlacedPod| if pod.waits { "NotThere" } else { "FailedCreate" };
    placement.refused.iter().for_each(|pod| put(pod, absent(pod), None));
    for pod in &placement.running {
        let stand = Stand { status: "Running", node: Some(pod.node_name.clone()) };
        all.entry((pod.namespace.clone(), pod.name.clone())).or_default().push((stand, None));
    }
    all
}
