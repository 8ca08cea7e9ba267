//! Says what is wrong with a text that is no YAML, in the words of the person who wrote it.
//!
//! The grammar knows where it gave up, which is seldom where the slip is. So each kind of damage that people
//! do (one file each) proposes mends around that place; a mend is believed when the document, edited so, can be
//! read. Of several the most natural wins: the one that changes least and leaves the indentation tidy.

pub(super) mod alike;
mod back_in;
pub(super) mod bracket;
pub(super) mod colon;
mod comma;
pub(super) mod dash;
mod entries;
mod flag;
mod image;
pub(super) mod indent;
mod lines;
pub(super) mod plain;
mod proposal;
pub(super) mod quote;
mod shape;
mod shifts;
pub(super) mod space;
pub(super) mod stray;
pub(super) mod tab;
#[cfg(test)]
mod tests;
pub(super) mod text_block;
pub(super) mod trailing;

pub(crate) use alike::SMART_QUOTE;
pub use alike::{Alike, alike, is_smart_quote, smart_quote};
pub(super) use comma::COMMA;
pub(crate) use dash::DASH_SPACE;
pub use dash::doubled_dashes;
pub(crate) use indent::{BLOCK_INDENTATION, INDENTATION};
pub use shifts::shifts;
pub(crate) use space::ODD_SPACE;
pub use space::{has_no_width, is_odd};
pub use text_block::fallen_texts;
pub(crate) use trailing::SWALLOWED_VALUE;

use std::ops::Range;

use super::fast;
use super::grammar::{EventKind, Parser, Problem};
use super::limits::Limits;
use super::slow;
use super::survey::Survey;

use lines::{Line, in_text, line_of, lines};
pub(super) use proposal::{Budget, Mend};
use shape::Habit;

/// Documents beyond that size are not mended, only refused.
const LARGEST: usize = 256 * 1024;

/// How natural a mend looks is judged by so many lines before and after the place.
const AROUND: usize = 150;

/// Mends that are tried before the search ends.
const MOST_TRIED: usize = 160;

/// Mends that are tried after one that helps, for another that does.
const TRIED_AFTER: usize = 40;

/// Where the grammar gave up, for the kinds of damage to look at.
struct Site<'t> {
    text: &'t str,
    lines: Vec<Line<'t>>,
    /// Lines of text blocks.
    in_text: Vec<bool>,
    /// The line at which the grammar gave up.
    broken: usize,
    /// The line at which what it was reading began.
    began: usize,
    /// How it is indented elsewhere.
    habit: Habit,
}

impl<'t> Site<'t> {
    fn new(text: &'t str, problem: &Problem) -> Self {
        let at = problem.at as usize;
        Self::of(text, at, problem.context.map_or(at, |(_, began)| began as usize))
    }

    /// The site around the byte `at`, of something that began at the byte `began`.
    fn of(text: &'t str, at: usize, began: usize) -> Self {
        let lines = lines(text);
        let last = lines.iter().rposition(|l| !l.is_idle()).unwrap_or(0);
        let broken = line_of(&lines, at).min(last);
        let began = line_of(&lines, began).min(broken);
        let habit = shape::habit(&lines);
        Site { text, in_text: in_text(&lines), lines, broken, began, habit }
    }

    /// The lines near the place that say something, the nearest first.
    fn near(&self, before: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.broken.saturating_sub(before).min(self.began);
        let last = (self.broken + 1).min(self.lines.len() - 1);
        (first..=last).rev().filter(|at| !self.lines[*at].is_idle())
    }

    /// The content line before `at`.
    fn above(&self, at: usize) -> Option<&Line<'t>> {
        self.lines[..at].iter().rev().find(|l| !l.is_idle())
    }

    /// The content line after `at`.
    fn below(&self, at: usize) -> Option<&Line<'t>> {
        self.lines.get(at + 1..)?.iter().find(|l| !l.is_idle())
    }

    /// The bytes of the lines around the place.
    fn window(&self) -> Range<usize> {
        let first = self.began.saturating_sub(AROUND);
        let end = self.lines.get(self.broken + 1 + AROUND).map_or(self.text.len(), |line| line.start);
        self.lines[first].start..end
    }

    /// How far a line lies from where the grammar gave up, as a cost.
    fn distance(&self, at: usize) -> u32 {
        (self.broken.abs_diff(at).min(self.began.abs_diff(at)) as u32 / 3).min(4)
    }
}

/// How far a text can be read: to its end, or to a problem.
fn read(text: &str) -> Result<(), Problem> {
    let forbidden = super::grammar::forbidden(text, 0).unwrap_or(usize::MAX);
    let mut parser = Parser::new(text, 0, 1000, forbidden);
    loop {
        if matches!(parser.next()?.kind, EventKind::StreamEnd) {
            return Ok(());
        }
    }
}

