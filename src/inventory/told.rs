//! What of an inventory was read, what was not, and what is left out: a node that only looks empty is told of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Inventory, Origin, is_by_shape};
use crate::model::{FileId, Finding, Layer, Rule, Severity, count, listed};

/// `schedule/undeclared-node`
pub(crate) static UNDECLARED_NODE: Rule = Rule {
    id: "schedule/undeclared-node",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "Pods that run on a node that is not declared",
    explanation: "A dump has pods on nodes of which it has no Node: those of a selection, say, or of a file that was not given. \
                  They are left out. What they hold of volumes and ports is not counted, nor do they draw or repel others.",
    bad: "",
    good: "",
};

/// `schedule/no-running-pods`
pub(crate) static NO_RUNNING_PODS: Rule = Rule {
    id: "schedule/no-running-pods",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "Nodes of a cluster without a pod on any of them",
    explanation: "The nodes came out of a cluster, and no pod that runs there was given with them. Hardly a node is empty: what is \
                  said to fit may not, as what runs there already is not counted.",
    bad: "",
    good: "",
};

/// `schedule/inventory-read`
pub(crate) static INVENTORY_READ: Rule = Rule {
    id: "schedule/inventory-read",
    layer: Layer::Schedule,
    severity: Severity::Info,
    asked: false,
    summary: "What was read of an inventory",
    explanation: "Dumps come in many forms. Where not every object said what it is, or one stood in two places, this line counts what \
                  was made of them.",
    bad: "",
    good: "",
};

/// So many nodes are named.
const NAMED: usize = 5;

/// What is to be said of an inventory of which the files that `is_dump` picks came out of a cluster.
pub fn told(inventory: &Inventory<'_>, is_dump: &dyn Fn(FileId) -> bool) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        [undeclared(inventory, is_dump), empty(inventory, is_dump), read(inventory, is_dump)]
            .into_iter()
            .flatten()
            .collect();
    findings.extend(super::groups::unread(inventory, is_dump));
    findings
}

/// Pods that run on nodes that are not there.
fn undeclared(inventory: &Inventory<'_>, is_dump: &dyn Fn(FileId) -> bool) -> Option<Finding> {
    if inventory.nodes.is_empty() {
        return None;
    }
    let known: BTreeSet<&str> = inventory.nodes.iter().map(|node| node.value.name.as_str()).collect();
    let mut first = None;
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    let there = inventory.running.iter().filter(|pod| pod.observed || is_dump(pod.object.file));
    for pod in there.filter(|pod| !known.contains(pod.pod.node_name.as_str())) {
        first = first.or(Some(pod.object));
        *left.entry(&pod.pod.node_name).or_default() += 1;
    }
    let (first, pods) = (first?, left.values().sum::<usize>());
    let (run, they) = if pods == 1 { ("runs", "is") } else { ("run", "are") };
    let nodes = listed(left.keys().copied(), NAMED);
    let what = if left.len() == 1 { "a node that is" } else { "nodes that are" };
    let message = format!("{} {run} on {what} not declared, and {they} left out: {nodes}", count(pods, "pod"));
    let mut finding = Finding::of(&UNDECLARED_NODE, first.head(), message);
    finding.help("give the nodes as well: `kubectl get nodes -o yaml` prints all of them");
    Some(first.scene().set(finding))
}

/// Nodes of a cluster of which nobody said what runs there.
fn empty(inventory: &Inventory<'_>, is_dump: &dyn Fn(FileId) -> bool) -> Option<Finding> {
    let from_server = |origin: &Origin<'_>| {
        let (meta, status) = (origin.field().at("metadata"), origin.field().at("status"));
        meta.at("uid").exists() && (status.at("nodeInfo").exists() || status.at("conditions").exists())
    };
    let first = inventory.nodes.iter().map(|node| node.origin).find(from_server)?;
    if inventory.running.iter().any(|pod| pod.observed || is_dump(pod.object.file)) {
        return None;
    }
    let message =
        "these nodes came out of a cluster, but no pod that runs there is among what was read: each counts as empty";
    let mut finding = Finding::of(&NO_RUNNING_PODS, first.head(), message);
    finding.help("give the pods as well: `kubectl get nodes,pods -A -o yaml` prints both");
    Some(first.scene().set(finding))
}

/// What was read, where something about it is out of the ordinary.
fn read(inventory: &Inventory<'_>, is_dump: &dyn Fn(FileId) -> bool) -> Option<Finding> {
    let nodes = inventory.nodes.iter().map(|node| node.origin).filter(|origin| is_dump(origin.file));
    let pods = inventory.running.iter().map(|pod| pod.object).filter(|origin| is_dump(origin.file));
    let first = nodes.clone().chain(pods.clone()).next()?;
    let by_shape = nodes.clone().chain(pods.clone()).filter(|origin| is_by_shape(origin.root)).count();
    let mut notes = Vec::new();
    let (twice_nodes, twice_pods) = inventory.doubles;
    for (number, noun) in [(twice_nodes, "node"), (twice_pods, "pod")] {
        if number > 0 {
            let stand = if number == 1 { "stands" } else { "stand" };
            notes.push(format!("{} that {stand} there more than once counted once", count(number, noun)));
        }
    }
    if by_shape > 0 {
        notes.push(format!("{by_shape} told by what they have, as they do not say their kind"));
    }
    if notes.is_empty() {
        return None;
    }
    let known: BTreeSet<&str> = inventory.nodes.iter().map(|node| node.value.name.as_str()).collect();
    let there = inventory.running.iter().filter(|pod| known.contains(pod.pod.node_name.as_str())).count();
    let message =
        format!("read: {}, and {} on them; {}", count(known.len(), "node"), count(there, "pod"), notes.join("; "));
    Some(first.scene().set(Finding::of(&INVENTORY_READ, first.head(), message)))
}
