//! The constraints that score nodes.

use super::Soft;
use crate::scheduler::framework::{Attempt, Feasible};
use crate::scheduler::plugins::MAX_NODE_SCORE;
use crate::scheduler::snapshot::nodes::{NO_DOMAIN, Nodes};

/// Marks a node that lacks one of the labels.
const IGNORED: i64 = -1;

/// Emptier domains are better; says nothing where there is no constraint.
pub(super) fn score(attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    let (wants, nodes, index, feasible) = (&attempt.template.spread, attempt.nodes(), attempt.index(), feasible.nodes);
    if wants.soft.is_empty() {
        return None;
    }
    let domain = |c: &Soft, at: u32| nodes.topology(c.topology).domain[at as usize];
    let ignored = |at: u32| wants.soft_needs_all && wants.soft.iter().any(|c| domain(c, at) == NO_DOMAIN);
    let considered: Vec<bool> = feasible.iter().map(|&at| !ignored(at)).collect();
    let weights: Vec<f64> = wants.soft.iter().map(|c| weight(c, nodes, feasible, &considered)).collect();
    let one = |(&at, considered): (&u32, &bool)| {
        if !considered {
            return IGNORED;
        }
        let mut sum = 0.0;
        for (c, weight) in wants.soft.iter().zip(&weights) {
            if domain(c, at) != NO_DOMAIN {
                let count = index.get(c.counter).at(nodes, at as usize);
                sum += count as f64 * weight + (c.max_skew - 1) as f64;
            }
        }
        round(sum)
    };
    let mut scores: Vec<i64> = feasible.iter().zip(&considered).map(one).collect();
    normalize(&mut scores);
    Some(scores)
}

#[expect(clippy::cast_possible_truncation, reason = "a count of pods times a small factor")]
fn round(sum: f64) -> i64 {
    sum.round() as i64
}

/// More domains, more weight for each pod in one (upstream `topologyNormalizingWeight`). Nodes without the label make
/// a domain of their own where they are considered at all.
fn weight(c: &Soft, nodes: &Nodes<'_>, feasible: &[u32], considered: &[bool]) -> f64 {
    let considered = feasible.iter().zip(considered).filter(|(_, c)| **c).map(|(&at, _)| at);
    let size = if c.hostname {
        considered.count()
    } else {
        let topology = nodes.topology(c.topology);
        let mut seen = vec![false; topology.members.len() + 1];
        let mut size = 0;
        for at in considered {
            let domain = (topology.domain[at as usize] as usize).min(topology.members.len());
            if !std::mem::replace(&mut seen[domain], true) {
                size += 1;
            }
        }
        size
    };
    ((size + 2) as f64).ln()
}

/// Upstream `NormalizeScore`: 100 for the least, less the more there are.
fn normalize(scores: &mut [i64]) {
    let considered = || scores.iter().filter(|&&s| s != IGNORED);
    let min = considered().copied().min().unwrap_or(i64::MAX);
    let max = considered().copied().max().unwrap_or(0).max(0);
    for score in scores {
        *score = match *score {
            IGNORED => 0,
            _ if max == 0 => MAX_NODE_SCORE,
            s => MAX_NODE_SCORE * (max + min - s) / max,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizes() {
        let table: &[(&[i64], &[i64])] =
            &[(&[0, 0], &[100, 100]), (&[2, 4], &[100, 50]), (&[IGNORED, 3], &[0, 100]), (&[IGNORED], &[0])];
        for (scores, expected) in table {
            let mut got = scores.to_vec();
            normalize(&mut got);
            assert_eq!(got, *expected, "{scores:?}");
        }
    }
}
