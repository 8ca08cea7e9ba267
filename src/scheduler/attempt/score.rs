//! Which of the nodes that take the pod suits it best (upstream `prioritizeNodes` and `RunScorePlugins`).

use crate::scheduler::answers::FillScores;
use crate::scheduler::engine::Engine;
use crate::scheduler::heap;
use crate::scheduler::plugins::{
    Plugin, image_locality, inter_pod_affinity, node_affinity, node_resources_balanced_allocation, node_resources_fit,
    pod_topology_spread, taint_toleration,
};
use crate::scheduler::template::TemplateId;

/// The scores of the feasible nodes, in their order.
pub(in crate::scheduler) struct Scores {
    /// Weighted, by plugin.
    pub(in crate::scheduler) plugins: Vec<(&'static str, Vec<i64>)>,
    /// The sums.
    pub(in crate::scheduler) totals: Vec<i64>,
}

impl Engine<'_> {
    /// The best node's position, and all scores.
    pub(super) fn score(&mut self, template: TemplateId, feasible: &[u32]) -> (usize, Scores) {
        let t = self.templates.get(template);
        let profile = &self.profiles[t.profile];
        let strategy = &profile.settings.scoring_strategy;
        let worth: Vec<FillScores> = self
            .answers
            .fill_scores(template, &self.usage, feasible, |at| {
                let fit = node_resources_fit::score(&t.fit, strategy, &self.usage, at);
                (fit, node_resources_balanced_allocation::score(&t.balanced, &self.usage, at).unwrap_or(0))
            })
            .collect();
        let mut scores = Scores { plugins: Vec::new(), totals: vec![0; feasible.len()] };
        for &(plugin, weight) in &profile.scores {
            let mut out = Vec::with_capacity(feasible.len());
            if !self.score_one(plugin, template, feasible, &worth, &mut out) {
                continue;
            }
            for (total, score) in scores.totals.iter_mut().zip(&mut out) {
                *score *= weight;
                *total += *score;
            }
            scores.plugins.push((plugin.name(), out));
        }
        if profile.scores.is_empty() {
            scores.totals.fill(1);
        }
        let best = heap::first(&scores.totals).expect("there are at least two nodes to choose from");
        (feasible[best] as usize, scores)
    }

    /// One plugin's scores, normalised; `false` where it has nothing to say.
    fn score_one(
        &self,
        plugin: Plugin,
        template: TemplateId,
        feasible: &[u32],
        worth: &[FillScores],
        out: &mut Vec<i64>,
    ) -> bool {
        let t = self.templates.get(template);
        let settings = &self.profiles[t.profile].settings;
        let (nodes, index) = (&self.build.nodes, &self.build.index);
        match plugin {
            Plugin::TaintToleration => {
                taint_toleration::score(self.templates.tolerations(template), nodes, feasible, out);
                true
            }
            Plugin::NodeAffinity => node_affinity::score(&t.node_affinity, feasible, out),
            Plugin::NodeResourcesFit => {
                out.extend(worth.iter().map(|w| i64::from(w.fit)));
                true
            }
            Plugin::PodTopologySpread => pod_topology_spread::score(&t.spread, index, nodes, feasible, out),
            Plugin::InterPodAffinity => {
                let links = index.links(t.burden.group);
                let weights = inter_pod_affinity::weights(&t.affinity, links, settings, index);
                inter_pod_affinity::score(&weights, index, nodes, feasible, out)
            }
            // Says nothing about pods that ask for nothing.
            Plugin::NodeResourcesBalancedAllocation => {
                out.extend(worth.iter().map(|w| i64::from(w.balanced)));
                !node_resources_fit::asks_nothing(&t.balanced)
            }
            Plugin::ImageLocality => {
                image_locality::score(&t.images, feasible, out);
                true
            }
            // Ranks alternatives of a claim; without claims every node is alike.
            Plugin::DynamicResources => {
                out.resize(feasible.len(), 0);
                true
            }
            _ => false,
        }
    }
}
