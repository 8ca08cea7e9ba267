//! What tests need of other programs: a folder that goes away, and a word where a program is missing.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether all tests must be passed: a runner of tests has what they need, or is set up wrongly.
fn strict() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

/// Says that a test is passed by.
///
/// # Panics
/// Where nothing may be passed by.
pub(crate) fn pass_by(why: &str) {
    assert!(!strict(), "{why}, and CI is set: nothing may be passed by");
    println!("passed by: {why}");
}

/// Whether a program is there; says so where it is not.
pub(crate) fn there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        pass_by(&format!("there is no {program}"));
    }
    found
}

/// The folder of programs of a new environment of Python's in `folder` with these packages of PyPI; says so where there is
/// no Python or no network.
pub(crate) fn python(folder: &Path, packages: &[&str]) -> Option<PathBuf> {
    if !there("python3") {
        return None;
    }
    let home = folder.join("python");
    std::fs::create_dir_all(folder).unwrap();
    let made = Command::new("python3").args(["-m", "venv"]).arg(&home).output().is_ok_and(|made| made.status.success());
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mut pip = Command::new(programs.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--retries", "1"]).args(packages);
    match pip.output() {
        Ok(output) if made && output.status.success() => Some(programs),
        _ => {
            pass_by(&format!("{} cannot be installed", packages.join(" ")));
            None
        }
    }
}

/// Has git do something in a folder, with no settings but those that it needs.
pub(crate) fn git(scratch: &Scratch, words: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]);
    let output =
        command.args(words).current_dir(scratch.path()).env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A folder that is there as long as this is.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes one of a name that no other test has.
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("plimsoll-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Scratch(folder.canonicalize().unwrap())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below it, with the folders above.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
