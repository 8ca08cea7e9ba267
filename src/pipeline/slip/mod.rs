//! One slip, many consequences. What YAML reads without a word of protest may still not be what was meant: lines
//! that are indented too little, a page pasted with typographic characters, a value behind a `#`. Each such slip is
//! guessed, mended in memory, and believed where the findings vanish with it: one finding then stands for them all.

mod alike;
mod odd_space;
mod shift;
mod smart_quote;
mod swallowed;

use super::Run;
use super::prove::{brings_new, error_count, fold, relint};
use crate::model::{Edit, Finding, Layer, Severity};
use crate::source::Document;

/// Slips of one document that are told.
const MOST: usize = 4;

/// What is spent on one document, in bytes of text that are read again.
const BUDGET: usize = 4 << 20;

/// Findings whose own fixes are tried before a slip is looked for.
const OWN: usize = 12;

/// What is left of a document's findings once its slips are told.
pub(super) struct Folded {
    /// One finding for each slip, its fix proven.
    pub told: Vec<Finding>,
    /// The others.
    pub rest: Vec<Finding>,
    /// What mends the slips.
    pub edits: Vec<Edit>,
}

/// Puts one finding in the place of all that vanish once a slip is mended.
pub(super) fn fold_slips(document: &Document<'_>, findings: Vec<Finding>, run: Run<'_, '_>) -> Folded {
    let mut folded = Folded { told: Vec::new(), rest: findings, edits: Vec::new() };
    if error_count(&folded.rest) == 0 {
        return folded;
    }
    let mut budget = BUDGET;
    // What a paste brought along is told of even where other slips remain.
    for slips in [odd_space::slips(document), alike::slip(document).into_iter().collect(), smart_quote::slips(document)]
    {
        folded.tell_best(document, slips, usize::MAX, run, &mut budget);
    }
    if !document.errors.is_empty() {
        return folded;
    }
    while folded.told.len() < MOST && error_count(&folded.rest) > 0 {
        // That the value of a comment makes the error vanish is hardly chance.
        if folded.tell_best(document, swallowed::slips(document, &folded.rest), usize::MAX, run, &mut budget) {
            continue;
        }
        let suspects = shift::suspects(document, &folded.rest);
        if suspects.is_empty() {
            break;
        }
        let least = folded.left_by_own(document, run, &mut budget);
        if least == 0 {
            break;
        }
        let slips = shift::slips(document, &suspects, &folded.rest, run.settings.version());
        if !folded.tell_best(document, slips, least, run, &mut budget) {
            break;
        }
    }
    folded
}

impl Folded {
    /// Errors that are left when `edits` are made beside those of the slips told already, and what they are.
    fn after(
        &self,
        document: &Document<'_>,
        edits: &[Edit],
        run: Run<'_, '_>,
        budget: &mut usize,
    ) -> Option<(usize, Vec<Finding>)> {
        let all: Vec<Edit> = self.edits.iter().chain(edits).cloned().collect();
        let after = relint(document, &all, run, budget)?;
        Some((error_count(&after), after))
    }

    /// The fewest errors that the first fix of a single finding leaves.
    fn left_by_own(&self, document: &Document<'_>, run: Run<'_, '_>, budget: &mut usize) -> usize {
        // A value of two lines was hardly meant as one: another value is no mend of it.
        let one_line = |f: &&Finding| !document.text().get(f.span.range()).is_some_and(|own| own.contains('\n'));
        let errors = self.rest.iter().filter(|f| f.severity == Severity::Error);
        let own = errors.filter(|f| f.layer != Layer::Api || one_line(f)).filter_map(|f| f.fixes.first());
        let left = |fix: &crate::model::Fix| self.after(document, &fix.edits, run, budget).map(|(left, _)| left);
        own.take(OWN).filter_map(left).min().unwrap_or(usize::MAX)
    }

    /// Tells the slip whose mend leaves the fewest errors and brings no new one, the first of equals, where that is fewer
    /// than there are and than `least`.
    fn tell_best(
        &mut self,
        document: &Document<'_>,
        slips: Vec<Finding>,
        least: usize,
        run: Run<'_, '_>,
        budget: &mut usize,
    ) -> bool {
        let mut bound = error_count(&self.rest).min(least);
        let mut best = None;
        for slip in slips {
            let edits = slip.fixes.first().map_or(&[][..], |fix| &fix.edits);
            let Some((left, after)) = self.after(document, edits, run, budget) else { continue };
            if left < bound && !brings_new(&self.rest, &after) {
                bound = left;
                best = Some((slip, after));
                if left == 0 {
                    break;
                }
            }
        }
        let Some((mut slip, after)) = best else { return false };
        slip.object = self.rest.iter().find_map(|f| f.object.clone());
        slip.document = document.index;
        self.edits.extend(slip.fixes.iter().flat_map(|fix| fix.edits.iter().cloned()));
        let mut rest = fold(slip, std::mem::take(&mut self.rest), &after);
        self.told.extend(rest.pop());
        self.rest = rest;
        true
    }
}
