//! The sample of a real API server's verdicts by which plimsoll is compared with its peers (`testdata/compare`), and the
//! script that compares them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::process::Command;

use plimsoll::discover::{Take, read_all};
use plimsoll::model::{FileId, Finding, Layer, Severity};
use plimsoll::pipeline::{Request, run};
use plimsoll::report::Places;
use serde_json::Value;

fn verdicts() -> Vec<Value> {
    let text = std::fs::read_to_string("testdata/compare/verdicts.json").unwrap();
    let recorded: Value = serde_json::from_str(&text).unwrap();
    recorded["verdicts"].as_array().unwrap().clone()
}

/// Whether a finding is what a server would refuse.
fn refuses(finding: &Finding) -> bool {
    let asked_of_server = matches!(finding.rule.layer, Layer::Syntax | Layer::Schema | Layer::Api);
    asked_of_server && finding.severity == Severity::Error
}

#[test]
fn verdicts_are_those_of_the_server() {
    let verdicts = verdicts();
    assert!(verdicts.len() >= 60, "the sample is gone");
    let mut wrong = Vec::new();
    for verdict in verdicts {
        let path = format!("testdata/compare/{}", verdict["file"].as_str().unwrap());
        let files = read_all(std::slice::from_ref(&path), &Take::everything()).unwrap().files;
        let outcome = run(&files, &Request::default()).unwrap();
        let places = Places::new(&files);
        let refused = outcome.findings.iter().filter(|finding| refuses(finding));
        let lines: Vec<u64> = refused.map(|f| places.range(FileId(0), f.span).0.line.into()).collect();
        let mistakes = verdict["lines"].as_array().unwrap();
        let is_there =
            |line: &u64| mistakes.iter().any(|m| (m[0].as_u64().unwrap()..=m[1].as_u64().unwrap()).contains(line));
        let is_named = mistakes.is_empty() || lines.iter().any(is_there);
        if verdict["refused"].as_bool().unwrap() == lines.is_empty() || !is_named {
            wrong.push(format!("{path}: the server {verdict}, here lines {lines:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_script_counts_them() {
    let script = ["tests/compare/run", "--plimsoll", env!("CARGO_BIN_EXE_plimsoll")];
    let Ok(output) = Command::new("python3").args(script).output() else {
        assert!(std::env::var_os("CI").is_none(), "there is no python3");
        println!("passed by: there is no python3");
        return;
    };
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let verdicts = verdicts();
    let refused = verdicts.iter().filter(|verdict| verdict["refused"] == true).count();
    let accepted = verdicts.len() - refused;
    let others = "not measured here | not measured here | not measured here";
    for row in [
        format!("| refuses what the server refuses | {refused} of {refused} | {others} | all {refused}"),
        format!("| refuses what the server accepts | 0 of {accepted} | {others} | 0"),
        "| looks between objects | a Service that selects nothing, LimitRange, Pod Security, the same object twice | not".to_owned(),
        "| dry-runs placement | yes | not".to_owned(),
    ] {
        assert!(told.contains(&row), "{row}\n{told}");
    }
}
