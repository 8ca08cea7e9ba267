//! What the targets share: a run over texts, and every report of it. No finding may point outside of its text, or into the
//! middle of a character.

use plimsoll::discover::SourceFile;
use plimsoll::model::{Root, Severity};
use plimsoll::pipeline::{Outcome, Request, run};
use plimsoll::report::{FORMATS, Look, PICTURES, Places, View};

/// Parts of an input stand on both sides of this.
pub const PART: &str = "\n--\n";

/// Runs over the files, holds the places of what is found against the texts, and writes every report.
pub fn looked(files: &[SourceFile], request: &Request) -> Option<Outcome> {
    let outcome = run(files, request).ok()?;
    for finding in &outcome.findings {
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
        let related = finding.related.iter().map(|other| (other.file, other.span));
        for (file, span) in edits.map(|edit| (edit.file, edit.span)).chain(related).chain([(finding.file, finding.span)]) {
            let text = &files[file.0 as usize].text;
            assert!(text.get(span.range()).is_some(), "{}: {span:?} is no part of the text", finding.rule.id);
        }
    }
    let view = View {
        outcome: &outcome,
        places: &Places::new(files),
        request,
        suggestions: true,
        fail_on: Severity::Info,
        verbose: true,
        quiet: false,
        most: None,
        root: &Root::new("/w", "/w"),
        look: Look { color: false, links: false, width: 100, screen: false },
    };
    for format in FORMATS.iter().chain(PICTURES.iter().map(|picture| &picture.format)) {
        let mut report = Vec::new();
        format.report(view, &mut report).expect("memory takes what is written");
        let report = String::from_utf8(report).expect("a report is text");
        if format.name == "json" || format.name == "sarif" || format.name == "gitlab" {
            serde_json::from_str::<serde_json::Value>(&report).expect("the report is JSON");
        }
    }
    Some(outcome)
}
