//! A dash too many, one too few, or one without its space.

use std::ops::Range;

use super::lines::Line;
use super::{Mend, Site};
use crate::model::{Edit, Finding, Layer, Rule, Span};

/// `syntax/dash-space`
pub(crate) static DASH_SPACE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/dash-space",
    "No space after a list item's dash",
    "An item of a list begins with a dash and a space. Without the space, `-name` is a text that begins with a dash.",
    "list:\n  - name: a\n  -name: b\n",
    "list:\n  - name: a\n  - name: b\n",
);

/// `syntax/extra-dash`
pub(crate) static EXTRA_DASH: Rule = Rule::error(
    Layer::Syntax,
    "syntax/extra-dash",
    "A dash where no list item stands",
    "Each item of a list begins with `- `; the keys of a map have no dash.",
    "a:\n  b: 1\n  - c: 2\n  d: 3\n",
    "a:\n  b: 1\n  c: 2\n  d: 3\n",
);

/// `syntax/missing-dash`
pub(crate) static MISSING_DASH: Rule = Rule::error(
    Layer::Syntax,
    "syntax/missing-dash",
    "A list item without its dash",
    "Each item of a list begins with `- `. A line without one, beside lines that have it, belongs to nothing.",
    "list:\n  - name: a\n  name: b\n  - name: c\n",
    "list:\n  - name: a\n  - name: b\n  - name: c\n",
);

pub(super) const HELP: &str = "each item of a list begins with `- `; keys of a map have none";

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8).filter(|at| !site.in_text[*at]) {
        of_line(site, at, mends);
    }
}

/// The line with a dash less, or more.
pub(super) fn of_line(site: &Site<'_>, at: usize, mends: &mut Vec<Mend>) {
    let line = &site.lines[at];
    let (start, content) = (line.content_start(), line.content());
    if let Some(rest) = content.strip_prefix("- ").filter(|rest| rest.trim() != "-") {
        one_less(site, at, rest, mends);
    } else if is_doubled(line) {
        let edits = vec![(start..start + 1, String::new())];
        mends.push(mend(site, at, start..start + 2, edits, (&EXTRA_DASH, DOUBLED, "remove one dash", 0)));
    } else if content.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c| c != '-' && c != ' ')) {
        let words = |cost| (&DASH_SPACE, GLUED, "put a space after the dash", cost);
        let blank = vec![(start + 1..start + 1, " ".to_owned())];
        mends.push(mend(site, at, start..line.end(), blank, words(0)));
        let with_fields = with_its_fields(site, at);
        mends.extend(with_fields.map(|edits| mend(site, at, start..line.end(), edits, words(1))));
    } else if !line.is_item() {
        let words = |cost| (&MISSING_DASH, MISSING, "put `- ` before it", cost);
        if beside_list(site, at, line.indent) {
            // `--verbose` is no key.
            let cost = if content.starts_with("--") { 0 } else { 5 };
            mends.push(mend(site, at, start..line.end(), vec![(start..start, "- ".to_owned())], words(cost)));
        }
        if line.indent >= 2 && beside_list(site, at, line.indent - 2) {
            mends.push(mend(site, at, start..line.end(), vec![(start - 2..start, "- ".to_owned())], words(4)));
        }
    }
}

/// The dash taken away, or blanks in its place.
fn one_less(site: &Site<'_>, at: usize, rest: &str, mends: &mut Vec<Mend>) {
    let line = &site.lines[at];
    let start = line.content_start();
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    let message = if rest.trim_start().starts_with("- ") {
        "there are two dashes, so this begins a list inside of a list"
    } else {
        "the dash begins a list item, but no list stands here"
    };
    // Under a key that opens a block a dash is at home.
    let home = 3 * u32::from(site.above(at).is_some_and(|a| a.opens() && line.indent >= a.inner()));
    for (new, cost) in [(String::new(), 1), (" ".repeat(2 + gap), 2 + home)] {
        let edits = vec![(start..start + 2 + gap, new)];
        mends.push(mend(site, at, start..start + 1, edits, (&EXTRA_DASH, message, "remove the dash", cost)));
    }
}

/// A mend of line `at`: its rule, message and title, and what speaks against it beside its distance.
fn mend(
    site: &Site<'_>,
    at: usize,
    span: Range<usize>,
    edits: Vec<(Range<usize>, String)>,
    (rule, message, title, cost): (&'static Rule, &str, &str, u32),
) -> Mend {
    let cost = cost + site.distance(at);
    Mend { span, edits, rule, message: message.to_owned(), help: HELP, title: title.to_owned(), cost }
}

/// What is wrong with `-name: web`, and with a line that lacks its dash.
const GLUED: &str = "there is no space after the dash, so this is no list item";
const MISSING: &str = "this looks like a list item, but it has no dash";

/// What is wrong with `-- name: web`.
const DOUBLED: &str = "two dashes begin no list item: one does";

/// `-- name: web`
fn is_doubled(line: &Line<'_>) -> bool {
    line.content().strip_prefix("-- ").is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()))
}

/// The lines of `text` that begin with two dashes, where a list item has one, as one finding with the mend of all of them.
pub fn doubled_dashes(text: &str) -> Option<Finding> {
    let lines = super::lines::lines(text);
    let inside = super::lines::in_text(&lines);
    let doubled = lines.iter().zip(inside).filter(|(line, inside)| !inside && is_doubled(line));
    let spans: Vec<Span> = doubled.map(|(l, _)| l.content_start() as u32).map(|at| Span::new(at, at + 2)).collect();
    let mut finding = Finding::of(&EXTRA_DASH, *spans.first()?, DOUBLED);
    let title = if spans.len() == 1 { "remove one dash" } else { "remove one dash of each" };
    let edits = spans.iter().map(|s| Edit::new(Span::new(s.start, s.start + 1), "")).collect();
    finding.help(HELP).offer(title, edits).safe_if(true);
    Some(finding)
}

/// The blank behind a dash together with those that bring the item's other lines in line with its first: where they stand right
/// of the dash, or right below it.
fn with_its_fields(site: &Site<'_>, at: usize) -> Option<Vec<(Range<usize>, String)>> {
    let line = &site.lines[at];
    let (dash, next) = (line.indent, site.below(at)?);
    let is_item = |l: &Line<'_>| l.content().starts_with('-');
    let column = next.indent;
    if is_item(next) || !(column == dash + 1 || column == dash) {
        return None;
    }
    let mut edits = vec![(line.content_start() + 1..line.content_start() + 1, " ".to_owned())];
    let by = " ".repeat(dash + 2 - column);
    let belongs = |l: &&Line<'_>| l.is_idle() || (l.indent > column || l.indent == column && !is_item(l));
    for line in site.lines[at + 1..].iter().take_while(belongs).filter(|l| !l.text.trim().is_empty()) {
        edits.push((line.start..line.start, by.clone()));
    }
    // The same slip further down in the list.
    Some(edits)
}

/// Whether a list stands at that column around the line, or right below a key that opens one.
fn beside_list(site: &Site<'_>, at: usize, column: usize) -> bool {
    let dash = |line: &Line<'_>| line.indent == column && line.is_item();
    let says = |line: &&Line<'_>| !line.is_idle();
    let above = site.lines[..at].iter().rev().filter(says).take_while(|l| l.indent >= column).any(dash);
    above || site.lines[at + 1..].iter().filter(says).take_while(|l| l.indent >= column).any(dash)
}
