//! Nodes that have the images already (upstream `plugins/imagelocality`).

use super::MAX_NODE_SCORE;
use crate::scheduler::framework::{Attempt, Feasible, Plugin};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::release::Release;
use crate::scheduler::snapshot::nodes::Nodes;
use crate::scheduler::types::Pod;

/// Upstream's name.
pub(in crate::scheduler) const NAME: &str = "ImageLocality";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin { weight: 1, score: Some(score), ..Plugin::named(NAME) };

const MB: i64 = 1024 * 1024;
const MIN_THRESHOLD: i64 = 23 * MB;
const MAX_CONTAINER_THRESHOLD: i64 = 1000 * MB;

/// The images of a pod that some node has.
#[derive(Debug, PartialEq)]
pub(in crate::scheduler) struct Wants {
    /// Where each is, and what it adds.
    images: Vec<(NodeSet, i64)>,
    /// How many raise the most that all images together may add.
    sources: i64,
}

impl Wants {
    /// Reads the pod's images; those of init containers as of 1.30, those of volumes as of 1.36.
    pub(in crate::scheduler) fn new(pod: &Pod, nodes: &Nodes<'_>, release: Release) -> Self {
        let init = if release.counts_init_images() { pod.init_containers.as_slice() } else { &[] };
        let containers = || init.iter().chain(&pod.containers);
        let volumes = if release.counts_image_volumes() { pod.image_volumes.as_slice() } else { &[] };
        let images = containers().map(|c| c.image.as_str()).chain(volumes.iter().map(String::as_str));
        let raising = if release.raises_threshold_for_volumes() { volumes.len() } else { 0 };
        Wants {
            images: images.filter_map(|name| nodes.images.get(name)).map(|(set, score)| (set.clone(), score)).collect(),
            sources: i64::try_from(containers().count() + raising).unwrap_or(i64::MAX),
        }
    }
}

/// More bytes already there are better, unless few nodes have them.
fn score(attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    let wants = &attempt.template.images;
    if wants.images.is_empty() {
        return Some(vec![0; feasible.nodes.len()]);
    }
    let one = |at: usize| {
        let sum = wants.images.iter().filter(|(set, _)| set.has(at)).map(|(_, score)| score).sum();
        priority(sum, wants.sources)
    };
    Some(feasible.nodes.iter().map(|&at| one(at as usize)).collect())
}

/// Upstream `calculatePriority`.
fn priority(sum: i64, containers: i64) -> i64 {
    let max = MAX_CONTAINER_THRESHOLD.saturating_mul(containers.max(1));
    let sum = sum.clamp(MIN_THRESHOLD, max);
    MAX_NODE_SCORE.saturating_mul(sum - MIN_THRESHOLD) / (max - MIN_THRESHOLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds() {
        for (sum, containers, expected) in [
            (0, 1, 0),
            (MIN_THRESHOLD, 1, 0),
            (1000 * MB, 1, 100),
            (9000 * MB, 1, 100),
            (500 * MB, 1, 48),
            (500 * MB, 2, 24),
        ] {
            assert_eq!(priority(sum, containers), expected, "{sum} {containers}");
        }
    }
}
