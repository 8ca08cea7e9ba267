//! Definitions with rules, patterns and formats, and objects of them: is each taken?

use serde_json::Value;

use super::recorded::{cases, hold};
use super::{LINT, refuses, said};

#[test]
fn rules_hold_as_they_hold_for_the_server() {
    let (mut looked, mut different) = (Vec::new(), Vec::new());
    for case in cases("cel", 2) {
        let folder = tempfile::tempdir().unwrap();
        let mut rows = vec![("crd".to_owned(), &case["result"])];
        std::fs::write(folder.path().join("crd.json"), case["crd"].as_str().unwrap()).unwrap();
        for (index, object) in case["objects"].as_array().unwrap().iter().enumerate() {
            let name = format!("o{index}");
            std::fs::write(folder.path().join(format!("{name}.json")), object["yaml"].as_str().unwrap()).unwrap();
            rows.push((name, &object["result"]));
        }
        let report = said(LINT, folder.path()).unwrap_or_else(|e| panic!("{}: {e}", case["id"]));
        let findings = report["findings"].as_array().unwrap();
        for (name, result) in rows {
            let of_file = |finding: &&Value| {
                let path = std::path::Path::new(finding["path"].as_str().unwrap());
                path.file_stem().is_some_and(|stem| stem == name.as_str())
            };
            let said: Vec<&Value> = findings.iter().filter(of_file).filter(|finding| refuses(finding)).collect();
            let id = format!("{}/{name}", case["id"].as_str().unwrap());
            if said.is_empty() != (result["code"] == 201) {
                let messages: Vec<&Value> = said.iter().map(|finding| &finding["message"]).collect();
                different.push((id.clone(), format!("the server {result}, here {messages:?}")));
            }
            looked.push(id);
        }
    }
    hold("cel", &looked, &different);
}
