//! The fixes that the rules offer with their findings: each is tried before it is shown, and what it takes away with
//! itself is its consequence.

use std::collections::VecDeque;

use super::Work;
use super::belief::Tally;
use super::bench::{After, Beneath};
use super::change::{deletes, loses};
use super::shift::over_lines;
use crate::model::{ApiCause, Edit, Finding, Fix, Layer, Severity};
use crate::schema::own;

/// Findings whose own fixes are tried before a slip is looked for.
const OWN: usize = 12;

/// The fewest errors that the first fix of a single finding leaves. One that takes a value away does not
/// count: where another reading keeps it, that was meant.
pub(super) fn fewest_left(work: &mut Work<'_, '_>) -> usize {
    // A value of two lines was hardly meant as one: another value is no mend of it.
    let text = work.document.text();
    let one_line = |f: &&Finding| over_lines(text, f).is_none();
    let errors = work.rest.iter().filter(|f| f.severity == Severity::Error);
    let own = errors.filter(|f| f.layer() != Layer::Api || one_line(f)).filter_map(|f| f.fixes.first());
    let own = own.filter(|fix| fix.safe || !loses(text, &fix.edits));
    let edits: Vec<Vec<Edit>> = own.take(OWN).map(|fix| fix.edits.clone()).collect();
    edits
        .iter()
        .filter_map(|edits| work.after(edits, Beneath::Nothing))
        .map(|after| after.left)
        .min()
        .unwrap_or(usize::MAX)
}

/// Drops the fixes that do not mend their finding, and folds into a schema finding the refusals that vanish
/// with it: a misspelled `operator` is unknown, and `operator` is therefore missing. Returns all that is to be told.
pub(super) fn prove(mut work: Work<'_, '_>) -> Vec<Finding> {
    let mut findings = std::mem::take(&mut work.rest);
    let mut gone: Vec<bool> = vec![false; findings.len()];
    let before = Tally::of(&findings);
    let mut waiting = Vec::new();
    for at in 0..findings.len() {
        if gone[at] || findings[at].fixes.is_empty() {
            continue;
        }
        let mut fixes = std::mem::take(&mut findings[at].fixes);
        work.bench.write_json(&mut fixes);
        fixes.sort_by_key(|fix| deletes(work.document.text(), &fix.edits));
        if work.bench.is_spent() {
            waiting.extend(fixes.into_iter().next().map(|fix| (at, fix)));
            continue;
        }
        let mut consequences = None;
        for fix in fixes {
            if let Some((fix, after)) = proven(&mut work, &before, &findings[at], fix) {
                // A clear mend is the first; consequences are told by it.
                consequences.get_or_insert_with(|| vanished(&findings, &before, &after, at));
                findings[at].take(fix);
            }
        }
        say(&mut findings[at]);
        if findings[at].layer() != Layer::Schema {
            continue;
        }
        for consequence in consequences.unwrap_or_default() {
            if !std::mem::replace(&mut gone[consequence], true) {
                let causes = causes(&mut findings[consequence]);
                findings[at].also.extend(causes);
            }
        }
    }
    waiting.retain(|(at, _)| !gone[*at]);
    prove_together(&mut work, &before, &mut findings, waiting);
    let mut gone = gone.into_iter();
    findings.retain(|_| !gone.next().unwrap_or_default());
    findings.append(&mut work.told);
    findings
}

/// So often the fixes are tried together that are left once the budget is spent.
const TOGETHER: usize = 8;

/// In documents of more bytes even that would take too long.
const LARGEST: usize = 1 << 20;

/// Offers the fixes, of one finding each, that help where all of them are made at once, or else a half of them, and so on:
/// of very many mistakes in one document there is no time to try each mend alone.
fn prove_together(work: &mut Work<'_, '_>, before: &Tally, findings: &mut [Finding], waiting: Vec<(usize, Fix)>) {
    if work.document.span.len() > LARGEST {
        return;
    }
    let mut open: VecDeque<_> = std::iter::once(waiting).filter(|all| !all.is_empty()).collect();
    for _ in 0..TOGETHER {
        let Some(mut some) = open.pop_front() else { return };
        let edits: Vec<Edit> = some.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
        let errors = some.iter().filter(|(at, _)| findings[*at].severity == Severity::Error).count();
        work.bench.grant();
        let after = work.after(&edits, Beneath::Nothing).filter(|after| {
            let gone = || some.iter().all(|(at, _)| after.tally.has_fewer(&findings[*at], before));
            after.outside == 0 && after.tally.errors + errors <= before.errors && gone()
        });
        if after.is_none() {
            let half = some.split_off(some.len().div_ceil(2));
            open.extend([some, half].into_iter().filter(|part| part.len() > 1));
            continue;
        }
        for (at, fix) in some {
            let needs = if work.made.is_empty() { Vec::new() } else { work.needs() };
            findings[at].take(Fix { needs, ..fix });
            say(&mut findings[at]);
        }
    }
}

/// Adds to a finding's help what its first fix does, which is proven by now: what was not tried is not said.
fn say(finding: &mut Finding) {
    let Some(says) = finding.fixes.first_mut().and_then(|fix| fix.says.take()) else { return };
    finding.help = Some(match finding.help.take() {
        Some(help) => format!("{help}: {says}"),
        None => says,
    });
}

/// The fix where it is believed together with the mends of the slips, and what is found after all of them. Where it is not
/// believed without them, it names them.
fn proven(work: &mut Work<'_, '_>, before: &Tally, finding: &Finding, fix: Fix) -> Option<(Fix, Tally)> {
    let beneath = Beneath::ButOf(&finding.field);
    let after = work.after(&fix.edits, beneath).filter(|after| believed(after, before, finding))?;
    let alone = work.made.is_empty() || {
        let alone = work.bench.after(&fix.edits, &work.known, beneath);
        alone.is_some_and(|after| believed(&after, &work.first, finding))
    };
    let needs = if alone { Vec::new() } else { work.needs() };
    Some((Fix { needs, ..fix }, after.tally))
}

/// Whether the mistake is gone, and what is new lies inside of what was changed, or is less than what went.
fn believed(after: &After, before: &Tally, finding: &Finding) -> bool {
    let fewer = usize::from(finding.severity == Severity::Error);
    after.tally.has_fewer(finding, before) && (after.outside == 0 || after.tally.errors + fewer <= before.errors)
}

/// Refusals of the API server, or of who else reads the object, that are no longer there.
fn vanished(findings: &[Finding], before: &Tally, after: &Tally, at: usize) -> Vec<usize> {
    let refusal = |f: &Finding| (f.layer() == Layer::Api || own::tells(f.rule)) && f.severity == Severity::Error;
    let candidates = findings.iter().enumerate().filter(|(i, f)| *i != at && refusal(f));
    candidates.filter(|(_, f)| after.count(f) < before.count(f)).map(|(i, _)| i).collect()
}

/// What the server says of a finding.
fn causes(finding: &mut Finding) -> Vec<ApiCause> {
    finding.api.clone().into_iter().chain(std::mem::take(&mut finding.also)).collect()
}
