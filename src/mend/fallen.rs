//! Lines that fell out of a text below `|`, and that YAML reads as keys.

use super::moved::moved;
use crate::model::{Finding, Severity, Version};
use crate::source::{Document, fallen_texts};

/// Findings that are looked at.
const LOOKED_AT: usize = 6;

/// The lines put back into their text.
pub(super) fn slips(document: &Document<'_>, findings: &[Finding], _: Version) -> Vec<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    let from = document.span.start;
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    let at = |f: &Finding| f.span.start.checked_sub(from).map(|at| at as usize);
    let suspects: Vec<usize> = errors.filter_map(at).take(LOOKED_AT).collect();
    fallen_texts(text, &suspects).into_iter().map(|finding| moved(finding, from)).collect()
}
