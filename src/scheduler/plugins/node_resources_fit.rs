//! Room on the node (upstream `plugins/noderesources/fit.go`, `least_allocated.go`, `most_allocated.go`,
//! `requested_to_capacity_ratio.go`, `resource_allocation.go`).

use super::{MAX_NODE_SCORE, normalize};
use crate::scheduler::framework::{Attempt, Feasible, Filter, Plugin};
use crate::scheduler::snapshot::resource::{Missing, is_extended, is_scalar, pod_requests};
use crate::scheduler::snapshot::usage::{Demand, Fill, ScalarId, Usage};
use crate::scheduler::status::{Rejection, Shortage};
use crate::scheduler::types::{Pod, Profile, ResourceList, ScoringResource, ScoringStrategy, ShapePoint, StrategyKind};

/// Upstream's name.
pub(crate) const NAME: &str = "NodeResourcesFit";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { weight: 1, filter: Some(Filter::Each(refuse)), score: Some(score), ..Plugin::named(NAME) };

/// Refuses nodes with too little of something, naming all of it (upstream `fitsRequest`).
fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let (usage, demand, ignored) = (attempt.usage(), &attempt.template.burden.demand, &attempt.template.ignored);
    let fill = &usage.fill[at];
    if demand.scalars.is_empty() && fits(demand, fill) {
        return None;
    }
    let mut short = Shortage::default();
    if fill.pods + 1 > fill.max_pods {
        short.basic |= 1;
    }
    for i in 0..3 {
        let asked = demand.requests[i];
        if asked > 0 && asked > fill.allocatable[i].saturating_sub(fill.requested[i]) {
            short.basic |= 2 << i;
            short.unresolvable |= asked > fill.allocatable[i];
        }
    }
    for &(id, asked) in &demand.scalars {
        if asked == 0 || ignored.contains(&id) {
            continue;
        }
        let [capacity, taken] = usage.scalar(at, id);
        if asked > capacity.saturating_sub(taken) {
            short.scalars.push(id);
            short.unresolvable |= asked > capacity;
        }
    }
    short.is_some().then_some(Rejection::Short(short))
}

/// How many pods that take so much the node has room for.
pub(in crate::scheduler) fn copies(usage: &Usage<'_>, demand: &Demand<'_>, ignored: &[ScalarId], at: usize) -> i64 {
    if !demand.ports.is_empty() {
        return 1;
    }
    let fill = &usage.fill[at];
    let basic = (0..3).map(|i| (demand.requests[i], fill.allocatable[i].saturating_sub(fill.requested[i])));
    let scalars = demand.scalars.iter().filter(|(id, _)| !ignored.contains(id)).map(|&(id, asked)| {
        let [capacity, taken] = usage.scalar(at, id);
        (asked, capacity.saturating_sub(taken))
    });
    let each = basic.chain(scalars).filter(|(asked, _)| *asked > 0).map(|(asked, free)| free.max(0) / asked);
    each.fold(fill.max_pods.saturating_sub(fill.pods).max(0), i64::min)
}

/// Whether there is room for what every pod asks for: most nodes have it, and need no list of what falls short.
#[inline]
fn fits(demand: &Demand<'_>, fill: &Fill) -> bool {
    let room = |i: usize| {
        let asked = demand.requests[i];
        asked <= 0 || asked <= fill.allocatable[i].saturating_sub(fill.requested[i])
    };
    fill.pods < fill.max_pods && room(0) && room(1) && room(2)
}

/// Resources that the profile tells the filter not to look at.
pub(in crate::scheduler) fn ignored(profile: &Profile, usage: &Usage<'_>, demand: &Demand<'_>) -> Vec<ScalarId> {
    if profile.ignored_resources.is_empty() && profile.ignored_resource_groups.is_empty() {
        return Vec::new();
    }
    let skips = |id: ScalarId| {
        let name = usage.scalar_name(id);
        let group = name.split('/').next().unwrap_or(name);
        is_extended(name)
            && (profile.ignored_resources.iter().any(|r| r == name)
                || profile.ignored_resource_groups.iter().any(|g| g == group))
    };
    demand.scalars.iter().map(|&(id, _)| id).filter(|&id| skips(id)).collect()
}

/// One resource that a score looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scheduler) struct Scored {
    what: What,
    weight: i64,
    /// What the pod asks of it.
    asked: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Cpu,
    Memory,
    Ephemeral,
    Scalar(ScalarId),
    /// Counted nowhere.
    Nothing,
}

