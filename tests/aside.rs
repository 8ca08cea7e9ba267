//! What is set aside in a repository as people have it: changes as git has them, and baselines of parts.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod tools;

use std::process::Command;

use tools::{Scratch, git};

/// A manifest with two mistakes, the second at the end.
const WRONG: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostnetwork: true\n  containers:\n  - name: a\n    image: a:1\n    imagee: b\n";

/// What is told, in one line each, and the status.
fn lint(scratch: &Scratch, words: &[&str]) -> (Vec<String>, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["lint", "--format", "compact", "--no-config"]).args(words).current_dir(scratch.path());
    let output = command.env("GITHUB_ACTIONS", "false").output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    (lines, output.status.code().unwrap())
}

#[test]
fn only_what_changed_is_told() {
    if !tools::there("git") {
        return;
    }
    let scratch = Scratch::new("changed");
    git(&scratch, &["init", "-q", "."]);
    scratch.write("a.yaml", WRONG);
    scratch.write("sub/b.yaml", &WRONG.replace("name: a", "name: b"));
    git(&scratch, &["add", "."]);
    git(&scratch, &["commit", "-q", "-m", "as it was"]);
    let changed = |words: &[&str]| lint(&scratch, &[&["--changed-since", "HEAD"], words].concat());
    assert_eq!(changed(&["."]), (Vec::new(), 0), "nothing has changed");
    // A line that was changed, whether it is staged or not.
    scratch.write("a.yaml", &WRONG.replace("imagee: b", "imagee: c"));
    let (lines, status) = changed(&["."]);
    assert!(lines.len() == 1 && lines[0].starts_with("a.yaml:10:5:") && status == 1, "{lines:?}");
    git(&scratch, &["add", "."]);
    assert_eq!(changed(&["."]).0, lines);
    // What was taken away is missed at its key.
    scratch.write("a.yaml", &WRONG.replace("metadata:\n  name: a\n", ""));
    assert!(changed(&["."]).0.iter().any(|line| line.contains("has no name")), "{:?}", changed(&["."]));
    git(&scratch, &["checkout", "-q", "HEAD", "--", "."]);
    // What is new, and what no repository knows.
    scratch.write("new.yaml", &WRONG.replace("name: a", "name: c"));
    assert_eq!(changed(&["."]).0.len(), 2);
    std::fs::remove_file(scratch.path().join("new.yaml")).unwrap();
    // A file that was only given another name.
    git(&scratch, &["mv", "sub/b.yaml", "sub/c.yaml"]);
    assert_eq!(changed(&["."]).0, [] as [String; 0]);
    assert_eq!(changed(&["--", "-x"]).1, 2);
    assert_eq!(lint(&scratch, &["--changed-since", "nowhere", "."]).1, 2);
}

#[test]
fn a_baseline_of_a_part_keeps_the_rest() {
    let scratch = Scratch::new("baseline");
    scratch.write("a.yaml", WRONG);
    scratch.write("b.yaml", &WRONG.replace("name: a", "name: b"));
    let write = ["--baseline", "known.json", "--write-baseline"];
    let known = |path: &str| lint(&scratch, &["--baseline", "known.json", path]);
    assert_eq!(lint(&scratch, &[&write[..], &["."]].concat()).1, 0);
    assert_eq!(known("."), (Vec::new(), 0));
    assert_eq!(lint(&scratch, &[&write[..], &["a.yaml"]].concat()).1, 0);
    assert_eq!(known("."), (Vec::new(), 0));
    scratch.write("b.yaml", &WRONG.replace("name: a", "name: b").replace("hostnetwork", "hostnetworks"));
    let (lines, status) = known(".");
    assert_eq!((lines.len(), status), (2, 1), "the new one, and that of old that is gone: {lines:?}");
    // Neither a manifest nor anything else that is no baseline is written over.
    assert_eq!(lint(&scratch, &["--baseline", "a.yaml", "--write-baseline", "."]).1, 2);
    assert_eq!(lint(&scratch, &["--output", "b.yaml", "."]).1, 2);
    assert!(std::fs::read_to_string(scratch.path().join("b.yaml")).unwrap().contains("hostnetworks"));
}
