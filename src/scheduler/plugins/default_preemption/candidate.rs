//! Which node loses least (upstream `pickOneNodeForPreemption`).

use crate::scheduler::engine::{Engine, Start};
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

/// When the first of the most important victims started (upstream `GetEarliestPodStartTime`).
fn earliest_start(candidate: &Candidate, engine: &Engine<'_>) -> Option<Start> {
    let pods = || candidate.victims.iter().map(|&v| (engine.pods[v].pod.priority, engine.started(v)));
    let highest = pods().map(|(priority, _)| priority).max();
    pods().filter(|(priority, _)| Some(*priority) == highest).map(|(_, start)| start).min()
}

/// Sorts by priority, then by start, the most important first (upstream `MoreImportantPod`).
pub(super) fn sort_by_importance(pods: &mut [PodId], engine: &Engine<'_>) {
    pods.sort_by_key(|&id| (Reverse(engine.pods[id].pod.priority), engine.started(id)));
}
