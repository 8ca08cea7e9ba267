//! Placement for people: the pods as `kubectl get pods -o wide` lists them, and how full the nodes are before and after.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::fill_text::fill;
use super::in_short::{most_of, names, nodes};
use super::pod_rows::{NONE, RESTARTS, Row, UNKNOWN, rows, wide as wide_rows};
use super::table::table;
use crate::model::count;
use crate::placement::{Placement, changes, notes};
use crate::scheduler::types::Verdict;

/// Pods that are listed one by one; more are summed up by workload.
const LISTED: usize = 60;

/// Pods, with a line for each where that is `wide`, nodes and the closing line; where scores are wanted, which is said by the
/// width of the page, how each node was won. Where commands were given, first what they change.
pub(super) fn whole(placement: &Placement, before: Option<&Placement>, scores: Option<usize>, wide: bool) -> String {
    let changed = before.map(|before| {
        let changes = changes(before, placement);
        let notes = notes(placement, &changes).into_iter().map(|note| format!("note: {note}\n"));
        notes.fold(super::changes_text::of_commands(&changes), |text, note| text + &note)
    });
    let pods = if wide { wide_rows(placement) } else { pods(placement) };
    let mut parts: Vec<String> = changed.into_iter().chain([pods, fill(placement)]).collect();
    parts.extend(scores.map(|width| super::scores_text::scores(placement, width)));
    parts.retain(|part| !part.is_empty());
    parts.join("\n") + &closing(placement)
}

/// The pods, and what became of each.
fn pods(placement: &Placement) -> String {
    let rows = rows(placement);
    if rows.is_empty() {
        return "no pods to place\n".to_owned();
    }
    if rows.len() <= LISTED {
        let heads = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"];
        return table(&heads, &by_workload(&rows));
    }
    summed(&rows)
}

/// A row for the pods of a workload that came to the same, their nodes in the same order: `web-1, -2` on `a, b`.
fn by_workload(rows: &[Row]) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    let mut known: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for row in rows {
        match known.entry((&row.namespace, &row.workload, &row.status)) {
            Entry::Occupied(at) => groups[*at.get()].push(row),
            Entry::Vacant(place) => {
                place.insert(groups.len());
                groups.push(vec![row]);
            }
        }
    }
    let cells = |group: Vec<&Row>| {
        let first = group[0];
        let [restarts, age, ip] = [RESTARTS, UNKNOWN, NONE].map(str::to_owned);
        let (ready, status) = (first.ready.clone(), first.status.clone());
        let all = |of: fn(&Row) -> &str| group.iter().map(|row| of(row)).collect::<Vec<_>>();
        let (name, node) = (names(&all(|row| &row.name)), nodes(&all(|row| &row.node)));
        vec![first.namespace.clone(), name, ready, status, restarts, age, ip, node]
    };
    groups.into_iter().map(cells).collect()
}

/// Rows of the same workload and status in one, with their nodes counted.
fn summed(rows: &[Row]) -> String {
    let mut order: Vec<(&str, &str, &str)> = Vec::new();
    let mut nodes: BTreeMap<(&str, &str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for row in rows {
        let key = (row.namespace.as_str(), row.workload.as_str(), row.status.as_str());
        if !nodes.contains_key(&key) {
            order.push(key);
        }
        *nodes.entry(key).or_default().entry(&row.node).or_default() += 1;
    }
    let cells: Vec<Vec<String>> = order
        .iter()
        .map(|key| {
            let on = &nodes[key];
            let text = most_of(on);
            vec![key.0.to_owned(), key.1.to_owned(), on.values().sum::<usize>().to_string(), key.2.to_owned(), text]
        })
        .collect();
    table(&["NAMESPACE", "WORKLOAD", "PODS", "STATUS", "NODES"], &cells)
}

/// One line: how many pods found a node.
fn closing(placement: &Placement) -> String {
    let pods = |wanted: fn(&Verdict) -> bool| placement.decisions.iter().filter(|d| wanted(&d.verdict)).count();
    let scheduled = pods(|v| matches!(v, Verdict::Scheduled { .. }));
    let mut text = format!(
        "{} of {} placed on {}",
        scheduled,
        count(placement.decisions.len(), "pod"),
        count(placement.nodes.len(), "node")
    );
    let all = placement.pods.iter().chain(&placement.bound).chain(&placement.refused);
    let open = all.clone().filter(|p| p.open.is_some()).count();
    let invalid = all.filter(|p| p.invalid.is_some()).count();
    let not_simulated = placement.pods.iter().filter(|p| p.not_simulated.is_some()).count();
    let others = [
        (pods(|v| matches!(v, Verdict::Unschedulable | Verdict::NoScheduler)), "pending"),
        (pods(|v| matches!(v, Verdict::Preempting { .. })), "only by preemption"),
        (pods(|v| matches!(v, Verdict::Gated)), "gated"),
        (placement.bound.iter().filter(|pod| pod.runs).count(), "running"),
        (placement.bound.iter().filter(|pod| !pod.runs).count(), "bound by their own nodeName"),
        (placement.refused.iter().filter(|pod| !pod.waits).count(), "never created"),
        (placement.refused.iter().filter(|pod| pod.waits).count(), "not there, or not yet"),
        (invalid, "of manifests that the API server would refuse"),
        (open, "without values that are filled in later"),
        (not_simulated, "with devices that were not simulated"),
    ];
    for (n, what) in others.iter().filter(|(n, _)| *n > 0) {
        text.push_str(&format!(", {n} {what}"));
    }
    text.push('\n');
    if !placement.unlike.is_empty() {
        text.push_str(&format!("not simulated as in {}: {}\n", placement.version, placement.unlike.join("; ")));
    }
    text
}
