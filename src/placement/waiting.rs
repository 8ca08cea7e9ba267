//! Pods that are not there although nobody refuses them: a StatefulSet makes its pods one after the other and waits for one
//! that is stuck; a pod of a node that does not exist is deleted; one that had to make room is gone.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::case::Case;
use crate::inventory::PodInstance;
use crate::scheduler::types::{Decision, Verdict};

/// Why pods are not there, by their place among those that ask for a node, and among those that name theirs.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) pods: HashMap<usize, String>,
    pub(super) bound: HashMap<usize, String>,
}

/// Which pods are not there once all has been tried.
pub(super) fn of(case: &Case<'_>, decisions: &[Decision]) -> Waiting {
    let mut waiting = Waiting { pods: behind(case, decisions), bound: orphans(case) };
    waiting.pods.extend(evicted(case, decisions));
    waiting
}

/// Namespace and name of a pod's StatefulSet.
fn set<'p>(pod: &'p PodInstance<'_>) -> Option<(&'p str, &'p str)> {
    let owner = pod.pod.owner.as_ref().filter(|owner| owner.kind == "StatefulSet")?;
    Some((&pod.pod.namespace, &owner.name))
}

/// The number at the end of a pod's name (`getParentNameAndOrdinal`).
fn ordinal(pod: &PodInstance<'_>) -> Option<u64> {
    pod.pod.name.rsplit_once('-')?.1.parse().ok()
}

/// Pods behind one of their set that is stuck (`stateful_set_control.go`, `processReplica`: `monotonic`).
fn behind(case: &Case<'_>, decisions: &[Decision]) -> HashMap<usize, String> {
    let stuck = |decision: &&Decision| {
        matches!(decision.verdict, Verdict::Unschedulable | Verdict::NoScheduler | Verdict::Gated)
    };
    let stuck = decisions.iter().filter(stuck).map(|decision| &case.pods[decision.pod]);
    let mut first: BTreeMap<(&str, &str), (u64, &str)> = BTreeMap::new();
    for pod in stuck.chain(&case.refused) {
        if let (Some(set), Some(ordinal)) = (set(pod), ordinal(pod)) {
            let found = first.entry(set).or_insert((ordinal, &pod.pod.name));
            *found = (*found).min((ordinal, &pod.pod.name));
        }
    }
    let one = |(at, pod): (usize, &PodInstance<'_>)| {
        let (waits_for, name) = first.get(&set(pod)?)?;
        let in_order = pod.object.field().at("spec").at("podManagementPolicy").str() != "Parallel";
        (in_order && !pod.observed && ordinal(pod)? > *waits_for).then(|| {
            (
                at,
                format!(
                    "its StatefulSet makes its pods one after the other, and `{name}` has to be ready before this one"
                ),
            )
        })
    };
    case.pods.iter().enumerate().filter_map(one).collect()
}

/// New pods that name a node which is not declared (`pkg/controller/podgc`, `gcOrphaned`).
fn orphans(case: &Case<'_>) -> HashMap<usize, String> {
    let nodes: HashSet<&str> = case.cluster.nodes.iter().map(|node| node.name.as_str()).collect();
    let gone = |(at, pod): (usize, &PodInstance<'_>)| {
        let node = pod.pod.node_name.as_str();
        let told = || format!("it names node `{node}`, which is not declared: pods of absent nodes are deleted");
        (!nodes.is_empty() && !nodes.contains(node)).then(|| (at, told()))
    };
    case.bound.iter().enumerate().filter_map(gone).collect()
}

/// Pods without a controller that others drove out: nobody makes them again.
fn evicted(case: &Case<'_>, decisions: &[Decision]) -> HashMap<usize, String> {
    let mut by: HashMap<&str, String> = HashMap::new();
    for decision in decisions {
        if let Verdict::Preempting { victims, .. } = &decision.verdict {
            by.extend(victims.iter().map(|victim| (victim.as_str(), case.pods[decision.pod].pod.key())));
        }
    }
    if by.is_empty() {
        return HashMap::new();
    }
    let one = |(at, pod): (usize, &PodInstance<'_>)| {
        let by = by.get(pod.pod.key().as_str()).filter(|_| pod.pod.owner.is_none())?;
        Some((at, format!("it was placed, and then evicted in favour of `{by}`; nobody makes it again")))
    };
    case.pods.iter().enumerate().filter_map(one).collect()
}
