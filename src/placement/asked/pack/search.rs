//! The cheapest numbers of nodes that do what is possible: every cheaper one is ruled out by a bound, or tried.
//!
//! Numbers are looked at by what they cost with what must be bought at least beside them, so that the first that does is the
//! cheapest. Where that would take too long, shapes are filled one after the other, and nothing is proven.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bounds::{Cost, Needs};
use super::trial::{Outcome, Trial};

/// Looks at a node that the proof may take, and that what stands in for it may.
const LOOKS: (usize, usize) = (15_000_000, 40_000_000);

/// Numbers that are looked at, and those of them that are tried.
const STEPS: (usize, usize) = (60_000, 1_500);

/// Shapes that are tried in every order; of more only two orders are.
const EVERY_ORDER: usize = 3;

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Goal {
    /// So many pods wait at most, those of DaemonSets aside.
    pub(super) waiting: usize,
    /// No pod of a DaemonSet waits; or no more than would if they were alone, and so many.
    pub(super) daemons: Result<(), usize>,
}

impl Goal {
    /// The best that any of the numbers came to that were tried.
    pub(super) fn of(trial: &Trial<'_, '_>) -> Self {
        let waiting = trial.known.values().map(|outcome| outcome.waiting).min().unwrap_or(trial.wanted);
        let best = || trial.known.iter().filter(|(_, o)| o.waiting == waiting);
        // Nobody waits on no node: there must be some.
        let whole = best().any(|(counts, o)| o.daemons == 0 && counts.iter().any(|number| *number > 0));
        let crowded = || best().map(|(_, outcome)| outcome.crowded).min().unwrap_or_default();
        Goal { waiting, daemons: if whole { Ok(()) } else { Err(crowded()) } }
    }

    fn left(&self, outcome: Outcome) -> (usize, usize) {
        let daemons = if self.daemons.is_ok() { outcome.daemons } else { outcome.crowded };
        (outcome.waiting, daemons)
    }

    /// Whether that reaches it.
    pub(super) fn met(&self, outcome: Outcome) -> bool {
        let (waiting, daemons) = self.left(outcome);
        waiting <= self.waiting && daemons <= self.daemons.err().unwrap_or_default()
    }
}

/// What was found.
pub(super) struct Best {
    /// Nodes of each shape.
    pub(super) counts: Vec<usize>,
    /// Nothing cheaper can do.
    pub(super) least: Cost,
    /// Whether that is what these cost.
    pub(super) proven: bool,
}

/// The cheapest that reaches the goal, of at most `most` nodes in all.
pub(super) fn best(trial: &mut Trial<'_, '_>, needs: &Needs, goal: Goal, most: usize) -> Option<Best> {
    let least = prove(trial, needs, goal, most);
    if !is_reached(trial, needs, goal, least) {
        instead(trial, needs, goal, most);
    }
    let counts = cheapest(trial, needs, goal)?;
    let proven = needs.cost(&counts) <= least;
    Some(Best { counts, least, proven })
}

/// The cheapest of those that were tried; of several with the same price and number the first with more of the first shape.
fn cheapest(trial: &Trial<'_, '_>, needs: &Needs, goal: Goal) -> Option<Vec<usize>> {
    let met = trial.known.iter().filter(|(_, outcome)| goal.met(**outcome)).map(|(counts, _)| counts);
    met.min_by_key(|counts| (needs.cost(counts), Reverse((*counts).clone()))).cloned()
}

fn is_reached(trial: &Trial<'_, '_>, needs: &Needs, goal: Goal, least: Cost) -> bool {
    cheapest(trial, needs, goal).is_some_and(|counts| needs.cost(&counts) <= least)
}

