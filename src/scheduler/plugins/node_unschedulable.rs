//! Cordoned nodes (upstream `plugins/nodeunschedulable`).

use super::taint_toleration::tolerates;
use crate::scheduler::framework::{Attempt, Filter, Plugin};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::snapshot::nodes::Nodes;
use crate::scheduler::status::Rejection;
use crate::scheduler::template::Template;
use crate::scheduler::types::{Taint, TaintEffect, Toleration};

/// Upstream's name.
pub(crate) const NAME: &str = "NodeUnschedulable";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { filter: Some(Filter::Settled { refuse, open }), ..Plugin::named(NAME) };

/// The node is cordoned.
const UNSCHEDULABLE: &str = "node(s) were unschedulable";

const TAINT: &str = "node.kubernetes.io/unschedulable";

fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let refused = !attempt.template.tolerations.cordon && attempt.nodes().unschedulable.has(at);
    refused.then(|| Rejection::unresolvable(UNSCHEDULABLE))
}

fn open(template: &Template<'_>, nodes: &Nodes<'_>, open: &mut NodeSet) {
    if !template.tolerations.cordon {
        open.minus(&nodes.unschedulable);
    }
}

/// Whether a pod with these tolerations may go to cordoned nodes.
pub(in crate::scheduler) fn tolerates_cordon(tolerations: &[Toleration]) -> bool {
    let taint = Taint { key: TAINT.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule };
    tolerates(tolerations, &taint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::TolerationOperator;

    #[test]
    fn cordon() {
        let toleration = |key: &str| Toleration {
            key: key.to_owned(),
            operator: TolerationOperator::Exists,
            value: String::new(),
            effect: None,
        };
        assert!(!tolerates_cordon(&[]));
        assert!(!tolerates_cordon(&[toleration("other")]));
        assert!(tolerates_cordon(&[toleration("")]));
        assert!(tolerates_cordon(&[toleration(TAINT)]));
    }
}
