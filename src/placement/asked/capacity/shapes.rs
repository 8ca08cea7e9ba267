//! Nodes that might be added: one like each that there is.

use super::grow::Grown;
use crate::model::Shared;
use crate::scheduler::types::{Cluster, Node, Pod};

/// Shapes of nodes that are tried at most.
pub(super) const MOST: usize = 8;

/// One new node of each shape that there is, what it is like, and the daemons' pods on it.
pub(super) fn shapes(grown: &Grown<'_>, cluster: &Cluster) -> Vec<(String, Node, Vec<Shared<Pod>>)> {
    let mut known: Vec<(Vec<(String, String)>, &Node)> = Vec::new();
    let mut all = Vec::new();
    for (at, node) in cluster.nodes.iter().enumerate() {
        let own = |key: &str| key != "kubernetes.io/hostname";
        let labels: Vec<(String, String)> =
            node.labels.iter().filter(|(key, _)| own(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
        let same = |(other, like): &(Vec<_>, &Node)| {
            *other == labels && like.taints == node.taints && like.allocatable == node.allocatable
        };
        if node.unschedulable || known.iter().any(same) {
            continue;
        }
        known.push((labels, node));
        let name = fresh(cluster, &format!("{}-like", node.name));
        let daemons = daemons(grown, cluster, at, &name);
        all.push((format!("a node like {}", node.name), renamed(node, &name), daemons));
        if all.len() == MOST {
            break;
        }
    }
    for group in &grown.case.inventory.groups {
        if let Some(shape) = &group.shape {
            let name = fresh(cluster, &format!("{}-added", group.name));
            all.push((format!("a node of pool {}", group.name), renamed(shape, &name), Vec::new()));
        }
    }
    all
}

/// A name that no node has.
fn fresh(cluster: &Cluster, stem: &str) -> String {
    let mut names = (1..).map(|number: usize| format!("{stem}-{number}"));
    names.find(|name| cluster.nodes.iter().all(|node| node.name != *name)).unwrap_or_default()
}

fn renamed(node: &Node, name: &str) -> Node {
    let mut node = Node { name: name.to_owned(), ..node.clone() };
    node.labels.insert("kubernetes.io/hostname".to_owned(), name.to_owned());
    node
}

/// The pods of DaemonSets that a node like that one would run, too.
fn daemons(grown: &Grown<'_>, cluster: &Cluster, like: usize, name: &str) -> Vec<Shared<Pod>> {
    let is_daemon = |pod: &&Shared<Pod>| pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet");
    let there = cluster.pods.iter().filter(|pod| pod.node_name == cluster.nodes[like].name);
    let placed = grown.placed.iter().filter(|(_, node)| *node == like).map(|(pod, _)| &cluster.pending[*pod]);
    let again = |pod: &Shared<Pod>| {
        let mut pod = pod.clone();
        pod.name = format!("{}-on-{name}", pod.name);
        name.clone_into(&mut pod.node_name);
        pod
    };
    there.chain(placed).filter(is_daemon).map(again).collect()
}
