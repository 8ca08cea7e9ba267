//! Nodes and pods that are declared several times: there is one of each.

use std::collections::{HashMap, HashSet};

use super::{Inventory, Origin, Sourced};
use crate::model::{FileId, Finding, Layer, Rule, Severity, Span};
use crate::scheduler::types::Node;

/// `schedule/inventory`
pub(crate) static INVENTORY: Rule = Rule {
    id: "schedule/inventory",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "A node that is declared twice",
    explanation: "Nodes are known by their names. Of two with one name the first is used, and what the other adds is not there: \
              give each its own name, or a shape a `count`. The same node in two dumps of a cluster is one node, and not told of.",
    bad: "",
    good: "",
};

/// Leaves one node of each name, one running pod of each, and no node without a name.
pub(super) fn remove(inventory: &mut Inventory<'_>) {
    inventory.nodes.retain(|node| !node.value.name.is_empty());
    let mut findings = Vec::new();
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut told: HashSet<(FileId, Span)> = HashSet::new();
    let twice: Vec<bool> = (0..inventory.nodes.len())
        .map(|at| {
            let node = &inventory.nodes[at];
            let Some(earlier) = first.get(&node.value.name).map(|at| &inventory.nodes[*at]) else {
                first.insert(node.value.name.clone(), at);
                return false;
            };
            if !is_same(earlier, node) && told.insert((node.origin.file, name(node.origin))) {
                findings.push(finding(earlier, node));
            }
            true
        })
        .collect();
    inventory.doubles.0 = twice.iter().filter(|twice| **twice).count();
    let mut twice = twice.into_iter();
    inventory.nodes.retain(|_| !twice.next().unwrap_or_default());
    inventory.findings.append(&mut findings);
    let before = inventory.running.len();
    let mut pods: HashSet<(String, String)> = HashSet::new();
    inventory.running.retain(|instance| {
        let pod = &instance.pod;
        pod.name.is_empty() || pods.insert((pod.namespace.clone(), pod.name.clone()))
    });
    inventory.doubles.1 = before - inventory.running.len();
}

/// Whether both are one node, seen at two times or written into two files.
fn is_same(a: &Sourced<'_, Node>, b: &Sourced<'_, Node>) -> bool {
    let uid = |origin: Origin<'_>| origin.field().at("metadata").at("uid").str().to_owned();
    let one = uid(a.origin);
    a.origin.file != b.origin.file && (a.value == b.value || !one.is_empty() && one == uid(b.origin))
}

fn finding(earlier: &Sourced<'_, Node>, node: &Sourced<'_, Node>) -> Finding {
    let message = format!("node `{}` is declared twice; the first is used", node.value.name);
    let mut finding = Finding::of(&INVENTORY, name(node.origin), message);
    finding.help("give each its own name; a shape of an Inventory may have a `count`");
    let (file, span) = (earlier.origin.file, name(earlier.origin));
    let mut finding = node.origin.scene().set(finding);
    if file == node.origin.file {
        finding.relate(span, "first declared here");
    } else {
        finding.relate_in(file, span, "first declared here");
    }
    finding
}

/// Where the name of a node or of a shape stands.
fn name(origin: Origin<'_>) -> Span {
    let shape = origin.field().at("name");
    if shape.exists() { shape.span() } else { origin.head() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Found;
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    fn declared(files: &[&str]) -> (Vec<String>, Vec<String>) {
        let parsed: Vec<_> = files.iter().map(|text| parse(text, &Limits::default())).collect();
        let found: Vec<Found<'_>> = (0..)
            .zip(&parsed)
            .flat_map(|(file, documents)| {
                documents.iter().map(move |document| Found {
                    file: FileId(file),
                    resource: Resource::new(document.root().unwrap()),
                })
            })
            .collect();
        let inventory = Inventory::collect(&found);
        let names = inventory.nodes.iter().map(|node| node.value.name.clone()).collect();
        (names, inventory.findings.iter().map(|f| f.message.clone()).collect())
    }

    fn node(uid: &str, cpu: u32) -> String {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: n1, uid: '{uid}'}}\nstatus: {{allocatable: {{cpu: {cpu}}}}}\n"
        )
    }

    #[test]
    fn of_two_nodes_of_one_name_the_first_is_used() {
        let twice = "node `n1` is declared twice; the first is used".to_owned();
        let both = format!("{}---\n{}", node("", 4), node("", 2));
        assert_eq!(declared(&[&both]), (vec!["n1".to_owned()], vec![twice.clone()]));
        assert_eq!(declared(&[&node("", 4), &node("", 2)]).1, [twice]);
    }

    #[test]
    fn a_node_in_two_dumps_is_one() {
        assert_eq!(declared(&[&node("", 4), &node("", 4)]), (vec!["n1".to_owned()], vec![]));
        assert_eq!(declared(&[&node("a", 4), &node("a", 2)]), (vec!["n1".to_owned()], vec![]));
    }

    #[test]
    fn shapes_of_one_name_are_told_once() {
        let shape = "- name: w\n  count: 3\n  allocatable: {cpu: 4, memory: 8Gi}\n";
        let text = format!("apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n{shape}{shape}");
        let (names, findings) = declared(&[&text]);
        assert_eq!(names, ["w-1", "w-2", "w-3"]);
        assert_eq!(findings, ["node `w-1` is declared twice; the first is used"]);
    }
}
