//! Packages of other languages, installed by the tests that need them, once for all runs of one build folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Where missing is a failure and not passed by.
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

/// `None`, said aloud; a failure where everything has to be there.
fn missing<T>(what: &str) -> Option<T> {
    assert!(!is_ci(), "{what}");
    eprintln!("passed by: {what}");
    None
}

fn runs(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).status().is_ok_and(|s| s.success())
}

/// A folder that `fill` has filled, by this run or by one before it.
fn filled(name: &str, fill: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumers").join(name);
    if !folder.join("filled").is_file() {
        // What an earlier run left half done is no use.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        if !fill(&folder) {
            return missing(&format!("{name} cannot be installed"));
        }
        std::fs::write(folder.join("filled"), "").unwrap();
    }
    Some(folder)
}

/// A Python that has `jsonschema` and `junitparser`.
pub(crate) fn python() -> Option<PathBuf> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = |folder: &Path| {
        // By the second the first knows what is a URI.
        let packages = ["jsonschema==4.26.0", "rfc3986-validator==0.1.1", "junitparser==5.0.3"];
        runs(Command::new("python3").args(["-m", "venv"]).arg(folder))
            && runs(
                Command::new(folder.join("bin/python"))
                    .args(["-m", "pip", "install", "-q", "--retries", "1", "--timeout", "20"])
                    .args(packages),
            )
    };
    PYTHON.get_or_init(|| Some(filled("python", install)?.join("bin/python"))).clone()
}

/// A folder below which node finds `tap-parser`, and in which the schema of SARIF lies.
pub(crate) fn node() -> Option<PathBuf> {
    static NODE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = |folder: &Path| {
        let packages = ["tap-parser@18.3.4", "@microsoft/jest-sarif@1.0.0-beta.0"];
        runs(
            Command::new("npm")
                .args([
                    "install",
                    "--silent",
                    "--no-fund",
                    "--no-audit",
                    "--fetch-retries=1",
                    "--fetch-retry-mintimeout=1000",
                    "--prefix",
                ])
                .arg(folder)
                .args(packages),
        )
    };
    NODE.get_or_init(|| filled("node", install)).clone()
}

/// Whether there is a vim that has a list of errors; on a runner it is installed.
pub(crate) fn vim() -> Option<()> {
    static VIM: OnceLock<bool> = OnceLock::new();
    let is_there =
        || runs(Command::new("vim").args(["-es", "-u", "NONE", "-c", "if has('quickfix')|qa!|else|cq|endif"]));
    // Debian's vim-tiny has neither lists of errors nor expressions.
    let install =
        || is_ci() && runs(Command::new("apt-get").args(["install", "-y", "-qq", "--no-install-recommends", "vim"]));
    if *VIM.get_or_init(|| is_there() || (install() && is_there())) { Some(()) } else { missing("there is no vim") }
}
