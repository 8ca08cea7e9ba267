//! Every fix is tried before it is shown, and what it takes away with itself is its consequence.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::Run;
use super::document::raw;
use crate::model::{ApiCause, Edit, Finding, Layer, Severity};
use crate::source::{Document, Limits, parse};

/// What is spent on one document's fixes at the most, in bytes of text that are read again; beyond, a fix goes
/// unoffered.
const BUDGET: usize = 16 << 20;

/// What a finding costs, in bytes of text.
const FINDING: usize = 1024;

/// What a byte of a text costs that is still broken once it is edited: its slips are searched for again.
const BROKEN: usize = 512;

/// How long that search may be. What it looks for was found before, so it need not be as long as the first.
const SEARCH: usize = 96;

/// Drops the fixes that do not mend their finding, and folds into a schema finding the refusals that vanish
/// with it: a misspelled `operator` is unknown, and `operator` is therefore missing.
///
/// `made` are edits that mend what is not among `findings`: the fixes are tried on the text so mended.
pub(super) fn prove(document: &Document<'_>, findings: Vec<Finding>, made: &[Edit], run: Run<'_, '_>) -> Vec<Finding> {
    if findings.iter().all(|f| f.fixes.is_empty()) {
        return findings;
    }
    let mut budget = BUDGET;
    let mut findings = findings;
    let mut gone: Vec<bool> = vec![false; findings.len()];
    let before = Tally::of(&findings);
    for at in 0..findings.len() {
        if gone[at] {
            continue;
        }
        let fixes = std::mem::take(&mut findings[at].fixes);
        let mut also = None;
        let mut proven = Vec::new();
        for fix in fixes {
            let edits: Vec<Edit> = made.iter().chain(&fix.edits).cloned().collect();
            let Some(after) = relint(document, &edits, run, &mut budget) else { continue };
            let after = Tally::of(&after);
            if !mends(&before, &after, &findings[at]) {
                continue;
            }
            // A clear mend is the first; consequences are told by it.
            also.get_or_insert_with(|| vanished(&findings, &before, &after, at));
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
    let documents = parse(&edited, &Limits { search: SEARCH, ..run.settings.limits });
    let again = |document| raw(document, run, &mut super::document::Seen::default());
    let findings: Vec<Finding> = documents.iter().flat_map(again).collect();
    let broken: usize = documents.iter().filter(|d| !d.errors.is_empty()).map(|d| d.span.len()).sum();
    *budget = budget.saturating_sub(FINDING * findings.len() + BROKEN * broken);
    Some(findings)
}

/// What makes two findings the same mistake, apart from their place.
type Key<'f> = (&'static str, &'f str, Option<&'f ApiCause>);

fn key(f: &Finding) -> Key<'_> {
    (f.rule, &f.field, f.api.as_ref())
}

/// How often each mistake is made.
struct Tally {
    /// By the key's hash: a clash of two keys would at worst keep a fix back.
    counts: HashMap<u64, usize>,
    errors: usize,
}

impl Tally {
    fn of(findings: &[Finding]) -> Self {
        let mut counts = HashMap::with_capacity(findings.len());
        for finding in findings {
            *counts.entry(hash(finding)).or_default() += 1;
        }
        Tally { counts, errors: error_count(findings) }
    }

    fn count(&self, of: &Finding) -> usize {
        self.counts.get(&hash(of)).copied().unwrap_or_default()
    }
}

fn hash(finding: &Finding) -> u64 {
    let mut hasher = DefaultHasher::new();
    key(finding).hash(&mut hasher);
    hasher.finish()
}

/// Whether there are errors in `after` that are not in `before`.
pub(super) fn brings_new(before: &[Finding], after: &[Finding]) -> bool {
    let (earlier, later) = (Tally::of(before), Tally::of(after));
    after.iter().any(|f| f.severity == Severity::Error && later.count(f) > earlier.count(f))
}

/// Number of errors.
pub(super) fn error_count(findings: &[Finding]) -> usize {
    findings.iter().filter(|f| f.severity == Severity::Error).count()
}

/// Puts `cause` in the place of those of `before` that are not in `after`, which it then carries.
pub(super) fn fold(mut cause: Finding, before: Vec<Finding>, after: &[Finding]) -> Vec<Finding> {
    let (earlier, later) = (Tally::of(&before), Tally::of(after));
    let stays: Vec<bool> =
        before.iter().map(|f| f.severity != Severity::Error || later.count(f) >= earlier.count(f)).collect();
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
fn mends(before: &Tally, after: &Tally, finding: &Finding) -> bool {
    let fewer = usize::from(finding.severity == Severity::Error);
    after.count(finding) < before.count(finding) && after.errors + fewer <= before.errors
}

/// The API server's refusals that are no longer there.
fn vanished(findings: &[Finding], before: &Tally, after: &Tally, at: usize) -> Vec<usize> {
    let refusal = |f: &Finding| f.layer == Layer::Api && f.severity == Severity::Error;
    let candidates = findings.iter().enumerate().filter(|(i, f)| *i != at && refusal(f));
    candidates.filter(|(_, f)| after.count(f) < before.count(f)).map(|(i, _)| i).collect()
}
