//! Taints and tolerations (upstream `plugins/tainttoleration`).

use super::node_unschedulable::tolerates_cordon;
use super::{MAX_NODE_SCORE, normalize};
use crate::scheduler::framework::{Attempt, Feasible, Filter, Plugin};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::snapshot::nodes::Nodes;
use crate::scheduler::status::Rejection;
use crate::scheduler::template::Template;
use crate::scheduler::types::{Taint, TaintEffect, Toleration, TolerationOperator};

/// Upstream's name.
pub(crate) const NAME: &str = "TaintToleration";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { weight: 3, filter: Some(Filter::Settled { refuse, open }), score: Some(score), ..Plugin::named(NAME) };

/// A taint that keeps pods away is not tolerated.
const REASON: &str = "node(s) had untolerated taint(s)";

/// What a list of tolerations means for each node.
pub(in crate::scheduler) struct Facts {
    /// Nodes without a taint that keeps the pod away.
    pub(in crate::scheduler) open: NodeSet,
    /// Cordoned nodes are open as well.
    pub(in crate::scheduler) cordon: bool,
    /// Untolerated `PreferNoSchedule` taints of each set of taints.
    disliked: Vec<i64>,
}

impl Facts {
    /// Looks at each distinct set of taints once.
    pub(in crate::scheduler) fn new(tolerations: &[Toleration], nodes: &Nodes<'_>) -> Self {
        let untolerated = |taint: &&Taint| !tolerates(tolerations, taint);
        let shut: Vec<bool> = nodes
            .taint_sets
            .iter()
            .map(|set| set.iter().filter(|t| t.effect != TaintEffect::PreferNoSchedule).any(|t| untolerated(&t)))
            .collect();
        let mut open = NodeSet::all(nodes.len());
        if shut.contains(&true) {
            open = NodeSet::none(nodes.len());
            for (at, &set) in nodes.taints.iter().enumerate() {
                if !shut[set as usize] {
                    open.add(at);
                }
            }
        }
        let disliked = nodes.taint_sets.iter().map(|set| {
            let count = set.iter().filter(|t| t.effect == TaintEffect::PreferNoSchedule).filter(untolerated).count();
            i64::try_from(count).unwrap_or(i64::MAX)
        });
        Facts { open, cordon: tolerates_cordon(tolerations), disliked: disliked.collect() }
    }
}

fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    (!attempt.template.tolerations.open.has(at)).then(|| Rejection::unresolvable(REASON))
}

fn open(template: &Template<'_>, _: &Nodes<'_>, open: &mut NodeSet) {
    open.and(&template.tolerations.open);
}

/// Fewer untolerated `PreferNoSchedule` taints are better.
fn score(attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    let disliked = &attempt.template.tolerations.disliked;
    if disliked.iter().all(|&n| n == 0) {
        return Some(vec![MAX_NODE_SCORE; feasible.nodes.len()]);
    }
    let taints = &attempt.nodes().taints;
    let mut scores: Vec<i64> = feasible.nodes.iter().map(|&at| disliked[taints[at as usize] as usize]).collect();
    normalize::by_max(&mut scores, true);
    Some(scores)
}

/// Whether any toleration covers the taint (upstream `TolerationsTolerateTaint`).
pub(in crate::scheduler) fn tolerates(tolerations: &[Toleration], taint: &Taint) -> bool {
    tolerations.iter().any(|t| covers(t, taint))
}

/// Upstream `Toleration.ToleratesTaint`; `Lt` and `Gt` are behind a gate that is off in 1.36.
fn covers(toleration: &Toleration, taint: &Taint) -> bool {
    toleration.effect.is_none_or(|e| e == taint.effect)
        && (toleration.key.is_empty() || toleration.key == taint.key)
        && match toleration.operator {
            TolerationOperator::Equal => toleration.value == taint.value,
            TolerationOperator::Exists => true,
            TolerationOperator::Lt | TolerationOperator::Gt => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covering() {
        use TaintEffect::{NoExecute, NoSchedule};
        use TolerationOperator::{Equal, Exists, Gt};
        let taint = Taint { key: "k".to_owned(), value: "v".to_owned(), effect: NoSchedule };
        // key, operator, value, effect, covers
        let table = [
            ("k", Equal, "v", Some(NoSchedule), true),
            ("k", Equal, "v", None, true),
            ("k", Equal, "w", None, false),
            ("k", Exists, "", None, true),
            ("", Exists, "", None, true),
            ("j", Exists, "", None, false),
            ("k", Exists, "", Some(NoExecute), false),
            ("k", Gt, "1", None, false),
        ];
        for (key, operator, value, effect, expected) in table {
            let t = Toleration { key: key.to_owned(), operator, value: value.to_owned(), effect };
            assert_eq!(covers(&t, &taint), expected, "{t:?}");
        }
    }
}
