//! GitLab's code quality report: an array of findings, each with a fingerprint by which it is known in the next run.

use std::io::{self, Write};

use serde::Serialize;

use super::rows::{Each, finish};
use super::{Format, Spelling, View, plain};
use crate::model::Severity;

/// `gitlab`
pub(super) const FORMAT: Format = Format {
    name: "gitlab",
    alias: None,
    help: "For GitLab: a code quality report",
    write,
    spelling: Spelling::Json,
    detailed: false,
    whole: true,
    counts_suggestions: false,
};

#[derive(Serialize)]
struct Row<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = view.marked().0.into_iter().map(|(finding, fingerprint)| {
        let (start, end) = view.places.range(finding.file, finding.span);
        Row {
            description: plain::message(finding, &view.request.versions).into_owned(),
            check_name: finding.rule.id,
            fingerprint,
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location { path: view.path(finding.file), lines: Lines { begin: start.line, end: end.line } },
        }
    });
    finish(&Each::of(rows), out)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::trial::{ODD_PATH, ODD_WORDS, Trial};
    use super::*;
    use crate::model::Root;

    #[test]
    fn fingerprints_are_unique() {
        let json = Trial::odd().suggesting().json(&FORMAT);
        let rows = json.as_array().unwrap();
        let unique: HashSet<&str> = rows.iter().map(|row| row["fingerprint"].as_str().unwrap()).collect();
        assert_eq!((rows.len(), unique.len()), (4, 4));
        assert_eq!(rows[0]["description"], ODD_WORDS);
        assert_eq!(rows[0]["location"]["path"], ODD_PATH);
        assert_eq!(rows[0]["location"]["lines"], serde_json::json!({"begin": 2, "end": 2}));
    }

    #[test]
    fn paths_are_those_of_the_repository() {
        let mut trial = Trial::unread();
        trial.root = Root::new("/r/sub", "/r");
        let json = trial.json(&FORMAT);
        let paths: Vec<&str> =
            json.as_array().unwrap().iter().map(|r| r["location"]["path"].as_str().unwrap()).collect();
        assert!(paths.contains(&"<stdin>") && paths.contains(&"sub/gone.yaml"), "{paths:?}");
        assert_eq!(Trial::of(Vec::new()).written(&FORMAT), "[]\n");
    }
}