/// Why a text cannot be read, where it cannot.
pub(super) fn problem_of(text: &str) -> Option<Problem> {
    // What the fast way reads the grammar takes.
    if Survey::of(text, 0).simple && fast::reads(text) { None } else { read(text).err() }
}

/// The text with the edits made.
pub(super) fn edited(text: &str, edits: &[(Range<usize>, String)]) -> String {
    edited_within(text, 0..text.len(), edits)
}

/// A part of the text with the edits made, which all lie in it.
fn edited_within(text: &str, part: Range<usize>, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(part.len());
    let mut at = part.start;
    for (range, new) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(&text[at..part.end]);
    out
}

/// What a search came to.
pub(super) enum Diagnosis {
    /// With each of these mends the document can be read, the most natural first.
    Whole(Vec<Mend>),
    /// With this mend it can be read further than without.
    Further(Mend),
    /// Nothing helped.
    Unknown,
}

/// The kinds of damage, one file each.
static KINDS: &[fn(&Site<'_>, &mut Vec<Mend>)] = &[
    text_block::propose,
    comma::propose,
    tab::propose,
    space::propose,
    alike::propose,
    colon::propose,
    image::propose,
    plain::propose,
    quote::propose,
    bracket::propose,
    trailing::propose,
    flag::propose,
    dash::propose,
    indent::propose,
    stray::propose,
];

/// What may have happened at the site, the most natural first, each with what speaks against it.
fn proposals(site: &Site<'_>, budget: &mut Budget) -> Vec<(u32, Mend)> {
    let text = site.text;
    let mut mends = Vec::new();
    KINDS.iter().for_each(|propose| propose(site, &mut mends));
    // The cheapest are looked at, should the budget not suffice for all.
    mends.sort_by_key(|mend| mend.cost);
    // Half of what there is goes into reading the text with them: to know how they look alone helps nobody.
    let (window, least) = (site.window(), budget.left() / 2);
    let mut tried: Vec<(u32, Mend)> = Vec::with_capacity(mends.len());
    for mend in mends {
        let inside = |(range, _): &(Range<usize>, String)| window.start <= range.start && range.end <= window.end;
        if !mend.edits.iter().all(inside) {
            continue;
        }
        if budget.left() < least || !budget.spend(window.len()) {
            break;
        }
        let around = edited_within(text, window.clone(), &mend.edits);
        tried.push((3 * mend.cost + shape::oddness(&around, site.habit), mend));
    }
    // Of equals the one nearest to where the grammar gave up.
    tried.sort_by_key(|(cost, mend)| (*cost, site.broken.abs_diff(line_of(&site.lines, mend.span.start))));
    tried
}

/// Looks for what is wrong at `problem` in `text`, one document: for at most so many mends beside the first.
pub(super) fn diagnose(text: &str, problem: &Problem, others: usize, budget: &mut Budget) -> Diagnosis {
    if text.len() > LARGEST {
        return Diagnosis::Unknown;
    }
    let site = Site::new(text, problem);
    let tried = proposals(&site, budget);
    let mut furthest: Option<(usize, Mend)> = None;
    let mut doubled = None;
    let mut whole = Vec::new();
    let mut after = 0;
    // Large documents are read fewer times.
    let most = (8 * LARGEST).checked_div(text.len()).unwrap_or_default().min(MOST_TRIED);
    for (_, mend) in tried.into_iter().take(most) {
        after += usize::from(!whole.is_empty());
        if after > TRIED_AFTER || !budget.spend(text.len()) {
            break;
        }
        let text = edited(text, &mend.edits);
        match read(&text) {
            // A mend that gives a key twice is only better than none.
            Ok(()) if doubles_a_key(&text) => {
                doubled.get_or_insert(mend);
            }
            Ok(()) => {
                whole.push(mend);
                if whole.len() > others {
                    break;
                }
            }
            Err(next) => {
                let line = text[..(next.at as usize).min(text.len())].matches('\n').count();
                // A text in quotes may be followed by the next one that needs them.
                let near = [&plain::NEEDS_QUOTES, &crate::source::conflict::MERGE_CONFLICT];
                let least = site.broken + usize::from(!near.contains(&mend.rule));
                if line > least && furthest.as_ref().is_none_or(|(best, _)| line > *best) {
                    furthest = Some((line, mend));
                }
            }
        }
    }
    whole.extend(doubled);
    if !whole.is_empty() {
        return Diagnosis::Whole(whole);
    }
    furthest.map_or(Diagnosis::Unknown, |(_, mend)| Diagnosis::Further(mend))
}

fn doubles_a_key(text: &str) -> bool {
    let mut documents = Vec::new();
    slow::read(text, 0, &Survey::of(text, 0), &Limits::default(), &mut documents);
    documents.first().is_some_and(|d| !d.duplicates.is_empty())
}
