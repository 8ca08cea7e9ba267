//! What sets findings aside, read from the world: the baseline, and git's word of what has changed.

use std::path::Path;
use std::process::Command;

use super::flags::Told;
use super::say;
use crate::config::Config;
use crate::discover::{Role, SourceFile};
use crate::model::{Root, count};
use crate::pipeline::{Baseline, Changed, Outcome, Request};

/// Where a baseline is written where nobody says otherwise: beside the configuration.
const BASELINE: &str = ".plimsoll-baseline.json";

/// The baseline that a run goes by.
#[derive(Debug)]
pub(super) struct Known {
    /// Its path, as seen from the working folder.
    path: String,
    /// Its folder.
    root: Root,
    /// Whether it is to be written, not read.
    write: bool,
}

impl Known {
    /// The one of the flags or else of the configuration, where there is any.
    pub(super) fn of(told: &Told, config: &Config) -> Result<Option<Self>, String> {
        if told.no_baseline {
            return Ok(None);
        }
        let named = told.baseline.clone().or_else(|| config.baseline.clone());
        let path = named.or_else(|| told.write_baseline.then(|| config.root.seen(BASELINE)));
        let Some(path) = path else { return Ok(None) };
        let working = working()?;
        let folder = Path::new(&working).join(Path::new(&path).parent().unwrap_or(Path::new("")));
        let root = Root::new(&working, &folder.to_string_lossy());
        Ok(Some(Known { path, root, write: told.write_baseline }))
    }

    /// Reads it, unless it is to be written: into the request, and as a file in which something may be found.
    pub(super) fn read(&self, request: &mut Request, files: &mut Vec<SourceFile>) -> Result<(), String> {
        if self.write {
            return Ok(());
        }
        let text = std::fs::read_to_string(&self.path).map_err(|why| match why.kind() {
            std::io::ErrorKind::NotFound => {
                format!("{}: there is no such baseline; --write-baseline writes it", self.path)
            }
            _ => format!("{}: {why}", self.path),
        })?;
        let baseline = Baseline::read(&text, self.root.clone()).map_err(|why| format!("{}: {why}", self.path))?;
        request.baseline = Some(baseline);
        files.push(SourceFile { role: Role::Baseline, ..SourceFile::new(&*self.path, text) });
        Ok(())
    }

    /// Writes it, where it is to be; whether it was.
    pub(super) fn write(&self, outcome: &Outcome, files: &[SourceFile]) -> Result<bool, String> {
        if !self.write {
            return Ok(false);
        }
        let text = Baseline::write(&outcome.findings, files, &self.root);
        std::fs::write(&self.path, text).map_err(|why| format!("{}: {why}", self.path))?;
        let number = count(outcome.findings.len(), "finding");
        say(&format!("{number} written to {}; `baseline: {BASELINE}` in the configuration uses it", self.path));
        Ok(true)
    }
}

fn working() -> Result<String, String> {
    let working = std::env::current_dir().map_err(|why| format!("the working folder: {why}"))?;
    Ok(working.to_string_lossy().into_owned())
}

/// What has changed since a revision, as git has it: lines of files that it knows, and whole files that it does not know yet.
///
/// # Errors
/// In words, where git is not there or does not know the revision.
pub(super) fn changed_since(revision: &str) -> Result<Changed, String> {
    if revision.starts_with('-') {
        return Err(format!("--changed-since {revision}: this is no revision"));
    }
    let top = git(&["rev-parse", "--show-toplevel"], revision)?;
    let root = Root::new(&working()?, top.trim_end_matches(['\n', '\r']));
    let diff = ["diff", "--unified=0", "--no-prefix", "--no-color", "--no-ext-diff", "--no-renames", "--no-relative"];
    let mut changed = Changed::of_diff(&git(&[&diff[..], &[revision, "--"]].concat(), revision)?, root);
    for path in git(&["ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/"], revision)?.split('\0') {
        changed.add_whole(path);
    }
    Ok(changed)
}

fn git(arguments: &[&str], revision: &str) -> Result<String, String> {
    let output = Command::new("git").args(arguments).output();
    let output = output.map_err(|why| format!("--changed-since {revision}: git cannot be run: {why}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let first = words.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    Err(format!("--changed-since {revision}: {first}"))
}
