//! The cluster as it stands behind a run: who is where.

use std::collections::{HashMap, HashSet};

use crate::placement::case::Case;
use crate::scheduler::types::{Decision, Pod, Verdict};

/// The places of pods, in the order in which they took them, and who was driven out.
#[derive(Default)]
pub(super) struct Standing {
    /// Each pod that found a node, by its place among those that asked, with the node.
    pub(super) placed: Vec<(usize, usize)>,
    /// `namespace/name` of pods that ran and had to go.
    pub(super) gone: HashSet<String>,
    /// Those that wait.
    pub(super) waiting: Vec<usize>,
}

impl Standing {
    pub(super) fn of(case: &Case<'_>, decisions: &[Decision]) -> Self {
        let mut order: Vec<&Decision> = decisions.iter().collect();
        order.sort_by_key(|decision| decision.attempts);
        let mut standing = Standing::default();
        for decision in order {
            match &decision.verdict {
                Verdict::Scheduled { node } => standing.placed.push((decision.pod, *node)),
                Verdict::Preempting { node, victims } => {
                    standing.placed.push((decision.pod, *node));
                    standing.gone.extend(victims.iter().cloned());
                }
                Verdict::Unschedulable => standing.waiting.push(decision.pod),
                Verdict::Gated | Verdict::NoScheduler => {}
            }
        }
        if !standing.gone.is_empty() && !case.cluster.one_by_one {
            let gone = std::mem::take(&mut standing.gone);
            // Where all came at once a later pod may have driven out an earlier one for good.
            standing.placed.retain(|(pod, _)| !gone.contains(&case.cluster.pending[*pod].key()));
            standing.gone = gone;
        }
        standing
    }
}

/// Pods by `namespace/name`.
pub(super) fn by_key<'p>(pods: impl Iterator<Item = &'p Pod>) -> HashMap<String, usize> {
    pods.enumerate().map(|(at, pod)| (pod.key(), at)).collect()
}
