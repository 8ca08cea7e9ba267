//! Even use of a node's resources (upstream `plugins/noderesources/balanced_allocation.go`).

use super::MAX_NODE_SCORE;
use super::node_resources_fit::{Scored, asks_nothing, states};
use crate::scheduler::framework::{Attempt, Feasible, Plugin};
use crate::scheduler::release::Release;
use crate::scheduler::snapshot::usage::Usage;

/// Upstream's name.
pub(crate) const NAME: &str = "NodeResourcesBalancedAllocation";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin { weight: 1, score: Some(score), ..Plugin::named(NAME) };

/// How many resources are compared without a list on the heap; more are rare.
const FEW: usize = 4;

/// Says nothing about pods that ask for nothing, as of 1.33. Remembered for nodes that have not changed; see [`score_node`].
fn score(attempt: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    let scores = attempt.engine.release.balances_for_nothing() || !asks_nothing(&attempt.template.balanced);
    scores.then(|| feasible.fill.iter().map(|scores| i64::from(scores.balanced)).collect())
}

/// How much the pod improves a node's balance, or up to 1.35 what comes of it; `None` for pods that ask for nothing, as of 1.33.
pub(in crate::scheduler) fn score_node(
    resources: &[Scored],
    usage: &Usage<'_>,
    at: usize,
    release: Release,
) -> Option<i64> {
    if asks_nothing(resources) && !release.balances_for_nothing() {
        return None;
    }
    let (with, without) = if resources.len() <= FEW {
        let (mut with, mut without, mut n) = ([0.0; FEW], [0.0; FEW], 0);
        for (_, capacity, taken, requested) in states(resources, usage, at, true) {
            (with[n], without[n]) = (fraction(requested, capacity), fraction(taken, capacity));
            n += 1;
        }
        (balance(&with[..n]), balance(&without[..n]))
    } else {
        let both = states(resources, usage, at, true);
        let (with, without): (Vec<f64>, Vec<f64>) = both
            .map(|(_, capacity, taken, requested)| (fraction(requested, capacity), fraction(taken, capacity)))
            .unzip();
        (balance(&with), balance(&without))
    };
    if release.weighs_change_of_balance() {
        Some(MAX_NODE_SCORE / 2 + (MAX_NODE_SCORE / 2 + with - without) / 2)
    } else {
        Some(with)
    }
}

fn fraction(requested: i64, capacity: i64) -> f64 {
    (requested as f64 / capacity as f64).min(1.0)
}

/// 100 where all fractions are equal, less the more they differ (upstream `balancedResourceScore`).
#[expect(clippy::cast_possible_truncation, reason = "Go truncates here, too")]
fn balance(fractions: &[f64]) -> i64 {
    let deviation = match fractions {
        [] | [_] => 0.0,
        [a, b] => ((a - b) / 2.0).abs(),
        all => {
            let count = all.len() as f64;
            let mut total = 0.0;
            for fraction in all {
                total += fraction;
            }
            let mean = total / count;
            let mut sum = 0.0;
            for fraction in all {
                sum += (fraction - mean) * (fraction - mean);
            }
            (sum / count).sqrt()
        }
    };
    ((1.0 - deviation) * MAX_NODE_SCORE as f64) as i64
}

#[cfg(test)]
mod tests {
    use super::balance;

    #[test]
    fn balances() {
        for (fractions, expected) in
            [(&[][..], 100), (&[0.3], 100), (&[0.5, 0.5], 100), (&[1.0, 0.0], 50), (&[0.0, 0.5, 1.0], 59)]
        {
            assert_eq!(balance(fractions), expected, "{fractions:?}");
        }
    }
}
