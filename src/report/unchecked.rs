//! What was not checked: counted by what it is, and listed for those who ask.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Places;
use super::rows::{Range, range};
use crate::discover::{PassReason, PassedOver};
use crate::pipeline::{Outcome, Unchecked, Why};

/// Something that was not checked as every JSON report spells it.
#[derive(Serialize)]
pub(super) struct UncheckedRow<'a> {
    path: &'a str,
    document: u32,
    range: Range,
    what: &'static str,
    name: Option<&'a str>,
    message: String,
}

/// Its row.
pub(super) fn row<'a>(places: &Places<'a>, one: &'a Unchecked) -> UncheckedRow<'a> {
    UncheckedRow {
        path: places.path(one.file),
        document: one.document,
        range: range(places, one.file, one.span),
        what: one.why.id(),
        name: one.why.name(),
        message: one.why.told().into_owned(),
    }
}

/// What was not taken at all as every JSON report spells it.
#[derive(Serialize)]
pub(super) struct PassedOverRow<'a> {
    path: &'a str,
    what: &'static str,
    message: &'static str,
}

/// Its row.
pub(super) fn passed_over_row(left: &PassedOver) -> PassedOverRow<'_> {
    PassedOverRow { path: &left.path, what: left.why.id(), message: left.why.told() }
}

/// How many there are of each, in words.
pub(super) fn tallies(outcome: &Outcome) -> Vec<String> {
    let mut numbers: BTreeMap<_, (&Why, usize)> = BTreeMap::new();
    for one in &outcome.unchecked {
        numbers.entry(one.why.rank()).or_insert((&one.why, 0)).1 += 1;
    }
    let passed_over = PassReason::ALL.into_iter().filter_map(|why| {
        let number = outcome.passed_over.iter().filter(|left| left.why == why).count();
        (number > 0).then(|| why.tally(number))
    });
    numbers.into_values().map(|(why, number)| why.tally(number)).chain(passed_over).collect()
}

/// One line for each: where it is, and why it was not checked.
pub(super) fn lines(outcome: &Outcome, places: &Places<'_>) -> String {
    let mut text = String::new();
    for one in &outcome.unchecked {
        let (start, _) = places.range(one.file, one.span);
        let _ = writeln!(text, "not checked: {}:{}: {}", places.path(one.file), start.line, one.why.told());
    }
    for left in &outcome.passed_over {
        let _ = writeln!(text, "not checked: {}: {}", left.path, left.why.told());
    }
    text
}
