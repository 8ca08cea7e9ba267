//! Answers that still hold: for pods from the same template, on nodes where nothing has changed since.

use super::snapshot::usage::Usage;
use super::status::RefusalId;
use super::template::TemplateId;
use std::collections::HashMap;

/// What a node's fill is worth to a template, as of one version of the node.
#[derive(Clone, Copy, Default)]
pub(super) struct Worth {
    version: u32,
    /// NodeResourcesFit's score.
    pub(super) fit: i8,
    /// NodeResourcesBalancedAllocation's score.
    pub(super) balanced: i8,
}

/// Answers by template. Of templates of which there is only one pod no worth is kept.
#[derive(Default)]
pub(super) struct Kept {
    refused: HashMap<TemplateId, Vec<Option<RefusalId>>>,
    seen: HashMap<TemplateId, Option<Vec<Worth>>>,
    scratch: Vec<Worth>,
}

impl Kept {
    /// Refusals by filters whose answer never changes, by node. Give them back with [`Self::keep_refused`].
    pub(super) fn refused(&mut self, template: TemplateId, nodes: usize) -> Vec<Option<RefusalId>> {
        self.refused.remove(&template).unwrap_or_else(|| vec![None; nodes])
    }

    /// See [`Self::refused`].
    pub(super) fn keep_refused(&mut self, template: TemplateId, refused: Vec<Option<RefusalId>>) {
        self.refused.insert(template, refused);
    }

    /// The worth of the nodes, found out by `work` where it is not known.
    pub(super) fn worth(
        &mut self,
        template: TemplateId,
        usage: &Usage<'_>,
        feasible: &[u32],
        mut work: impl FnMut(usize) -> (i64, i64),
    ) -> impl Iterator<Item = Worth> {
        let known = match self.seen.get_mut(&template) {
            Some(known) => Some(known.get_or_insert_with(|| vec![Worth::default(); usage.fill.len()])),
            None => {
                self.seen.insert(template, None);
                None
            }
        };
        let mut find = |at: usize| {
            let (fit, balanced) = work(at);
            let small = |score: i64| i8::try_from(score).unwrap_or(if score < 0 { 0 } else { 100 });
            Worth { version: usage.version(at), fit: small(fit), balanced: small(balanced) }
        };
        self.scratch.clear();
        match known {
            None => self.scratch.extend(feasible.iter().map(|&at| find(at as usize))),
            Some(known) => self.scratch.extend(feasible.iter().map(|&at| {
                let worth = &mut known[at as usize];
                if worth.version != usage.version(at as usize) {
                    *worth = find(at as usize);
                }
                *worth
            })),
        }
        self.scratch.iter().copied()
    }
}
