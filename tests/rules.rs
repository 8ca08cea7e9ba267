//! The documentation of the rules cannot lie: its examples are linted.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use plimsoll::discover::SourceFile;
use plimsoll::model::Rule;
use plimsoll::pipeline::{Level, Request, rules, run};

fn found(rule: &Rule, yaml: &str) -> Vec<String> {
    let file = SourceFile::new("example.yaml", yaml);
    let mut request = Request::default();
    if rule.asked {
        request.levels.insert(rule.id.to_owned(), Level::On);
    }
    let outcome = run(&[file], &request).unwrap();
    outcome.findings.iter().filter(|f| f.rule == rule).map(|f| f.message.clone()).collect()
}

#[test]
fn bad_examples_are_found_and_good_ones_are_not() {
    let mut lies = Vec::new();
    for rule in rules::all() {
        if !rule.bad.is_empty() && found(rule, rule.bad).is_empty() {
            lies.push(format!("{}: the bad example passes", rule.id));
        }
        let wrongly = found(rule, rule.good);
        if !wrongly.is_empty() {
            lies.push(format!("{}: the good example is refused: {}", rule.id, wrongly.join("; ")));
        }
    }
    assert!(lies.is_empty(), "{}", lies.join("\n"));
}

#[test]
fn the_pages_are_written_into_a_folder() {
    let folder = std::env::temp_dir().join(format!("plimsoll-rules-{}", std::process::id()));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["rules", "--format", "markdown", "--output"])
        .arg(folder.join("site/rules"))
        .output()
        .unwrap();
    let index = std::fs::read_to_string(folder.join("site/rules/index.md"));
    let pages: Vec<bool> =
        rules::all().map(|rule| folder.join(format!("site/rules/{}.md", rule.id)).is_file()).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(index.unwrap().starts_with("# Rules\n"));
    assert!(pages.iter().all(|is_there| *is_there));
}
