//! The documentation of the rules cannot lie: its examples are linted.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use plimsoll::discover::SourceFile;
use plimsoll::pipeline::{Request, rules, run};

fn found(rule: &str, yaml: &str) -> Vec<String> {
    let file = SourceFile::new("example.yaml", yaml);
    let outcome = run(&[file], &Request::default()).unwrap();
    outcome.findings.iter().filter(|f| f.rule == rule).map(|f| f.message.clone()).collect()
}

#[test]
fn bad_examples_are_found_and_good_ones_are_not() {
    let mut lies = Vec::new();
    for rule in rules::all() {
        if !rule.bad.is_empty() && found(rule.id, rule.bad).is_empty() {
            lies.push(format!("{}: the bad example passes", rule.id));
        }
        let wrongly = found(rule.id, rule.good);
        if !wrongly.is_empty() {
            lies.push(format!("{}: the good example is refused: {}", rule.id, wrongly.join("; ")));
        }
    }
    assert!(lies.is_empty(), "{}", lies.join("\n"));
}
