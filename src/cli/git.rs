//! git's answers, from the program that the user has.

use std::path::Path;
use std::process::Command;

/// What git answers in a folder, on standard output.
///
/// # Errors
/// In its own words, where it is not there or refuses.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.map_err(|why| format!("git cannot be run: {why}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(words.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned())
}
