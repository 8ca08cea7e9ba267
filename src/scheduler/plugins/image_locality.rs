//! Nodes that have the images already (upstream `plugins/imagelocality`).

use super::MAX_NODE_SCORE;
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::snapshot::nodes::Nodes;
use crate::scheduler::types::Pod;

const MB: i64 = 1024 * 1024;
const MIN_THRESHOLD: i64 = 23 * MB;
const MAX_CONTAINER_THRESHOLD: i64 = 1000 * MB;

/// The images of a pod that some node has.
pub(in crate::scheduler) struct Wants {
    /// Where each is, and what it adds.
    images: Vec<(NodeSet, i64)>,
    containers: i64,
}

impl Wants {
    /// Reads the pod's images.
    pub(in crate::scheduler) fn new(pod: &Pod, nodes: &Nodes<'_>) -> Self {
        let containers = || pod.init_containers.iter().chain(&pod.containers);
        let images = containers().map(|c| c.image.as_str()).chain(pod.image_volumes.iter().map(String::as_str));
        Wants {
            images: images.filter_map(|name| nodes.image(name)).map(|(set, score)| (set.clone(), score)).collect(),
            containers: i64::try_from(containers().count()).unwrap_or(i64::MAX),
        }
    }
}

/// More bytes already there are better, unless few nodes have them.
pub(in crate::scheduler) fn score(wants: &Wants, feasible: &[u32], out: &mut Vec<i64>) {
    if wants.images.is_empty() {
        out.resize(feasible.len(), 0);
        return;
    }
    out.extend(feasible.iter().map(|&at| {
        let sum = wants.images.iter().filter(|(set, _)| set.has(at as usize)).map(|(_, score)| score).sum();
        priority(sum, wants.containers)
    }));
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
