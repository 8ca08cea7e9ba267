//! What shells and `man` are given, held against a real bash and a real groff where they are there.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

mod tools;

const PLIMSOLL: &str = env!("CARGO_BIN_EXE_plimsoll");

fn plimsoll(words: &[&str]) -> String {
    let output = Command::new(PLIMSOLL).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What bash offers for the last of the words.
fn offered(script: &str, words: &[&str]) -> Vec<String> {
    let ask = r#"source "$SCRIPT"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _plimsoll plimsoll "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; printf '%s\n' "${COMPREPLY[@]}""#;
    // It is too long for an argument.
    let scratch = tools::Scratch::new("completions");
    scratch.write("plimsoll.bash", script);
    let script = scratch.path().join("plimsoll.bash");
    let mut bash = Command::new("bash");
    let output = bash.args(["--norc", "-c", ask, "bash"]).args(words).env("SCRIPT", script).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_flags_and_values() {
    if !tools::there("bash") {
        return;
    }
    let script = plimsoll(&["completions", "bash"]);
    assert_eq!(offered(&script, &["plimsoll", "sch"]), ["schedule"]);
    assert_eq!(offered(&script, &["plimsoll", "lint", "--kubernetes-v"]), ["--kubernetes-version"]);
    assert_eq!(offered(&script, &["plimsoll", "lint", "--fail-on", ""]), ["info", "warning", "error"]);
    assert_eq!(offered(&script, &["plimsoll", "explain", "schema/unknown-f"]), ["schema/unknown-field"]);
    assert_eq!(offered(&script, &["plimsoll", "lint", "--exclude", "lint/plain"]), ["lint/plaintext-secret"]);
    assert!(offered(&script, &["plimsoll", "lint", "--format", ""]).contains(&"json".to_owned()));
}

fn groff(page: &str) -> Output {
    let mut groff = Command::new("groff");
    groff.args(["-man", "-Tascii", "-ww"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = groff.spawn().unwrap();
    child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_manual_is_set_without_a_warning() {
    if !tools::there("groff") {
        return;
    }
    let folder = tools::Scratch::new("man");
    plimsoll(&["man", "--output", folder.path().to_str().unwrap()]);
    let mut names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() > 8, "{names:?}");
    for name in names {
        let output = groff(&std::fs::read_to_string(&name).unwrap());
        assert!(output.status.success() && output.stderr.is_empty(), "{}: {output:?}", name.display());
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("plimsoll"), "{}", name.display());
    }
    let one = groff(&plimsoll(&["man", "schedule"]));
    assert!(String::from_utf8_lossy(&one.stdout).contains("KubeSchedulerConfiguration"));
}
