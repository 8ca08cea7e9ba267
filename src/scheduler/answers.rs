//! Answers that still hold: for pods from the same template, on nodes where nothing has changed since.

use super::snapshot::usage::{PodId, Usage};
use super::status::RefusalId;
use super::template::TemplateId;
use super::types::Decision;
use std::collections::HashMap;

/// What the fill of a node scores for a template, as of one version of the node.
#[derive(Clone, Copy, Default)]
pub(super) struct FillScores {
    version: u32,
    /// NodeResourcesFit's score.
    pub(super) fit: i8,
    /// NodeResourcesBalancedAllocation's score.
    pub(super) balanced: i8,
}

/// Answers by template. Of templates of which there is only one pod no scores are remembered.
#[derive(Default)]
pub(super) struct Answers {
    settled: HashMap<TemplateId, Vec<Option<RefusalId>>>,
    scored: HashMap<TemplateId, Option<Vec<FillScores>>>,
    scratch: Vec<FillScores>,
    failed: HashMap<TemplateId, Vec<Decision>>,
}

/// So many failures of one template are remembered: its pods seldom differ in anything.
const MOST_FAILED: usize = 8;

impl Answers {
    /// Refusals by filters whose answer never changes, by node. Give them back with [`Self::keep_settled`].
    pub(super) fn settled(&mut self, template: TemplateId, nodes: usize) -> Vec<Option<RefusalId>> {
        self.settled.remove(&template).unwrap_or_else(|| vec![None; nodes])
    }

    /// See [`Self::settled`].
    pub(super) fn keep_settled(&mut self, template: TemplateId, settled: Vec<Option<RefusalId>>) {
        self.settled.insert(template, settled);
    }

    /// What became of an earlier pod of the template that is like this one and found no node, where nothing has changed since.
    pub(super) fn failed(&self, template: TemplateId, alike: impl Fn(PodId) -> bool) -> Option<Decision> {
        self.failed.get(&template)?.iter().find(|decision| alike(decision.pod)).cloned()
    }

    /// Remembers that a pod found no node.
    pub(super) fn keep_failed(&mut self, template: TemplateId, decision: &Decision) {
        let failed = self.failed.entry(template).or_default();
        if failed.len() < MOST_FAILED {
            failed.reserve_exact(1);
            failed.push(decision.clone());
        }
    }

    /// Forgets what found no node, as something has changed.
    pub(super) fn forget_failed(&mut self) {
        self.failed.clear();
    }

    /// The scores of the nodes' fill, found out by `work` (fit, then balance) where they are not known.
    pub(super) fn fill_scores(
        &mut self,
        template: TemplateId,
        usage: &Usage<'_>,
        feasible: &[u32],
        mut work: impl FnMut(usize) -> (i64, i64),
    ) -> impl Iterator<Item = FillScores> {
        let known = match self.scored.get_mut(&template) {
            Some(known) => Some(known.get_or_insert_with(|| vec![FillScores::default(); usage.fill.len()])),
            None => {
                self.scored.insert(template, None);
                None
            }
        };
        let mut find = |at: usize| {
            let (fit, balanced) = work(at);
            let small = |score: i64| i8::try_from(score).unwrap_or(if score < 0 { 0 } else { 100 });
            FillScores { version: usage.version(at), fit: small(fit), balanced: small(balanced) }
        };
        self.scratch.clear();
        match known {
            None => self.scratch.extend(feasible.iter().map(|&at| find(at as usize))),
            Some(known) => self.scratch.extend(feasible.iter().map(|&at| {
                let scores = &mut known[at as usize];
                if scores.version != usage.version(at as usize) {
                    *scores = find(at as usize);
                }
                *scores
            })),
        }
        self.scratch.iter().copied()
    }
}
