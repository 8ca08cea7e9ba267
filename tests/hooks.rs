//! The hooks that are shipped, run as pre-commit runs them: the entry, then the files that are to be committed.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::{Command, Output};

/// Files as repositories have them beside manifests; in none of them is an object.
const WITHOUT_OBJECTS: [&str; 9] = [
    ".github/workflows/test.yaml",
    "chart/Chart.yaml",
    "comments.yaml",
    "compose.yaml",
    "empty.yaml",
    "kustomization.yaml",
    "package.json",
    "template.yaml",
    "values.yaml",
];

/// What is asked of each hook: its id, and the words of its entry after the program's name.
fn hooks() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let hooks: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).unwrap();
    let words = |hook: &serde_yaml::Value| {
        let mut words = hook["entry"].as_str().unwrap().split(' ').map(str::to_owned);
        assert_eq!(words.next().as_deref(), Some("plimsoll"));
        assert_eq!(hook["require_serial"].as_bool(), Some(true));
        words.collect()
    };
    let all = hooks.iter().map(|hook| (hook["id"].as_str().unwrap().to_owned(), words(hook)));
    // What writes into the files is tried where there are files to write into: `tests/pre_commit.rs`.
    all.filter(|(_, words): &(String, Vec<String>)| !words.contains(&"--fix".to_owned())).collect()
}

fn commit(words: &[String], folder: &Path, files: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(words).args(files).current_dir(folder).output().unwrap()
}

#[test]
fn files_without_objects_may_be_committed() {
    let folder = Path::new("testdata/hooks");
    for (id, words) in hooks() {
        let files: Vec<&str> = WITHOUT_OBJECTS.into_iter().filter(|_| !id.starts_with("plimsoll-check")).collect();
        let each = files.iter().map(|file| vec![*file]).chain([files.clone()]);
        for files in each {
            let output = commit(&words, folder, &files);
            assert!(output.status.success(), "{id} {files:?}: {}", String::from_utf8_lossy(&output.stdout));
        }
    }
}

#[test]
fn a_slip_keeps_a_commit_back() {
    let folder = Path::new("testdata/quickstart");
    for (id, words) in hooks() {
        let files: &[&str] =
            if id.starts_with("plimsoll-check") { &[] } else { &["shop/cart.yaml", "shop/frontend.yaml"] };
        let output = commit(&words, folder, files);
        assert_eq!(output.status.code(), Some(1), "{id}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("schema/unknown-field"), "{id}");
    }
}

#[test]
fn what_the_configuration_leaves_out_may_be_committed() {
    let folder = std::env::temp_dir().join(format!("plimsoll-hooks-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("vendored")).unwrap();
    std::fs::write(folder.join(".plimsoll.yaml"), "exclude: [vendored/]\n").unwrap();
    std::fs::write(folder.join("vendored/a.yaml"), "apiVersion: v1\nkind: Pod\nspecc: {}\n").unwrap();
    let outputs: Vec<_> =
        hooks().into_iter().map(|(id, words)| (commit(&words, &folder, &["vendored/a.yaml"]), id)).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    for (output, id) in outputs {
        assert!(output.status.success(), "{id}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
