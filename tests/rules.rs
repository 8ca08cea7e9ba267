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

/// Whoever shows no suggestions and counts none has rules that only suggest not look: everything else must be the same.
#[test]
fn what_is_graver_is_found_without_the_suggestions() {
    let files = || {
        let files =
            walkdir::WalkDir::new("testdata").sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
        let read = |path: std::path::PathBuf| {
            Some(SourceFile::new(path.to_str().unwrap(), std::fs::read_to_string(&path).ok()?))
        };
        files.filter_map(read).collect::<Vec<_>>()
    };
    let told = |without_suggestions| {
        let outcome = run(&files(), &Request { without_suggestions, ..Request::default() }).unwrap();
        let (grave, light): (Vec<_>, Vec<_>) =
            outcome.findings.into_iter().partition(|finding| finding.severity > plimsoll::model::Severity::Info);
        let line = |finding: plimsoll::model::Finding| {
            (finding.rule.id, finding.file.0, finding.span, finding.message.clone())
        };
        (grave.into_iter().map(line).collect::<Vec<_>>(), light.len())
    };
    let ((all, light), (grave, lighter)) = (told(false), told(true));
    assert_eq!(all, grave);
    assert!(lighter < light / 2 && light > 100, "{light}, {lighter}");
    let looks = |level, id: &str| {
        let mut request = Request { without_suggestions: true, ..Request::default() };
        request.levels.insert(id.to_owned(), level);
        request.looks(rules::find(id).unwrap())
    };
    assert!(looks(Level::At(plimsoll::model::Severity::Warning), "lint/no-spread"));
    assert!(!looks(Level::On, "lint/no-spread"));
}
