//! The cheapest nodes of given shapes that take everything: searched for by running the scheduler on them.
//!
//! Whatever is found was placed by the scheduler itself, daemons, spreading and all. First it is found out what can be
//! placed at all: pods that no shape takes, and those that wait on many nodes as on few, are not waited for. Then
//! [`search`] looks for the cheapest nodes that do as much, where all have prices, or else for the fewest.

mod bounds;
mod search;
mod shape;
mod shapes;
#[cfg(test)]
mod tests;
mod told;
mod trial;

pub use shape::{Shape, parse_shape};

use super::Packing;
use crate::inventory::{Found, Made};
use crate::model::count;
use crate::placement::Question;
use crate::placement::case::{Case, read};
use crate::scheduler::types::{Config, Decision};
use bounds::Ground;
use search::{Goal, best};
use shape::Like;
use trial::Trial;

/// Nodes that are tried at most, of all shapes together.
const MOST: usize = 5_000;

/// So often all pods together may look at a node; on more nodes not all pods are made.
const LOOKS: usize = 300_000_000;

/// What to buy.
///
/// # Errors
/// A shape is like nothing that is there; there is no shape, or nothing to place.
pub(super) fn pack<'a>(
    question: Question<'a, 'a>,
    config: &Config,
    (objects, made): (&'a [Found<'a>], &'a Made<'a>),
    wanted: &[Shape],
) -> Result<Packing, String> {
    let Some(first) = objects.first() else { return Err("there is nothing to place".to_owned()) };
    let inventory = read(objects, (&question.placing.what_if, made), question.setting(), None, config)?;
    let shapes = shapes::shapes(&inventory, wanted)?;
    let mut trial = Trial::new(inventory, (question.setting(), config), first.origin(), shapes);
    let (case, decisions) = trial.begin();
    let ground = Ground::of(&trial, config, &case, &decisions);
    let mut packing = found(&mut trial, &ground, (&case, &decisions));
    packing.notes = notes(&trial, &ground, &case, packing.notes);
    packing.proven &= case.cut.is_empty();
    packing.cut = !case.cut.is_empty();
    Ok(packing)
}

/// What was found, given what comes of one node of each shape.
fn found(trial: &mut Trial<'_, '_>, ground: &Ground, (case, decisions): (&Case<'_>, &[Decision])) -> Packing {
    if trial.wanted == ground.never.len() {
        let none = match trial.daemon_sets() {
            0 => "no pods are to be placed",
            _ => "no pods are to be placed but those of DaemonSets",
        };
        let notes = if trial.wanted == 0 { vec![none.to_owned()] } else { Vec::new() };
        return Packing { notes, ..told::packing(ground, (case, decisions), false) };
    }
    let shapes = trial.shapes.len();
    let fewest = ground.fewest(false, 0, shapes);
    let most = MOST.min(LOOKS / case.pods.len().max(1)).max(shapes);
    if fewest > most {
        let note = format!("it takes {} at least, and the search ends at {most}", count(fewest, "node"));
        let (at_least, ended) = (fewest, Some(most));
        return Packing { at_least, ended, notes: vec![note], ..told::packing(ground, (case, decisions), false) };
    }
    let each = explore(trial, ground.never.len(), fewest, most);
    let mut goal = Goal::of(trial);
    let bought = loop {
        let bought = bought(trial, ground, goal, most);
        let better = Goal::of(trial);
        if better == goal {
            break bought;
        }
        goal = better;
    };
    // Nobody knows what more nodes than were tried would take.
    let ended = (goal.waiting > ground.never.len() && each < wished(trial)).then_some(most);
    Packing { ended, ..bought.unwrap_or_else(|| told::packing(ground, (case, decisions), true)) }
}

/// The cheapest that reaches the goal.
fn bought(trial: &mut Trial<'_, '_>, ground: &Ground, goal: Goal, most: usize) -> Option<Packing> {
    if goal.waiting == trial.wanted {
        return None;
    }
    let left = goal.waiting.saturating_sub(ground.never.len());
    let prices: Option<Vec<u128>> = trial.shapes.iter().map(|(shape, _)| Some(units(shape.price?))).collect();
    let priced = prices.is_some();
    let needs = ground.needs(goal.daemons.is_ok(), left, prices.unwrap_or_else(|| vec![0; trial.shapes.len()]));
    let best = best(trial, &needs, goal, most)?;
    let (case, decisions) = trial.run(&best.counts);
    let number: usize = best.counts.iter().sum();
    // Who waits although some shape takes it might find a place on what was not tried.
    let proven = best.proven && left == 0;
    let fewest = if priced { 0 } else { best.least.1 };
    let at_least = fewest.max(ground.fewest(goal.daemons.is_ok(), left, trial.shapes.len())).min(number);
    let each = trial.shapes.iter().zip(&best.counts);
    let price: Option<f64> = each.map(|((shape, _), number)| Some(shape.price? * *number as f64)).sum();
    Some(Packing {
        price: price.map(|price| (price, if proven { price } else { best.least.0 as f64 / 1e9 })),
        shapes: trial.shapes.iter().map(|(shape, _)| shape.clone()).zip(best.counts).collect(),
        at_least,
        proven,
        nodes: told::on_nodes(&case, &decisions),
        ..told::packing(ground, (&case, &decisions), true)
    })
}

/// A price in billionths.
fn units(price: f64) -> u128 {
    (price * 1e9).round() as u128
}

/// Nodes of a shape beyond which none more should help: one for each pod, and one for each DaemonSet whose pods keep apart.
fn wished(trial: &Trial<'_, '_>) -> usize {
    trial.wanted + trial.daemon_sets()
}

/// Tries ever more nodes of all shapes, then of each alone, to find out what can be placed; how many of each at most.
fn explore(trial: &mut Trial<'_, '_>, never: usize, fewest: usize, most: usize) -> usize {
    let shapes = trial.shapes.len();
    let each = wished(trial).min(most / shapes).max(1);
    let mut number = fewest.div_ceil(shapes).max(2).min(each);
    loop {
        let outcome = trial.outcome(&vec![number; shapes]);
        if outcome.waiting == never && outcome.crowded == 0 {
            return each;
        }
        if number == each {
            break;
        }
        number = (number * 2).min(each);
    }
    for shape in (0..shapes).filter(|_| shapes > 1) {
        let mut counts = vec![0; shapes];
        counts[shape] = each;
        trial.outcome(&counts);
    }
    each
}

/// What is to be said beside it.
fn notes(trial: &Trial<'_, '_>, ground: &Ground, case: &Case<'_>, own: Vec<String>) -> Vec<String> {
    let mut notes = trial.left_out.clone();
    notes.extend(shapes::without_price(&trial.shapes));
    let cut = |cut: &crate::workload::Cut<'_>| {
        format!("only {} of {} pods of {} `{}` are simulated", cut.made, cut.wanted, cut.kind, cut.key)
    };
    notes.extend(case.cut.iter().map(cut));
    let bare = trial.shapes.iter().map(|(shape, _)| shape).find(|shape| matches!(shape.like, Like::Has(_)));
    if let Some(shape) = bare.filter(|_| ground.lacks_labels) {
        let name = &shape.name;
        notes.push(format!("{name} has no labels, nor a zone: like:NODE has those of a node or pool that is declared"));
    }
    notes.extend(own);
    notes
}
