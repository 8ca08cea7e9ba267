//! Which of the nodes that take the pod suits it best (upstream `prioritizeNodes` and `RunScorePlugins`).

use crate::scheduler::answers::FillScores;
use crate::scheduler::engine::Engine;
use crate::scheduler::framework::{Attempt, Feasible};
use crate::scheduler::heap;
use crate::scheduler::plugins::{node_resources_balanced_allocation, node_resources_fit};
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::template::TemplateId;

/// The scores of the feasible nodes, in their order.
pub(in crate::scheduler) struct Scores {
    /// Weighted, by plugin, each with its weight.
    pub(in crate::scheduler) plugins: Vec<(&'static str, i64, Vec<i64>)>,
    /// The sums.
    pub(in crate::scheduler) totals: Vec<i64>,
}

impl Engine<'_> {
    /// The best node's position, and all scores.
    pub(super) fn score(&mut self, id: PodId, template: TemplateId, feasible: &[u32]) -> (usize, Scores) {
        let fill = self.fill_scores(template, feasible);
        let attempt = Attempt::new(self, id, template);
        let profile = &self.profiles[attempt.template.profile];
        let nodes = Feasible { nodes: feasible, fill: &fill };
        let mut scores = Scores { plugins: Vec::new(), totals: vec![0; feasible.len()] };
        for &(plugin, score, weight) in &profile.scores {
            let Some(mut scored) = score(&attempt, &nodes) else { continue };
            for (total, score) in scores.totals.iter_mut().zip(&mut scored) {
                *score *= weight;
                *total += *score;
            }
            scores.plugins.push((plugin.name(), weight, scored));
        }
        if profile.scores.is_empty() {
            scores.totals.fill(1);
        }
        let best = heap::first(&scores.totals).expect("there are at least two nodes to choose from");
        (feasible[best] as usize, scores)
    }

    /// What the fill of the nodes scores, remembered from pod to pod.
    fn fill_scores(&mut self, template: TemplateId, feasible: &[u32]) -> Vec<FillScores> {
        let t = self.templates.get(template);
        let release = self.release;
        let strategy = &self.profiles[t.profile].settings.scoring_strategy;
        let work = |at| {
            let fit = node_resources_fit::score_node(&t.fit, strategy, &self.usage, at);
            let balanced = node_resources_balanced_allocation::score_node(&t.balanced, &self.usage, at, release);
            (fit, balanced.unwrap_or(0))
        };
        self.answers.fill_scores(template, &self.usage, feasible, work).collect()
    }
}
