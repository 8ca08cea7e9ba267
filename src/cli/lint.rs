//! `plimsoll lint`

use super::args::{Format, LintArgs};
use super::color::{ColorChoice, look};
use super::progress::Progress;
use super::run::{begin, fails, nothing_found};
use super::{End, print, say};
use crate::model::{Finding, Severity};
use crate::pipeline::lint;
use crate::report::{Places, TextReport, closing, lint_json};

pub(super) fn run(args: &LintArgs, color: ColorChoice) -> Result<End, String> {
    let run = begin(&args.common, Some(&args.rules))?;
    let progress = Progress::over(run.files.len());
    let mut outcome = lint(&run.files, &run.settings);
    drop(progress);
    outcome.counts.ignored += run.ignored;
    let places = Places::new(&run.files);
    match args.common.format {
        Format::Json => print(&lint_json(&places, &outcome.findings, &outcome.counts, &run.settings))?,
        Format::Text => {
            let report = TextReport::new(&places, look(color), &run.settings);
            print_findings(&report, &outcome.findings, args.rules.suggestions)?;
            print(&closing(&outcome.findings, &outcome.counts, !args.rules.suggestions))?;
        }
    }
    if nothing_found(&args.common, &outcome.counts) {
        say("no Kubernetes object found; --allow-empty makes that a success");
        return Ok(End::Findings);
    }
    Ok(if fails(&outcome.findings, run.fail_on) { End::Findings } else { End::Clean })
}

/// Prints findings, block by block; suggestions only where they are asked for.
pub(super) fn print_findings(
    report: &TextReport<'_, '_>,
    findings: &[Finding],
    suggestions: bool,
) -> Result<(), String> {
    for finding in findings.iter().filter(|f| suggestions || f.severity > Severity::Info) {
        print(&report.finding(finding))?;
    }
    Ok(())
}
