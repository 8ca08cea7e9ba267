//! Of several mends with which a broken text could be read, the grammar knows the most natural one. The schema knows
//! better: what the text then says may be refused, where with another mend nothing is.

use super::Judge;
use super::belief::Tally;
use super::bench::{Bench, Beneath, Budget};
use super::change::deletes;
use crate::model::Finding;
use crate::source::{Document, JSON, mended_by, other_mends};

/// The document with another mend, where that leaves fewer errors than the one it was read with.
pub fn other_reading<'s>(document: &Document<'s>, judge: &Judge<'_>, budget: &mut Budget) -> Option<Document<'s>> {
    // Of JSON the grammar of YAML knows nothing better.
    let [first] = &document.errors[..] else { return None };
    if *first.rule == JSON {
        return None;
    }
    let mut bench = Bench::new(document, judge, budget, 0);
    let nothing = Tally::default();
    let mut left = |error: &Finding| {
        bench.after(&error.fixes.first()?.edits, &nothing, Beneath::Nothing).map(|after| after.tally.errors)
    };
    let mut least = left(first)?;
    if least == 0 {
        return None;
    }
    let others = other_mends(document);
    let mut best = None;
    // To drop a line always leaves fewer errors than to mend it.
    let takes_away = |other: &Finding| other.fixes.first().is_some_and(|fix| deletes(document.text(), &fix.edits));
    for other in others.iter().filter(|other| !takes_away(other)) {
        if least == 0 {
            break;
        }
        if let Some(count) = left(other).filter(|count| *count < least) {
            least = count;
            best = Some(other);
        }
    }
    best.map(|other| mended_by(document, other, &judge.limits))
}
