//! Every fix is tried before it is shown, and what it takes away with itself is its consequence.

use super::Run;
use super::document::raw;
use crate::model::{ApiCause, Edit, Finding, Layer, Severity};
use crate::source::{Document, parse};

/// Bytes of text that are read again for one document's fixes at the most; beyond, a fix goes unoffered.
const BUDGET: usize = 64 << 20;

/// Drops the fixes that do not mend their finding, and folds into a schema finding the refusals that vanish
/// with it: a misspelled `operator` is unknown, and `operator` is therefore missing.
pub(super) fn prove(document: &Document<'_>, findings: Vec<Finding>, run: Run<'_, '_>) -> Vec<Finding> {
    if findings.iter().all(|f| f.fixes.is_empty()) {
        return findings;
    }
    let mut budget = BUDGET;
    let mut findings = findings;
    let mut gone: Vec<bool> = vec![false; findings.len()];
    for at in 0..findings.len() {
        if gone[at] {
            continue;
        }
        let fixes = std::mem::take(&mut findings[at].fixes);
        let mut also = None;
        let mut proven = Vec::new();
        for fix in fixes {
            let Some(after) = relint(document, &fix.edits, run, &mut budget) else { continue };
            if !mends(&findings, &after, at) {
                continue;
            }
            // A clear mend is the first; consequences are told by it.
            also.get_or_insert_with(|| vanished(&findings, &after, at));
            proven.push(fix);
        }
        findings[at].fixes = proven;
        if findings[at].layer == Layer::Schema {
            for consequence in also.unwrap_or_default() {
                if !gone[consequence] {
                    gone[consequence] = true;
                    let cause = findings[consequence].api.clone();
                    let further = std::mem::take(&mut findings[consequence].also);
                    findings[at].also.extend(cause.into_iter().chain(further));
                }
            }
        }
    }
    let mut gone = gone.into_iter();
    findings.retain(|_| !gone.next().unwrap_or_default());
    findings
}

/// What is found once `edits` are made; `None` where they cannot be made or the budget is spent.
pub(super) fn relint(
    document: &Document<'_>,
    edits: &[Edit],
    run: Run<'_, '_>,
    budget: &mut usize,
) -> Option<Vec<Finding>> {
    let text = document.text().get(document.span.range())?;
    *budget = budget.checked_sub(text.len())?;
    let edited = Edit::apply(text, document.span.start, edits)?;
    let documents = parse(&edited, &run.settings.limits);
    Some(documents.iter().flat_map(|document| raw(document, run, &mut super::document::Seen::default())).collect())
}

/// What makes two findings the same mistake, apart from their place.
fn key(f: &Finding) -> (&'static str, &str, Option<&ApiCause>) {
    (f.rule, &f.field, f.api.as_ref())
}

fn count(findings: &[Finding], of: &Finding) -> usize {
    findings.iter().filter(|f| key(f) == key(of)).count()
}

/// Number of errors.
pub(super) fn error_count(findings: &[Finding]) -> usize {
    findings.iter().filter(|f| f.severity == Severity::Error).count()
}

/// Puts `cause` in the place of those of `before` that are not in `after`, which it then carries.
pub(super) fn fold(mut cause: Finding, before: Vec<Finding>, after: &[Finding]) -> Vec<Finding> {
    let stays: Vec<bool> =
        before.iter().map(|f| f.severity != Severity::Error || count(after, f) >= count(&before, f)).collect();
    let mut kept = Vec::new();
    for (finding, stays) in before.into_iter().zip(stays) {
        if stays {
            kept.push(finding);
            continue;
        }
        if finding.rule == UNKNOWN {
            if finding.unknown.is_empty() {
                cause.unknown.push(finding.field);
            } else {
                cause.unknown.extend(finding.unknown);
            }
        }
        cause.also.extend(finding.api.into_iter().chain(finding.also));
    }
    kept.push(cause);
    kept
}

/// The rule of fields that no type has.
const UNKNOWN: &str = "schema/unknown-field";

/// The finding is there once less, and nothing graver came in its stead.
fn mends(before: &[Finding], after: &[Finding], at: usize) -> bool {
    let fewer = if before[at].severity == Severity::Error { 1 } else { 0 };
    count(after, &before[at]) < count(before, &before[at]) && error_count(after) + fewer <= error_count(before)
}

/// The API server's refusals that are no longer there.
fn vanished(before: &[Finding], after: &[Finding], at: usize) -> Vec<usize> {
    let refusal = |f: &Finding| f.layer == Layer::Api && f.severity == Severity::Error;
    let candidates = before.iter().enumerate().filter(|(i, f)| *i != at && refusal(f));
    candidates.filter(|(_, f)| count(after, f) < count(before, f)).map(|(i, _)| i).collect()
}
