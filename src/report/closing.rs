//! The last line of a report for people.

use std::fmt::Write as _;

use super::unchecked;
use crate::model::{Severity, count};
use crate::pipeline::{Aside, Outcome};

/// The closing line: what was looked at, what was found, and what was not checked and why.
pub fn closing(outcome: &Outcome, hidden_infos: bool) -> String {
    let (findings, counts) = (&outcome.findings, &outcome.counts);
    let number = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings, infos) = (number(Severity::Error), number(Severity::Warning), number(Severity::Info));
    let mut text = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
    if infos > 0 {
        let _ = write!(text, ", {}", count(infos, "suggestion"));
        if hidden_infos {
            text.push_str(" (--suggestions shows them)");
        }
    }
    let _ = write!(
        text,
        " in {}, {}, {}",
        count(counts.files, "file"),
        count(counts.documents, "document"),
        if counts.checked == 1 { "1 object checked".to_owned() } else { format!("{} objects checked", counts.checked) }
    );
    let not = unchecked::tallies(outcome);
    if !not.is_empty() {
        let _ = write!(text, "; not checked: {}", not.join(", "));
    }
    let Aside { suppressed, suppressed_refusals, in_baseline, unchanged } = outcome.aside;
    let aside = [(suppressed, "suppressed"), (in_baseline, "in the baseline"), (unchanged, "in unchanged lines")];
    let aside = aside.iter().filter(|(number, _)| *number > 0).map(|(number, what)| match *what {
        "suppressed" if suppressed_refusals > 0 => {
            format!("{number} suppressed ({suppressed_refusals} of them refused by the API server)")
        }
        _ => format!("{number} {what}"),
    });
    let aside: Vec<String> = aside.collect();
    if !aside.is_empty() {
        let _ = write!(text, "; not told: {}", aside.join(", "));
    }
    text.push('\n');
    text
}
