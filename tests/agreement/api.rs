//! Verdicts of the API server, with each field that it refuses and why.

use std::collections::BTreeMap;

use serde_json::Value;

use super::recorded::{cases, hold};
use super::{LINT, refuses, said, texts};

/// What is said of an object: whether it is refused, the fields that are unknown, the refused fields with the reasons.
#[derive(Debug, Default, PartialEq)]
struct Answer {
    refused: bool,
    unknown: Vec<String>,
    causes: Vec<(String, String)>,
}

impl Answer {
    fn sorted(mut self) -> Self {
        self.unknown.sort();
        self.unknown.dedup();
        self.causes.sort();
        self
    }

    fn recorded(result: &Value) -> Self {
        let mut answer = Answer { refused: result["code"] != 201, ..Answer::default() };
        for warning in texts(&result["warnings"]) {
            let unknown = warning.strip_prefix("unknown field \"").and_then(|rest| rest.strip_suffix('"'));
            answer.unknown.extend(unknown.map(str::to_owned));
            answer.refused |= unknown.is_some()
                || warning.starts_with("duplicate field \"")
                || warning.contains("already set in map");
        }
        let causes = result["causes"].as_array().into_iter().flatten();
        answer.causes = causes.map(cause).collect();
        answer.sorted()
    }

    fn told(findings: &[&Value]) -> Self {
        let mut answer = Answer { refused: findings.iter().any(|f| refuses(f)), ..Answer::default() };
        for finding in findings {
            if finding["rule"] == "schema/unknown-field" {
                answer.unknown.push(finding["field"].as_str().unwrap_or_default().to_owned());
            }
            answer.unknown.extend(texts(&finding["unknown"]).map(str::to_owned));
            let also = finding["also"].as_array().into_iter().flatten();
            let api = std::iter::once(&finding["api"]).chain(also);
            answer.causes.extend(api.filter(|api| api["reason"].is_string()).map(cause));
        }
        answer.sorted()
    }
}

fn cause(of: &Value) -> (String, String) {
    let text = |key: &str| of[key].as_str().unwrap_or_default().to_owned();
    (text("field"), text("reason"))
}

fn verdicts(name: &str, of: usize) {
    let cases = cases(name, of);
    let folder = tempfile::tempdir().unwrap();
    for case in &cases {
        let path = folder.path().join(format!("{}.yaml", case["id"].as_str().unwrap()));
        std::fs::write(path, case["yaml"].as_str().unwrap()).unwrap();
    }
    let report = said(LINT, folder.path()).unwrap();
    let mut by_file: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let path = std::path::Path::new(finding["path"].as_str().unwrap());
        by_file.entry(path.file_stem().unwrap().to_string_lossy().into_owned()).or_default().push(finding);
    }
    let (mut looked, mut different) = (Vec::new(), Vec::new());
    for case in &cases {
        let id = case["id"].as_str().unwrap().to_owned();
        let recorded = Answer::recorded(&case["result"]);
        let mut told = Answer::told(by_file.get(&id).map_or(&[], Vec::as_slice));
        // Of what cannot be decoded the server names nothing.
        if ![201, 422].iter().any(|code| case["result"]["code"] == *code) {
            told = Answer { refused: told.refused, ..Answer::recorded(&case["result"]) };
        }
        if told != recorded {
            different.push((id.clone(), format!("the server {recorded:?}, here {told:?}")));
        }
        looked.push(id);
    }
    hold(name, &looked, &different);
}

#[test]
fn manifests_are_accepted() {
    verdicts("base", 1);
}

#[test]
fn damage_is_refused_as_the_server_refuses_it() {
    verdicts("synthetic", 4);
}
