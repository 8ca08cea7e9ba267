//! What was not checked: counted by what it is, and listed for those who ask.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Places;
use super::rows::{Range, range};
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

/// How many there are of each, in words.
pub(super) fn tallies(outcome: &Outcome) -> Vec<String> {
    let mut numbers: BTreeMap<_, (&Why, usize)> = BTreeMap::new();
    for one in &outcome.unchecked {
        numbers.entry(one.why.rank()).or_insert((&one.why, 0)).1 += 1;
    }
    // Files that were passed over are counted only: nobody has read them.
    if outcome.counts.ignored > 0 {
        numbers.insert(Why::Ignored.rank(), (&Why::Ignored, outcome.counts.ignored));
    }
    numbers.into_values().map(|(why, number)| why.tally(number)).collect()
}

/// One line for each: where it is, and why it was not checked.
pub(super) fn lines(unchecked: &[Unchecked], places: &Places<'_>) -> String {
    let mut text = String::new();
    for one in unchecked {
        let (start, _) = places.range(one.file, one.span);
        let _ = writeln!(text, "not checked: {}:{}: {}", places.path(one.file), start.line, one.why.told());
    }
    text
}
