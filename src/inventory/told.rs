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
                  was made of them. It also says which was used where several environments of a tree have a quota, a limit range or a \
                  namespace of one name, and pods may be of each, and which of them was placed where each has workloads of one name.",
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
    findings.extend(super::price::unread(inventory));
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
    // What ran there may have gone by commands and rollouts.
    if inventory.ran || inventory.running.iter().any(|pod| pod.observed || is_dump(pod.object.file)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Found, dumped};
    use crate::source::{Limits, stream};

    /// What is told of files that came out of a cluster.
    fn of(texts: &[&str]) -> Vec<(&'static str, String)> {
        let trees: Vec<_> = texts.iter().map(|text| stream(text, &Limits::default())).collect();
        let mut found = Vec::new();
        for (file, documents) in (0..).map(FileId).zip(&trees) {
            found.extend(documents.iter().flat_map(dumped).map(|resource| Found { file, resource }));
        }
        let inventory = Inventory::collect(&found);
        told(&inventory, &|_| true).into_iter().map(|finding| (finding.rule.id, finding.message.to_string())).collect()
    }

    const NODE: &str =
        "apiVersion: v1\nkind: Node\nmetadata: {name: n1, uid: a}\nstatus: {allocatable: {cpu: 4}, nodeInfo: {}}\n";

    fn pod(name: &str, node: &str) -> String {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{nodeName: {node}, containers: [{{name: c}}]}}\nstatus: {{phase: \
             Running}}\n"
        )
    }

    #[test]
    fn a_whole_dump_is_not_told_of() {
        assert_eq!(of(&[NODE, &pod("p", "n1")]), []);
        // What is declared by hand may well be empty.
        assert_eq!(of(&["apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: 4}}\n"]), []);
    }

    #[test]
    fn pods_that_are_left_out_are_told() {
        let dump = [NODE.to_owned(), pod("p", "n1"), pod("q", "n2"), pod("r", "n2")].concat();
        let said = "2 pods run on a node that is not declared, and are left out: `n2`";
        assert_eq!(of(&[&dump]), [("schedule/undeclared-node", said.to_owned())]);
        let [(rule, _)] = &of(&[NODE])[..] else { panic!("one is told") };
        assert_eq!(*rule, "schedule/no-running-pods");
    }

    #[test]
    fn what_counts_once_is_counted() {
        let told = of(&[NODE, &pod("p", "n1"), &pod("p", "n1"), NODE]);
        let said = "read: 1 node, and 1 pod on them; 1 node that stands there more than once counted once; 1 pod that stands there \
                    more than once counted once";
        assert_eq!(told, [("schedule/inventory-read", said.to_owned())]);
        let nodes = r#"[{"metadata": {"name": "n1"}, "status": {"allocatable": {"cpu": "4"}}}]"#;
        assert!(of(&[nodes])[0].1.ends_with("1 told by what they have, as they do not say their kind"));
    }
}
