//! Cordoned nodes (upstream `plugins/nodeunschedulable`).

use super::taint_toleration::tolerates;
use crate::scheduler::types::{Taint, TaintEffect, Toleration};

/// The node is cordoned.
pub(in crate::scheduler) const UNSCHEDULABLE: &str = "node(s) were unschedulable";

const TAINT: &str = "node.kubernetes.io/unschedulable";

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