/// The resources of a score with what the pod asks of each (upstream `calculatePodResourceRequestList`).
pub(in crate::scheduler) fn scored(
    pod: &Pod,
    resources: &[ScoringResource],
    missing: Missing,
    usage: &Usage<'_>,
) -> Vec<Scored> {
    let list: ResourceList = pod_requests(pod, missing);
    let one = |r: &ScoringResource| {
        let amount = list.get(&r.name).copied().unwrap_or_default();
        let (what, asked) = match r.name.as_str() {
            "cpu" => (What::Cpu, amount.milli_value()),
            "memory" => (What::Memory, amount.value()),
            "ephemeral-storage" => (What::Ephemeral, amount.value()),
            name => {
                let scalar = usage.scalar_id(name).filter(|_| !(amount.is_zero() && is_scalar(name)));
                (scalar.map_or(What::Nothing, What::Scalar), amount.value())
            }
        };
        Scored { what, weight: r.weight, asked }
    };
    resources.iter().map(one).collect()
}

/// What the node has of a resource and what is taken, 0 and 0 where it has none (upstream
/// `calculateResourceAllocatableRequest`). `real` leaves out the defaults for containers that ask for nothing.
fn state(scored: &Scored, usage: &Usage<'_>, at: usize, real: bool) -> (i64, i64) {
    let fill = &usage.fill[at];
    let taken = if real { [fill.requested[0], fill.requested[1]] } else { fill.non_zero };
    let (capacity, taken) = match scored.what {
        What::Cpu => (fill.allocatable[0], taken[0]),
        What::Memory => (fill.allocatable[1], taken[1]),
        What::Ephemeral => (fill.allocatable[2], fill.requested[2]),
        What::Scalar(id) => {
            let [capacity, taken] = usage.scalar(at, id);
            (capacity, taken)
        }
        What::Nothing => (0, 0),
    };
    if capacity == 0 { (0, 0) } else { (capacity, taken) }
}

/// Capacity, taken, and taken with the pod, of each resource that the node has.
pub(super) fn states<'a>(
    resources: &'a [Scored],
    usage: &'a Usage<'_>,
    at: usize,
    real: bool,
) -> impl Iterator<Item = (&'a Scored, i64, i64, i64)> {
    resources.iter().filter_map(move |scored| {
        let (capacity, taken) = state(scored, usage, at, real);
        (capacity != 0).then(|| (scored, capacity, taken, taken.saturating_add(scored.asked)))
    })
}

/// Whether the pod asks for none of the resources (upstream `isBestEffortPod`).
pub(super) fn asks_nothing(resources: &[Scored]) -> bool {
    resources.iter().all(|r| r.asked == 0)
}

/// Remembered for nodes that have not changed; see [`score_node`].
fn score(_: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    Some(feasible.fill.iter().map(|scores| i64::from(scores.fit)).collect())
}

/// A node's score by the profile's strategy.
pub(in crate::scheduler) fn score_node(
    resources: &[Scored],
    strategy: &ScoringStrategy,
    usage: &Usage<'_>,
    at: usize,
) -> i64 {
    let (mut sum, mut weights) = (0_i64, 0_i64);
    for (scored, capacity, _, requested) in states(resources, usage, at, false) {
        let score = match strategy.kind {
            StrategyKind::LeastAllocated => least(requested, capacity),
            StrategyKind::MostAllocated => most(requested, capacity),
            StrategyKind::RequestedToCapacityRatio => ratio(&strategy.shape, requested, capacity),
        };
        if strategy.kind == StrategyKind::RequestedToCapacityRatio && score <= 0 {
            continue;
        }
        sum += score * scored.weight;
        weights += scored.weight;
    }
    if weights == 0 {
        return 0;
    }
    if strategy.kind == StrategyKind::RequestedToCapacityRatio {
        #[expect(clippy::cast_possible_truncation, reason = "a mean of scores up to 100")]
        return (sum as f64 / weights as f64).round() as i64;
    }
    sum / weights
}

fn least(requested: i64, capacity: i64) -> i64 {
    if requested > capacity { 0 } else { (capacity - requested).saturating_mul(MAX_NODE_SCORE) / capacity }
}

fn most(requested: i64, capacity: i64) -> i64 {
    requested.min(capacity).saturating_mul(MAX_NODE_SCORE) / capacity
}

fn ratio(shape: &[ShapePoint], requested: i64, capacity: i64) -> i64 {
    let utilization = if requested > capacity { 100 } else { requested.saturating_mul(100) / capacity };
    // Points are given from 0 to 10.
    let scaled: Vec<ShapePoint> = shape.iter().map(|p| ShapePoint { score: p.score * 10, ..*p }).collect();
    normalize::broken_linear(&scaled, utilization)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strategies() {
        // requested, capacity, least, most
        for (requested, capacity, l, m) in [(0, 4000, 100, 0), (3000, 10000, 70, 30), (10, 3, 0, 100), (1, 3, 66, 33)] {
            assert_eq!((least(requested, capacity), most(requested, capacity)), (l, m), "{requested} of {capacity}");
        }
        let shape = [(0, 0), (100, 10)].map(|(utilization, score)| ShapePoint { utilization, score });
        assert_eq!(ratio(&shape, 1, 4), 25);
        assert_eq!(ratio(&shape, 9, 4), 100);
    }
}
