//! Placement for people: the pods as `kubectl get pods -o wide` lists them, and how full the nodes are before and after.

use std::collections::BTreeMap;

use super::table::table;
use crate::inventory::pod_requests;
use crate::model::{Format, Quantity, count};
use crate::placement::{PlacedPod, Placement};
use crate::scheduler::types::{Pod, Verdict};

/// Pods that are listed one by one; more are summed up by workload.
const LISTED: usize = 60;

/// Nodes that are listed.
const NODES: usize = 40;

/// Pods, nodes and the closing line; with `scores` how each node was won.
pub(super) fn whole(placement: &Placement, scores: bool) -> String {
    let mut parts = vec![pods(placement), fill(placement)];
    if scores {
        parts.push(self::scores(placement));
    }
    parts.push(closing(placement));
    parts.join("\n")
}

/// How each pod's node won over the others: the weighted score of every plugin.
fn scores(placement: &Placement) -> String {
    let mut text = String::new();
    for decision in &placement.decisions {
        let Some(scores) = &decision.scores else { continue };
        let key = placement.pods[decision.pod].pod.key();
        let plugins: Vec<&str> = scores.nodes.first().map_or(Vec::new(), |(_, by)| by.keys().copied().collect());
        let mut totals = scores.totals.clone();
        totals.sort_by_key(|(node, total)| (std::cmp::Reverse(*total), *node));
        let row = |(node, total): &(usize, i64)| {
            let of = scores.nodes.iter().find(|(n, _)| n == node);
            let each =
                plugins.iter().map(|p| of.and_then(|(_, by)| by.get(p)).map_or(String::new(), ToString::to_string));
            [placement.node_name(*node).to_owned(), total.to_string()].into_iter().chain(each).collect::<Vec<_>>()
        };
        let heads: Vec<&str> = ["NODE", "TOTAL"].into_iter().chain(plugins.iter().copied()).collect();
        let rows: Vec<Vec<String>> = totals.iter().take(NODES).map(row).collect();
        text.push_str(&format!("scores of {key}\n{}\n", table(&heads, &rows)));
    }
    text.trim_end().to_owned() + "\n"
}

/// The pods, and what became of each.
fn pods(placement: &Placement) -> String {
    let rows = rows(placement);
    if rows.is_empty() {
        return "no pods to place\n".to_owned();
    }
    if rows.len() <= LISTED {
        let cells = rows.iter().map(|r| vec![r.namespace.clone(), r.name.clone(), r.status.clone(), r.node.clone()]);
        return table(&["NAMESPACE", "NAME", "STATUS", "NODE"], &cells.collect::<Vec<_>>());
    }
    summed(&rows)
}

struct Row {
    namespace: String,
    name: String,
    workload: String,
    status: String,
    node: String,
}

fn rows(placement: &Placement) -> Vec<Row> {
    let row = |pod: &PlacedPod, status: &str, node: &str| Row {
        namespace: pod.pod.namespace.clone(),
        name: pod.pod.name.clone(),
        workload: pod
            .workload
            .as_ref()
            .map_or_else(|| pod.pod.name.clone(), |w| format!("{}/{}", w.kind.to_lowercase(), w.name)),
        status: if pod.invalid.is_some() { format!("{status} (invalid)") } else { status.to_owned() },
        node: if node.is_empty() { "<none>".to_owned() } else { node.to_owned() },
    };
    let decided = placement.decisions.iter().map(|decision| {
        let (status, node) = match &decision.verdict {
            Verdict::Scheduled { node } => ("Scheduled", placement.node_name(*node)),
            Verdict::Preempting { node, .. } => ("Preempting", placement.node_name(*node)),
            Verdict::Unschedulable | Verdict::NoScheduler => ("Pending", ""),
            Verdict::Gated => ("SchedulingGated", ""),
        };
        row(&placement.pods[decision.pod], status, node)
    });
    let bound = placement.bound.iter().map(|pod| row(pod, "Bound", &pod.pod.node_name));
    let refused = placement.refused.iter().map(|pod| row(pod, if pod.waits { "NotThere" } else { "FailedCreate" }, ""));
    decided.chain(bound).chain(refused).collect()
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
            let mut most: Vec<(&str, usize)> = on.iter().map(|(node, n)| (*node, *n)).collect();
            most.sort_by_key(|(node, n)| (std::cmp::Reverse(*n), *node));
            let mut text = most.iter().take(3).map(|(node, n)| format!("{node} ({n})")).collect::<Vec<_>>().join(", ");
            if most.len() > 3 {
                text.push_str(&format!(" and {} more", count(most.len() - 3, "node")));
            }
            vec![key.0.to_owned(), key.1.to_owned(), on.values().sum::<usize>().to_string(), key.2.to_owned(), text]
        })
        .collect();
    table(&["NAMESPACE", "WORKLOAD", "PODS", "STATUS", "NODES"], &cells)
}