/// Tries numbers from the cheapest on until one does, or it takes too long; nothing cheaper than what is returned can do.
fn prove(trial: &mut Trial<'_, '_>, needs: &Needs, goal: Goal, most: usize) -> Cost {
    let shapes = trial.shapes.len();
    let none = vec![0; shapes];
    let Some(first) = needs.least(&none, 0) else { return (0, 0) };
    let (begun, mut tried) = (trial.spent, 0);
    // What was not looked at as it is too many nodes.
    let mut cut: Option<Cost> = None;
    let mut queue = BinaryHeap::from([Reverse((first, Reverse(none), 0))]);
    let mut least = first;
    for _ in 0..STEPS.0 {
        let Some(Reverse((bound, Reverse(counts), last))) = queue.pop() else { break };
        least = bound;
        let here = needs.cost(&counts);
        if bound == here && here.1 > 0 {
            if !trial.known.contains_key(&counts) {
                tried += 1;
                if tried > STEPS.1 || trial.spent - begun > LOOKS.0 {
                    break;
                }
            }
            if goal.met(trial.outcome(&counts)) {
                break;
            }
        }
        for shape in last..shapes {
            let mut next = counts.clone();
            next[shape] += 1;
            let Some(beside) = needs.least(&next, shape) else { continue };
            let own = needs.cost(&next);
            let bound = (own.0.saturating_add(beside.0), own.1.saturating_add(beside.1));
            if bound.1 > most {
                cut = Some(cut.map_or(bound, |cut| cut.min(bound)));
            } else {
                queue.push(Reverse((bound, Reverse(next), shape)));
            }
        }
    }
    cut.map_or(least, |cut| cut.min(least))
}

/// Fills shape after shape with as few as do what many would, in several orders, and makes what does cheaper where it can.
fn instead(trial: &mut Trial<'_, '_>, needs: &Needs, goal: Goal, most: usize) {
    let begun = trial.spent;
    for order in orders(trial.shapes.len()) {
        fill(trial, goal, &order, most);
        if trial.spent - begun > LOOKS.1 / 2 {
            break;
        }
    }
    while trial.spent - begun < LOOKS.1 {
        let Some(counts) = cheapest(trial, needs, goal) else { return };
        if !cheaper(trial, needs, goal, &counts) {
            return;
        }
    }
}

/// Whether one node less does, or one of another shape in the place of one.
fn cheaper(trial: &mut Trial<'_, '_>, needs: &Needs, goal: Goal, counts: &[usize]) -> bool {
    let cost = needs.cost(counts);
    for from in (0..counts.len()).filter(|shape| counts[*shape] > 0) {
        let mut less = counts.to_vec();
        less[from] -= 1;
        for to in [None].into_iter().chain((0..counts.len()).map(Some)) {
            let mut other = less.clone();
            to.into_iter().for_each(|to| other[to] += 1);
            let may = needs.cost(&other) < cost && needs.least(&other, 0) == Some((0, 0));
            if may && other.iter().any(|number| *number > 0) && goal.met(trial.outcome(&other)) {
                return true;
            }
        }
    }
    false
}

/// As few nodes of each shape, in order, as leave no more over than many would.
fn fill(trial: &mut Trial<'_, '_>, goal: Goal, order: &[usize], most: usize) {
    let mut counts = vec![0; order.len()];
    let mut left = None;
    for &shape in order {
        let still = |trial: &mut Trial<'_, '_>, number: usize| {
            let mut counts = counts.clone();
            counts[shape] = number;
            if counts.iter().all(|number| *number == 0) { (usize::MAX, 0) } else { goal.left(trial.outcome(&counts)) }
        };
        // So many as one more does not help any longer, or as there may be.
        let room = most.saturating_sub(counts.iter().sum());
        let mut many = 1.min(room);
        let mut best = still(trial, many);
        while many < room && best > (goal.waiting, goal.daemons.err().unwrap_or_default()) {
            let more = still(trial, (many * 2).min(room));
            if more >= best && many > 8 {
                break;
            }
            (many, best) = ((many * 2).min(room), more.min(best));
        }
        if left.is_some_and(|left| best >= left) {
            continue;
        }
        let (mut few, mut enough) = (0, many);
        while enough - few > 1 {
            let middle = few.midpoint(enough);
            if still(trial, middle) <= best { enough = middle } else { few = middle }
        }
        counts[shape] = enough;
        left = Some(best);
        if goal.met(trial.outcome(&counts)) {
            return;
        }
    }
}

/// The orders in which shapes are tried.
fn orders(shapes: usize) -> Vec<Vec<usize>> {
    if shapes > EVERY_ORDER {
        return vec![(0..shapes).collect(), (0..shapes).rev().collect()];
    }
    let mut all = vec![Vec::new()];
    for _ in 0..shapes {
        let longer = |order: &Vec<usize>| {
            let left = (0..shapes).filter(|shape| !order.contains(shape));
            left.map(|shape| order.iter().copied().chain([shape]).collect()).collect::<Vec<Vec<usize>>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}
