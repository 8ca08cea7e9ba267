//! What the README shows is what the program prints: one finding in the README itself, the whole of the quickstart in
//! `testdata/quickstart.txt`. `UPDATE_README=1` writes both anew.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::process::Command;

/// What the README's first command prints.
const QUICKSTART: &str = "testdata/quickstart.txt";

/// The mark before the README's picture, and that behind it.
const MARKS: (&str, &str) = ("<!-- finding -->\n```text\n", "```\n<!-- /finding -->");

/// What the program prints; it has found something.
fn printed(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.env_remove("COLUMNS");
    command.args(arguments).args(["--no-config", "--color", "never"]).env("GITHUB_ACTIONS", "false");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{arguments:?} finds mistakes: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Whether both are to be written anew.
fn updates() -> bool {
    std::env::var_os("UPDATE_README").is_some()
}

#[test]
fn the_readme_shows_a_finding_as_it_is_printed() {
    let printed = printed(&["lint", "--quiet", "testdata/quickstart/shop/orders-db.yaml"]);
    let readme = std::fs::read_to_string("README.md").unwrap();
    let start = readme.find(MARKS.0).expect("the README has the mark") + MARKS.0.len();
    let end = start + readme[start..].find(MARKS.1).expect("the README has the closing mark");
    let printed = format!("{}\n", printed.trim_end());
    if updates() {
        std::fs::write("README.md", format!("{}{printed}{}", &readme[..start], &readme[end..])).unwrap();
        return;
    }
    assert!(readme[start..end] == printed, "run with UPDATE_README=1 to update the README; printed:\n{printed}");
}

#[test]
fn the_quickstart_prints_what_is_written_down() {
    let printed = printed(&["check", "testdata/quickstart"]);
    if updates() {
        std::fs::write(QUICKSTART, printed).unwrap();
        return;
    }
    let written = std::fs::read_to_string(QUICKSTART).unwrap();
    assert!(written == printed, "run with UPDATE_README=1 to update {QUICKSTART}; printed:\n{printed}");
}

#[test]
fn the_readme_names_commands_and_flags_that_there_are() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let help = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_plimsoll")).env_remove("COLUMNS").args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let whole = help(&["--help"]);
    let commands: Vec<&str> = readme.match_indices("`plimsoll ").map(|(at, _)| &readme[at + 10..]).collect();
    assert!(commands.len() > 5);
    for rest in commands {
        let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        let command = &rest[..end];
        assert!(command.is_empty() || whole.contains(&format!("\n  {command} ")), "there is no `plimsoll {command}`");
    }
    let flags = [
        "check",
        "lint",
        "schedule",
        "capacity",
        "pack",
        "diff",
        "describe",
        "inventory",
        "init",
        "rules",
        "config",
        "man",
    ]
    .map(|c| help(&[c, "--help"]));
    for (at, _) in readme.match_indices("`--") {
        let rest = &readme[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '-')).unwrap_or(rest.len());
        let flag = &rest[..end];
        assert!(flags.iter().any(|help| help.contains(flag)), "there is no flag {flag}");
    }
}
