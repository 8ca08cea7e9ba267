//! Shared ways from raw scores to 0..=100 (upstream `plugins/helper`).

use super::MAX_NODE_SCORE;
use crate::scheduler::types::ShapePoint;

/// Scales so that the highest is 100; reversed, 0 is (upstream `DefaultNormalizeScore`).
pub(in crate::scheduler) fn by_max(scores: &mut [i64], reverse: bool) {
    let max = scores.iter().copied().max().unwrap_or(0);
    if max <= 0 {
        if reverse {
            scores.fill(MAX_NODE_SCORE);
        }
        return;
    }
    for score in scores {
        let scaled = MAX_NODE_SCORE * *score / max;
        *score = if reverse { MAX_NODE_SCORE - scaled } else { scaled };
    }
}

/// The value of a curve given by points (upstream `BuildBrokenLinearFunction`).
pub(in crate::scheduler) fn broken_linear(shape: &[ShapePoint], at: i64) -> i64 {
    for (i, point) in shape.iter().enumerate() {
        if at <= point.utilization {
            let Some(before) = i.checked_sub(1).map(|i| shape[i]) else { return point.score };
            let width = point.utilization - before.utilization;
            return before.score + (point.score - before.score) * (at - before.utilization) / width.max(1);
        }
    }
    shape.last().map_or(0, |p| p.score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales() {
        let table: &[(&[i64], bool, &[i64])] = &[
            (&[0, 0], false, &[0, 0]),
            (&[0, 0], true, &[100, 100]),
            (&[1, 3], false, &[33, 100]),
            (&[1, 3], true, &[67, 0]),
        ];
        for (scores, reverse, expected) in table {
            let mut got = scores.to_vec();
            by_max(&mut got, *reverse);
            assert_eq!(got, *expected);
        }
    }

    #[test]
    fn curve() {
        let shape = [(0, 100), (50, 60), (100, 0)].map(|(utilization, score)| ShapePoint { utilization, score });
        for (at, expected) in [(0, 100), (25, 80), (50, 60), (75, 30), (100, 0), (200, 0)] {
            assert_eq!(broken_linear(&shape, at), expected, "{at}");
        }
    }

    #[test]
    fn curves_are_broken_at_their_points() {
        let point = |(utilization, score): (i64, i64)| ShapePoint { utilization, score };
        // A step: of two points at one place the first counts there.
        let shape: Vec<ShapePoint> = [(0, 0), (50, 10), (50, 90), (100, 100)].map(point).into();
        for (at, score) in [(-1, 0), (0, 0), (25, 5), (50, 10), (51, 90), (75, 95), (100, 100), (101, 100)] {
            assert_eq!(broken_linear(&shape, at), score, "{at}");
        }
        assert_eq!(broken_linear(&[], 5), 0);
    }
}
