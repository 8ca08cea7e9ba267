//! Pods that are not there although nobody refuses them: a StatefulSet makes its pods one after the other and waits for one
//! that is stuck; a pod of a node that does not exist is deleted; one that had to make room is gone.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::case::Case;
use super::kubelet::is_gone;
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
    let refused = |at: &usize| format!("the kubelet of node `{}` refuses it", case.bound[*at].pod.node_name);
    let gone = case.failed.iter().filter(|(_, why)| is_gone(why));
    waiting.bound.extend(gone.map(|(at, why)| (*at, format!("{}: {}", refused(at), why.join(", ")))));
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
        (in_order && !pod.is_there() && ordinal(pod)? > *waits_for).then(|| {
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

/// New pods that name a node which is not declared (`pkg/controller/podgc`, `gcOrphaned`). In the place of a controller's pod
/// there is the next one at once, for ever.
fn orphans(case: &Case<'_>) -> HashMap<usize, String> {
    let nodes: HashSet<&str> = case.cluster.nodes.iter().map(|node| node.name.as_str()).collect();
    let gone = |(at, pod): (usize, &PodInstance<'_>)| {
        let node = pod.pod.node_name.as_str();
        let told = || format!("it names node `{node}`, which is not declared: pods of absent nodes are deleted");
        (!nodes.is_empty() && pod.workload.is_none() && !nodes.contains(node)).then(|| (at, told()))
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

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};
    use crate::placement::{Placement, Placing};
    use crate::scheduler::types::Verdict;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '2', memory: 4Gi, pods: '10'}}\n---\n";

    fn placed(manifest: &str) -> Placement {
        let files = [SourceFile::new("a.yaml", format!("{NODE}{manifest}"))];
        let placing = Some(Placing::default());
        run(&files, &Request { placing, ..Request::default() }).unwrap().placement.unwrap()
    }

    /// Each pod with its node, or why it has none.
    fn told(manifest: &str) -> Vec<String> {
        let placement = placed(manifest);
        let decided = placement.decisions.iter().map(|decision| {
            let name = &placement.pods[decision.pod].pod.name;
            match &decision.verdict {
                Verdict::Scheduled { .. } => format!("{name} placed"),
                Verdict::Preempting { victims, .. } => format!("{name} for {}", victims.join(" ")),
                _ => format!("{name} pending"),
            }
        });
        let absent = placement.refused.iter().map(|pod| {
            let why = pod.failed_create.as_deref().unwrap_or_default();
            format!("{} not there: {}", pod.pod.name, why.split([':', ',']).next().unwrap_or_default())
        });
        decided.chain(absent).collect()
    }

    fn pod(name: &str, cpu: &str, more: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n{more}  containers: [{{name: c, image: i, resources: {{requests: {{cpu: '{cpu}'}}}}}}]\n---\n"
        )
    }

    fn workload(kind: &str, name: &str, replicas: u32, cpu: &str, more: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n{more}  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      containers: [{{name: c, image: i, resources: {{requests: {{cpu: '{cpu}'}}}}}}]\n---\n"
        )
    }

    #[test]
    fn a_set_waits_for_its_first_pod_that_is_stuck() {
        let set = |more: &str| workload("StatefulSet", "db", 3, "2", more);
        let behind = "db-2 not there: its StatefulSet makes its pods one after the other";
        assert_eq!(told(&set("")), ["db-0 placed", "db-1 pending", behind]);
        let all = ["db-0 placed", "db-1 pending", "db-2 pending"];
        assert_eq!(told(&set("  podManagementPolicy: Parallel\n")), all);
    }

    #[test]
    fn a_set_stops_at_a_stranger_of_its_name() {
        let all = told(&(pod("db-1", "1", "") + &workload("StatefulSet", "db", 3, "100m", "")));
        assert_eq!(all[..2], ["db-1 placed", "db-0 placed"]);
        assert!(all[2].starts_with("db-1 not there: there is a pod") && all[3].starts_with("db-2 not"), "{all:?}");
    }

    #[test]
    fn a_paused_deployment_makes_no_pods() {
        let all = told(&workload("Deployment", "web", 2, "100m", "  paused: true\n"));
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|told| told.ends_with("not there: the Deployment is paused")), "{all:?}");
        assert_eq!(told(&workload("Deployment", "web", 1, "100m", "")).len(), 1);
    }

    #[test]
    fn pods_come_in_the_order_of_the_file() {
        let class = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 9\n---\n";
        let high = pod("high", "2", "  priorityClassName: high\n");
        let all = told(&format!("{class}{}{high}", pod("low", "1", "")));
        assert_eq!(all, ["high for default/low", "low not there: it was placed"]);
        let low = workload("Deployment", "low", 1, "1", "");
        let all = told(&format!("{class}{low}{high}"));
        assert!(all[0].ends_with(" pending") && all[1].starts_with("high for default/low-"), "{all:?}");
        assert_eq!(told(&format!("{class}{high}{}", pod("low", "1", ""))), ["high placed", "low pending"]);
    }

    #[test]
    fn a_pod_that_names_its_node_takes_no_room_before_it_is_there() {
        let named = |node: &str| pod("named", "2", &format!("  nodeName: {node}\n"));
        assert_eq!(told(&(pod("first", "1", "") + &named("n1"))), ["first placed"]);
        assert_eq!(told(&(named("n1") + &pod("first", "1", ""))), ["first pending"]);
        assert_eq!(told(&named("n2")), ["named not there: it names node `n2`"]);
    }
}
