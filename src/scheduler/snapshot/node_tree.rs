//! The order in which the scheduler looks at nodes: the zones in turn (upstream `backend/cache/node_tree.go`).

use crate::scheduler::types::{Cluster, NodeLabels};
use std::collections::{HashMap, HashSet};

const ZONE: &str = "topology.kubernetes.io/zone";
const REGION: &str = "topology.kubernetes.io/region";
const BETA_ZONE: &str = "failure-domain.beta.kubernetes.io/zone";
const BETA_REGION: &str = "failure-domain.beta.kubernetes.io/region";

/// Region and zone of a node (upstream `GetZoneKey`).
fn zone_key(labels: &NodeLabels) -> (&str, &str) {
    let first = |a: &str, b: &str| labels.get(a).or_else(|| labels.get(b)).map_or("", String::as_str);
    (first(BETA_REGION, REGION), first(BETA_ZONE, ZONE))
}

/// Indices of the cluster's nodes: the first node of each zone in order of arrival, then the second of each, and so on.
/// Of nodes with the same name only the first counts.
pub(in crate::scheduler) fn order(cluster: &Cluster) -> Vec<usize> {
    ordered(cluster, |_| true)
}

fn ordered(cluster: &Cluster, is_there: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut zones: Vec<Vec<usize>> = Vec::new();
    let mut by_key: HashMap<(&str, &str), usize> = HashMap::new();
    let mut seen = HashSet::new();
    for (i, node) in cluster.nodes.iter().enumerate() {
        if !is_there(i) || !seen.insert(node.name.as_str()) {
            continue;
        }
        let zone = *by_key.entry(zone_key(&node.labels)).or_insert_with(|| {
            zones.push(Vec::new());
            zones.len() - 1
        });
        zones[zone].push(i);
    }
    let longest = zones.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest).flat_map(|round| zones.iter().filter_map(move |zone| zone.get(round).copied())).collect()
}

/// The nodes that are left when some are lost, in the order in which they are looked at then; all as the cluster lists them.
pub(in crate::scheduler) fn without(cluster: &Cluster, lost: &[usize]) -> Vec<usize> {
    let lost: HashSet<usize> = lost.iter().copied().collect();
    ordered(cluster, |node| !lost.contains(&node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::{Labels, Node};

    #[test]
    fn zones_take_turns() {
        let node = |name: &str, zone: &str| Node {
            name: name.to_owned(),
            labels: [(ZONE.to_owned(), zone.to_owned())]
                .into_iter()
                .filter(|_| !zone.is_empty())
                .collect::<Labels>()
                .into(),
            ..Node::default()
        };
        let nodes = vec![node("a", "x"), node("b", "x"), node("c", "y"), node("d", ""), node("e", "x"), node("a", "y")];
        let cluster = Cluster { nodes, ..Cluster::default() };
        assert_eq!(order(&cluster), [0, 2, 3, 1, 4]);
    }
}
