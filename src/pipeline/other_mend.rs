//! Of several mends with which a broken text could be read, the grammar knows the most natural one. The schema knows
//! better: what the text then says may be refused, where with another mend nothing is.

use super::Run;
use super::prove::{error_count, relint};
use crate::model::{Edit, FileId};
use crate::source::{Document, SyntaxError, mended_by, other_mends};

/// What is spent on the mends of one document, in bytes of text that are read again.
const BUDGET: usize = 2 << 20;

/// The document with another mend, where that leaves fewer errors than the one it was read with.
pub(super) fn better<'s>(document: &Document<'s>, run: Run<'_, '_>) -> Option<Document<'s>> {
    let [first] = &document.errors[..] else { return None };
    let mut budget = BUDGET;
    let mut left = |error: &SyntaxError| {
        let (_, edits) = error.fix.as_ref()?;
        let edit = |(span, text): &(_, String)| Edit { file: FileId::default(), span: *span, text: text.clone() };
        let edits: Vec<Edit> = edits.iter().map(edit).collect();
        relint(document, &edits, run, &mut budget).map(|after| error_count(&after))
    };
    let mut least = left(first)?;
    if least == 0 {
        return None;
    }
    let others = other_mends(document);
    let mut best = None;
    // To drop a line always leaves fewer errors than to mend it.
    for other in others.iter().filter(|other| other.rule != "syntax/stray-line") {
        if least == 0 {
            break;
        }
        if let Some(count) = left(other).filter(|count| *count < least) {
            least = count;
            best = Some(other);
        }
    }
    best.map(|other| mended_by(document, other, &run.settings.limits))
}
