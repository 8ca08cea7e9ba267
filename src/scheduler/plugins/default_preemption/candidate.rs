//! Which node loses least (upstream `pickOneNodeForPreemption`).

use crate::scheduler::engine::Engine;
use crate::scheduler::snapshot::usage::PodId;
use std::cmp::Reverse;

/// A node where room can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Position of the node.
    pub(super) at: usize,
    /// Who has to go, the most important first.
    pub(super) victims: Vec<PodId>,
    /// How many of them overdraw a budget.
    pub(super) violations: u64,
}

/// The candidate with the fewest overdrawn budgets, then the least important first victim, the least sum of
/// priorities, the fewest victims, the latest start of the most important ones; then the first.
pub(super) fn best<'a>(candidates: &'a [Candidate], engine: &Engine<'_>) -> Option<&'a Candidate> {
    let priority = |id: &PodId| i64::from(engine.pods[*id].pod.priority);
    candidates.iter().min_by_key(|c| {
        let highest = c.victims.first().map(priority);
        // Shifted so that negative priorities count as well.
        let sum: i64 = c.victims.iter().map(|v| priority(v) + i64::from(i32::MAX) + 1).sum();
        (c.violations, highest, sum, c.victims.len(), Reverse(earliest_start(c, engine)))
    })
}

/// When the first of the most important victims started; without a start it counts as just now (upstream
/// `GetEarliestPodStartTime`).
fn earliest_start(candidate: &Candidate, engine: &Engine<'_>) -> i128 {
    let pods = || candidate.victims.iter().map(|&v| engine.pods[v].pod);
    let highest = pods().map(|p| p.priority).max();
    pods().filter(|p| Some(p.priority) == highest).map(|p| p.start_time.unwrap_or(i128::MAX)).min().unwrap_or(i128::MAX)
}

/// Sorts by priority, then by start, the most important first (upstream `MoreImportantPod`).
///
/// A pod without a start counts as started at the moment it is asked, so of two such pods the one asked first always
/// seems the older; upstream's sort then reverses them.
pub(super) fn sort_by_importance(pods: &mut [PodId], engine: &Engine<'_>) {
    let facts = |id: PodId| (engine.pods[id].pod.priority, engine.pods[id].pod.start_time);
    let more_important = |a: PodId, b: PodId| {
        let ((pa, sa), (pb, sb)) = (facts(a), facts(b));
        if pa != pb {
            return pa > pb;
        }
        match (sa, sb) {
            (Some(a), Some(b)) => a < b,
            (None, Some(_)) => false,
            (_, None) => true,
        }
    };
    // Go sorts short lists by insertion.
    for i in 1..pods.len() {
        let mut j = i;
        while j > 0 && more_important(pods[j], pods[j - 1]) {
            pods.swap(j, j - 1);
            j -= 1;
        }
    }
}
