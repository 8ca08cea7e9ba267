//! Manifests with the expectation beside the offending line: every file of `testdata/lint` is linted, and its findings
//! must be those that its comments announce, `# ! rule` at the end of the line, or `# !n rule` n lines below it (for
//! lines that cannot bear a comment). A file without such comments must be clean. Suggestions are left out.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use plimsoll::discover::{Take, read_all};
use plimsoll::model::{FileId, Severity};
use plimsoll::pipeline::{Request, run};
use plimsoll::report::Places;

type Lines = BTreeMap<(u32, String), usize>;

fn announced(text: &str) -> Lines {
    let mut lines = Lines::new();
    for (at, line) in (1..).zip(text.lines()) {
        for mark in line.split("# !").skip(1) {
            let digits: String = mark.chars().take_while(char::is_ascii_digit).collect();
            let rule = mark[digits.len()..].split('#').next().unwrap().trim();
            *lines.entry((at - digits.parse().unwrap_or(0), rule.to_owned())).or_default() += 1;
        }
    }
    lines
}

#[test]
fn findings_stand_where_they_are_announced() {
    let files = read_all(&["testdata/lint".to_owned()], &Take::everything()).unwrap().files;
    assert!(files.len() >= 10, "the fixtures are gone");
    let mut wrong = Vec::new();
    for file in files {
        let expected = announced(&file.text);
        let path = file.path.clone();
        let files = [file];
        let outcome = run(&files, &Request::default()).unwrap();
        let places = Places::new(&files);
        let mut found = Lines::new();
        for finding in outcome.findings.iter().filter(|f| f.severity > Severity::Info) {
            let line = places.range(FileId(0), finding.span).0.line;
            *found.entry((line, finding.rule.id.to_owned())).or_default() += 1;
        }
        if found != expected {
            wrong.push(format!("{path}\n  announced {expected:?}\n  found     {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
