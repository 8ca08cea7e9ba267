//! Why pods wait, for the page: each explanation once, however many pods share it, and nodes by their numbers.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::super::Places;
use super::changes::{Change, changes};
use crate::explain::{At, Explanation, Group, Offer};
use crate::placement::Placement;

/// Explanations, each once.
pub(super) struct Whys<'p, 'f> {
    placement: &'p Placement,
    places: &'p Places<'f>,
    nodes: HashMap<&'p str, usize>,
    known: HashMap<*const Explanation, usize>,
    pub(super) rows: Vec<Row<'p>>,
}

/// An explanation.
#[derive(Serialize)]
pub(super) struct Row<'p> {
    summary: &'p str,
    groups: Vec<GroupRow<'p>>,
    offers: Vec<OfferRow<'p>>,
}

#[derive(Serialize)]
struct GroupRow<'p> {
    /// First and last of those that stand one behind the other in the list of nodes.
    nodes: Vec<(usize, usize)>,
    reasons: Vec<ReasonRow<'p>>,
}

#[derive(Serialize)]
struct ReasonRow<'p> {
    plugin: &'static str,
    /// The scheduler's words.
    reason: &'p str,
    text: String,
    at: Vec<PlaceRow<'p>>,
}

#[derive(Serialize)]
struct PlaceRow<'p> {
    path: &'p str,
    line: u32,
    column: u32,
    message: &'p str,
}

#[derive(Serialize)]
struct OfferRow<'p> {
    title: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'p str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    price: &'p str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    displaces: &'p [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
}

impl<'p, 'f: 'p> Whys<'p, 'f> {
    /// None yet.
    pub(super) fn new(placement: &'p Placement, places: &'p Places<'f>) -> Self {
        let nodes = placement.nodes.iter().map(|node| node.name.as_str()).zip(0..).collect();
        Whys { placement, places, nodes, known: HashMap::new(), rows: Vec::new() }
    }

    /// The number of what explains a decision, where something does.
    pub(super) fn of(&mut self, decision: usize) -> Option<usize> {
        let explanation: &'p Arc<Explanation> = self.placement.explanations.get(decision)?.as_ref()?;
        if let Some(known) = self.known.get(&Arc::as_ptr(explanation)) {
            return Some(*known);
        }
        let groups = explanation.groups.iter().map(|group| self.group(group)).collect();
        let offers = explanation.offers.iter().map(|offer| self.offer(offer)).collect();
        self.rows.push(Row { summary: &explanation.summary, groups, offers });
        self.known.insert(Arc::as_ptr(explanation), self.rows.len() - 1);
        Some(self.rows.len() - 1)
    }

    fn group(&self, group: &'p Group) -> GroupRow<'p> {
        let mut numbers: Vec<usize> =
            group.nodes.iter().filter_map(|name| self.nodes.get(name.as_str()).copied()).collect();
        numbers.sort_unstable();
        let reason = |why: &'p crate::explain::Why| ReasonRow {
            plugin: why.plugin,
            reason: &why.reason,
            text: why.text(),
            at: why.at.iter().map(|at| self.place(at)).collect(),
        };
        GroupRow { nodes: ranges(&numbers), reasons: group.reasons.iter().map(reason).collect() }
    }

    fn place(&self, at: &'p At) -> PlaceRow<'p> {
        let (start, _) = self.places.range(at.file, at.span);
        PlaceRow { path: self.places.path(at.file), line: start.line, column: start.column, message: &at.message }
    }

    fn offer(&self, offer: &'p Offer) -> OfferRow<'p> {
        OfferRow {
            title: &offer.title,
            command: offer.command.as_deref(),
            price: &offer.price,
            displaces: &offer.displaces,
            changes: changes(&offer.edits, self.places),
        }
    }
}

/// Sorted numbers as the first and the last of each run.
fn ranges(numbers: &[usize]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_numbers_are_two() {
        assert_eq!(ranges(&[]), []);
        assert_eq!(ranges(&[0, 1, 2, 4, 6, 7]), [(0, 2), (4, 4), (6, 7)]);
    }
}
