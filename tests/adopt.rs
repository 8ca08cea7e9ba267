//! A team meets plimsoll: from a first configuration to a green baseline, to a bad commit that is kept back and mended. The
//! transcript of it is `testdata/adopt.md`; `UPDATE_ADOPT=1` writes it anew.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::Command;

const TRANSCRIPT: &str = "testdata/adopt.md";

/// A folder that is gone afterwards.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(drop).unwrap()
        }
    }
}

/// What a shell prints of a command, both streams together, and its status where that is not 0.
fn said(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_plimsoll")).parent().unwrap().to_str().unwrap();
    let path = format!("{program}:{}", std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("{{ {command}\n}} 2>&1")]).current_dir(folder).env("PATH", path).env("COLUMNS", "100");
    // Nobody's own settings, and no runner's.
    shell.env("GITHUB_ACTIONS", "false").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"] {
        shell.env(name, "a team");
    }
    for name in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        shell.env(name, "team@example.com");
    }
    let output = shell.output().unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    match output.status.code() {
        Some(0) => {}
        status => text.push_str(&format!("[exit {}]\n", status.unwrap_or(-1))),
    }
    text
}

/// The commands of a transcript: the lines behind a `$ ` in its blocks.
fn commands(transcript: &str) -> impl Iterator<Item = &str> {
    transcript.lines().filter_map(|line| line.strip_prefix("$ "))
}

/// The transcript with what the commands print now.
fn played(transcript: &str, folder: &Path) -> String {
    let mut text = String::new();
    let mut inside = false;
    for line in transcript.lines() {
        if line.starts_with("```") {
            inside = !inside;
        }
        match line.strip_prefix("$ ") {
            Some(command) if inside => {
                text.push_str(&format!("{line}\n{}", said(command, folder)));
            }
            _ if inside && !line.starts_with("```") => {}
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

#[test]
fn a_team_adopts_it() {
    if Command::new("git").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "git is needed");
        eprintln!("no git: not tried");
        return;
    }
    let scratch = Scratch(std::env::temp_dir().join(format!("plimsoll-adopt-{}", std::process::id())));
    let folder = scratch.0.join("fleet");
    copy(Path::new("testdata/fleet"), &folder);
    let transcript = std::fs::read_to_string(TRANSCRIPT).unwrap();
    assert!(commands(&transcript).count() > 8);
    let played = played(&transcript, &folder);
    if std::env::var_os("UPDATE_ADOPT").is_some() {
        std::fs::write(TRANSCRIPT, played).unwrap();
        return;
    }
    assert!(transcript == played, "run with UPDATE_ADOPT=1 to write {TRANSCRIPT} anew; now it is:\n{played}");
}
