//! Where mends are tried: made in memory, and the text so mended judged again.

use super::Judge;
use super::belief::{Tally, error_count};
use super::change::{Changed, moves};
use crate::model::{Edit, Finding, Layer, Severity};
use crate::source::{Document, Limits, parse};

/// What is spent on one document at the most, in bytes of text that are read again; beyond, a mend goes unoffered.
const BUDGET: usize = 22 << 20;

/// What a finding costs, in bytes of text.
const FINDING: usize = 1024;

/// What a byte of a text costs that is still broken once it is edited: its slips are searched for again.
const BROKEN: usize = 512;

/// How long that search may be. What it looks for was found before, so it need not be as long as the first.
const SEARCH: usize = 96;

/// Tries mends of one document, as long as there is something left to spend.
pub(super) struct Bench<'b, 's> {
    document: &'b Document<'s>,
    judge: &'b Judge<'b>,
    budget: usize,
}

/// What is found once a mend is made.
pub(super) struct After {
    /// All of it.
    pub(super) findings: Vec<Finding>,
    /// The same, counted.
    pub(super) tally: Tally,
    /// Errors, new ones inside of what the mend changed not among them: mistakes that lay beneath.
    pub(super) left: usize,
    /// New errors elsewhere.
    pub(super) outside: usize,
}

impl<'b, 's> Bench<'b, 's> {
    /// A bench for that document.
    pub(super) fn new(document: &'b Document<'s>, judge: &'b Judge<'b>) -> Self {
        Bench { document, judge, budget: BUDGET }
    }

    /// What is found once `edits` are made, where `known` was found before; `None` where they cannot be made or the budget
    /// is spent.
    pub(super) fn after(&mut self, edits: &[Edit], known: &Tally) -> Option<After> {
        let document = self.document;
        let text = document.text().get(document.span.range())?;
        self.budget = self.budget.checked_sub(text.len())?;
        let edited = Edit::apply(text, document.span.start, edits)?;
        let documents = parse(&edited, &Limits { search: SEARCH, ..self.judge.limits });
        let findings: Vec<Finding> = documents.iter().flat_map(|d| (self.judge.judge)(d).findings).collect();
        let broken: usize = documents.iter().filter(|d| !d.errors.is_empty()).map(|d| d.span.len()).sum();
        self.budget = self.budget.saturating_sub(FINDING * findings.len() + BROKEN * broken);
        let tally = Tally::of(&findings);
        let mut new = findings.iter().filter(|f| f.severity == Severity::Error && tally.has_more(f, known)).peekable();
        let (mut inside, mut outside) = (0, 0);
        if new.peek().is_some() {
            let changed = Changed::by(edits, document.span.start, &edited, &documents);
            // Lines that are known where they stood and unknown where they are put were hardly meant to be there.
            let moves = moves(document.text(), edits);
            for finding in new {
                let beneath = changed.holds(finding.span) && (finding.layer() == Layer::Api || !moves);
                *(if beneath { &mut inside } else { &mut outside }) += 1;
            }
        }
        let left = error_count(&findings) - inside;
        Some(After { findings, tally, left, outside })
    }
}
