//! What a text means to the cluster's own converter.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::recorded::{cases, hold};

#[test]
fn texts_mean_what_they_mean_to_the_cluster() {
    let cases = cases("yaml", 1);
    let folder = tempfile::tempdir().unwrap();
    for case in &cases {
        let path = folder.path().join(format!("{}.yaml", case["id"].as_str().unwrap()));
        std::fs::write(path, case["yaml"].as_str().unwrap()).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).arg("parse").arg(folder.path()).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut first, mut deep): (BTreeMap<String, Value>, Vec<String>) = (BTreeMap::new(), Vec::new());
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Ok(document) = serde_json::from_str::<Value>(line) else {
            // The reader of JSON at hand gives up on what is nested deeper than it likes.
            assert!(line.matches(['[', '{']).count() > 100, "{line}");
            deep.push(line.to_owned());
            continue;
        };
        if document["document"] == 0 {
            let path = std::path::Path::new(document["path"].as_str().unwrap());
            first.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), document);
        }
    }
    let (mut looked, mut different) = (Vec::new(), Vec::new());
    let none = serde_json::json!({"json": null, "errors": [], "duplicates": []});
    for case in &cases {
        let id = case["id"].as_str().unwrap().to_owned();
        if deep.iter().any(|line| line.contains(&format!("{id}.yaml"))) {
            continue;
        }
        let document = first.get(&id).unwrap_or(&none);
        let broken = case["error"].as_str().is_some_and(|error| !error.is_empty());
        let refused = !document["errors"].as_array().unwrap().is_empty();
        let doubled = |of: &Value| of.as_array().is_some_and(|list| !list.is_empty()) || of.is_string() || *of == true;
        let same = broken == refused
            && (broken
                || document["json"] == case["json"] && doubled(&document["duplicates"]) == doubled(&case["strict"]));
        if !same {
            different.push((id.clone(), format!("expected {case}, here {document}")));
        }
        looked.push(id);
    }
    assert!(deep.len() < 10, "{} are not compared", deep.len());
    hold("yaml", &looked, &different);
}