/// How full each node was and is: pods, cpu and memory requested of what it has.
fn fill(placement: &Placement) -> String {
    let mut before: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut after: BTreeMap<&str, Sum> = BTreeMap::new();
    for pod in &placement.running {
        before.entry(&pod.node_name).or_default().add(pod);
        after.entry(&pod.node_name).or_default().add(pod);
    }
    for pod in &placement.bound {
        after.entry(&pod.pod.node_name).or_default().add(&pod.pod);
    }
    for decision in &placement.decisions {
        if let Verdict::Scheduled { node } = decision.verdict {
            after.entry(placement.node_name(node)).or_default().add(&placement.pods[decision.pod].pod);
        }
    }
    let none = Sum::default();
    let nodes = &placement.nodes;
    let rows: Vec<Vec<String>> = nodes
        .iter()
        .take(NODES)
        .map(|node| {
            let (was, is) =
                (before.get(node.name.as_str()).unwrap_or(&none), after.get(node.name.as_str()).unwrap_or(&none));
            let of = |name: &str| node.allocatable.get(name).copied().unwrap_or(Quantity::ZERO);
            vec![
                node.name.clone(),
                format!("{} → {}", was.pods, is.pods),
                share(was.cpu, is.cpu, of("cpu"), cores),
                share(was.memory, is.memory, of("memory"), bytes),
            ]
        })
        .collect();
    let mut text = table(&["NODE", "PODS", "CPU REQUESTED", "MEMORY REQUESTED"], &rows);
    if nodes.len() > NODES {
        text.push_str(&format!("and {} more\n", count(nodes.len() - NODES, "node")));
    }
    text
}

#[derive(Clone, Copy)]
struct Sum {
    pods: usize,
    cpu: Quantity,
    memory: Quantity,
}

impl Default for Sum {
    fn default() -> Self {
        Sum { pods: 0, cpu: Quantity::ZERO, memory: Quantity::ZERO }
    }
}

impl Sum {
    fn add(&mut self, pod: &Pod) {
        let requests = pod_requests(pod);
        let of = |name: &str| requests.get(name).copied().unwrap_or(Quantity::ZERO);
        self.pods += 1;
        self.cpu = self.cpu.plus(of("cpu"));
        self.memory = self.memory.plus(of("memory"));
    }
}

fn share(was: Quantity, is: Quantity, of: Quantity, show: fn(Quantity) -> String) -> String {
    format!("{} → {} of {} ({}%)", show(was), show(is), show(of), percent(is, of))
}

/// Hundredths that are taken, rounded down; of amounts too large to be multiplied, nearly so.
fn percent(is: Quantity, of: Quantity) -> i128 {
    if of.is_zero() {
        return 0;
    }
    let exact = is.nanos().checked_mul(100).and_then(|is| is.checked_div(of.nanos()));
    exact.unwrap_or_else(|| is.nanos().checked_div(of.nanos() / 100).unwrap_or(i128::MAX))
}

fn cores(quantity: Quantity) -> String {
    quantity.with_format(Format::DecimalSi).to_string()
}

/// Whole mebibytes or gibibytes: nobody counts bytes here.
fn bytes(quantity: Quantity) -> String {
    const MI: i64 = 1 << 20;
    let value = quantity.value();
    match value {
        0 => "0".to_owned(),
        v if v % (1024 * MI) == 0 => format!("{}Gi", v / (1024 * MI)),
        v if v >= 10 * 1024 * MI => format!("{}Gi", v / (1024 * MI)),
        v => format!("{}Mi", v / MI),
    }
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
        (placement.bound.len(), "bound by their own nodeName"),
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
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_whatever_size() {
        let quantity = |text: &str| text.parse::<Quantity>().unwrap();
        let most = (0..40).fold(quantity("9223372036854775807"), |sum, _| sum.plus(sum));
        for (is, of, told) in [
            (quantity("1500m"), quantity("4"), 37),
            (quantity("1"), Quantity::ZERO, 0),
            (Quantity::ZERO, quantity("4"), 0),
            (quantity("6"), quantity("4"), 150),
            (most, most, 100),
            (most, quantity("1n"), i128::MAX),
        ] {
            assert_eq!(percent(is, of), told, "{is} of {of}");
        }
    }
}
