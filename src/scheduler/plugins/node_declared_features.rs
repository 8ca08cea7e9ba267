//! Features that nodes declare (upstream `plugins/nodedeclaredfeatures`).

use crate::scheduler::node_set::NodeSet;
use crate::scheduler::snapshot::nodes::Nodes;

/// The node lacks a feature that the pod needs.
pub(in crate::scheduler) const REASON: &str = "node(s) didn't match Pod's required features";

/// The nodes that declare all of the features; `None` where none is asked for.
pub(in crate::scheduler) fn wants(required: &[String], nodes: &Nodes<'_>) -> Option<NodeSet> {
    if required.is_empty() {
        return None;
    }
    let mut set = NodeSet::none(nodes.len());
    for (at, node) in nodes.list.iter().enumerate() {
        if required.iter().all(|f| node.declared_features.contains(f)) {
            set.add(at);
        }
    }
    Some(set)
}
