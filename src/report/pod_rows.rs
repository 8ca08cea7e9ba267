//! Pods as `kubectl get pods` lists them (`pkg/printers/internalversion/printers.go`, `printPod`), as far as a dry run knows.

use super::table::table;
use crate::placement::{PlacedPod, Placement};
use crate::scheduler::types::Verdict;

/// What nobody knows before it happens.
pub(super) const UNKNOWN: &str = "<unknown>";
/// What is not there.
pub(super) const NONE: &str = "<none>";

/// Nothing has run yet.
pub(super) const RESTARTS: &str = "0";

/// One pod.
pub(super) struct Row {
    pub(super) namespace: String,
    pub(super) name: String,
    /// `kind/name` of what made it, or its own name.
    pub(super) workload: String,
    /// `0/1`: containers that are ready, none before they run, of how many.
    pub(super) ready: String,
    pub(super) status: String,
    pub(super) node: String,
    /// The node that is kept free for it.
    pub(super) nominated: String,
}

/// All of them, in the order of decisions, then those that were not decided.
pub(super) fn rows(placement: &Placement) -> Vec<Row> {
    let row = |pod: &PlacedPod, status: &str, node: &str, nominated: &str| Row {
        namespace: pod.pod.namespace.clone(),
        name: pod.pod.name.clone(),
        workload: pod
            .workload
            .as_ref()
            .map_or_else(|| pod.pod.name.clone(), |w| format!("{}/{}", w.kind.to_lowercase(), w.name)),
        ready: format!("0/{}", pod.pod.containers.len() + pod.pod.init_containers.iter().filter(|c| c.sidecar).count()),
        status: if pod.invalid.is_some() { format!("{status} (invalid)") } else { status.to_owned() },
        node: or_none(node),
        nominated: or_none(nominated),
    };
    let decided = placement.decisions.iter().map(|decision| {
        let (status, node, nominated) = match &decision.verdict {
            Verdict::Scheduled { node } => ("Scheduled", placement.node_name(*node), ""),
            Verdict::Preempting { node, .. } => ("Preempting", placement.node_name(*node), placement.node_name(*node)),
            Verdict::Unschedulable | Verdict::NoScheduler => ("Pending", "", ""),
            Verdict::Gated => ("SchedulingGated", "", ""),
        };
        row(&placement.pods[decision.pod], status, node, nominated)
    });
    let bound = placement.bound.iter().map(|pod| {
        let status = if pod.runs { "Running" } else { "Bound" };
        let own = row(pod, status, &pod.pod.node_name, "");
        let all = own.ready.replace("0/", "");
        if pod.runs { Row { ready: format!("{all}/{all}"), ..own } } else { own }
    });
    let refused =
        placement.refused.iter().map(|pod| row(pod, if pod.waits { "NotThere" } else { "FailedCreate" }, "", ""));
    decided.chain(bound).chain(refused).collect()
}

fn or_none(text: &str) -> String {
    if text.is_empty() { NONE.to_owned() } else { text.to_owned() }
}

/// `kubectl get pods -A -o wide`: a line for each pod, those that ran before behind the others. What only evicting others would
/// make room for has no node yet.
pub(super) fn wide(placement: &Placement) -> String {
    let heads =
        ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"];
    let cells = |row: Row| {
        let node = if row.nominated == NONE { row.node } else { NONE.to_owned() };
        let [age, ip, gates] = [UNKNOWN, NONE, NONE].map(str::to_owned);
        vec![row.namespace, row.name, row.ready, row.status, RESTARTS.to_owned(), age, ip, node, row.nominated, gates]
    };
    let there = placement.running.iter().zip(&placement.seen).map(|(pod, seen)| {
        let [age, none, gates] = [UNKNOWN, NONE, NONE].map(str::to_owned);
        let (restarts, ip, node) = (seen.restarts.to_string(), or_none(&seen.ip), or_none(&pod.node_name));
        let (namespace, name) = (pod.namespace.clone(), pod.name.clone());
        vec![namespace, name, seen.ready.clone(), seen.status.clone(), restarts, age, ip, node, none, gates]
    });
    table(&heads, &rows(placement).into_iter().map(cells).chain(there).collect::<Vec<_>>())
}
