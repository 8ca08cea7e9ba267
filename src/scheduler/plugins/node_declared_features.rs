//! Features that nodes declare (upstream `plugins/nodedeclaredfeatures`).

use crate::scheduler::framework::{Attempt, Filter, Plugin, PreFiltered};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::snapshot::nodes::Nodes;
use crate::scheduler::status::Rejection;

/// Upstream's name.
pub(in crate::scheduler) const NAME: &str = "NodeDeclaredFeatures";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { pre_filter: Some(pre_filter), filter: Some(Filter::Each(refuse)), ..Plugin::named(NAME) };

/// The node lacks a feature that the pod needs.
const REASON: &str = "node(s) didn't match Pod's required features";

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

fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    Ok(if attempt.template.features.is_some() { PreFiltered::Run } else { PreFiltered::Skip })
}

fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let lacks = attempt.template.features.as_ref().is_some_and(|set| !set.has(at));
    lacks.then(|| Rejection::unresolvable(REASON))
}
