//! What sets findings aside, read from the world: the baseline, and git's word of what has changed.

use std::path::Path;

use super::flags::Told;
use super::git::git;
use super::say;
use crate::config::{Config, home};
use crate::discover::{Role, STDIN, SourceFile, read_text};
use crate::model::{Root, count};
use crate::pipeline::{Baseline, Changed, Outcome, Ran, Request};

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
    /// Whether the configuration names one.
    configured: bool,
}

impl Known {
    /// The one that the settings name, or where one is to be written and none is named, the usual one.
    pub(super) fn of(named: Option<String>, told: &Told, config: &Config) -> Result<Option<Self>, String> {
        let path = named.or_else(|| told.write_baseline.then(|| config.root.seen(BASELINE)));
        let Some(path) = path else { return Ok(None) };
        let root = home(&path)?;
        let configured = config.baseline.is_some();
        Ok(Some(Known { path, root, write: told.write_baseline, configured }))
    }

    /// Reads it, unless it is to be written: into the request, and as a file in which something may be found.
    pub(super) fn read(&self, request: &mut Request, files: &mut Vec<SourceFile>) -> Result<(), String> {
        if self.write {
            return Ok(());
        }
        if !Path::new(&self.path).exists() {
            return Err(format!("{}: there is no such baseline; --write-baseline writes it", self.path));
        }
        let text = read_text(&self.path).map_err(|why| format!("{}: {why}", self.path))?;
        let baseline = Baseline::read(&text, self.root.clone()).map_err(|why| format!("{}: {why}", self.path))?;
        request.baseline = Some(baseline);
        files.push(SourceFile { role: Role::Baseline, ..SourceFile::new(&*self.path, text) });
        Ok(())
    }

    /// Writes it, where it is to be; whether it was.
    pub(super) fn write(&self, outcome: &Outcome, files: &[SourceFile], request: &Request) -> Result<bool, String> {
        if !self.write {
            return Ok(false);
        }
        let before = read_text(&self.path).ok();
        let before = before.map(|text| Baseline::read(&text, self.root.clone())).transpose();
        let before = before.map_err(|why| format!("{}: not written over: {why}", self.path))?;
        let placed = outcome.placement.as_ref().is_some_and(|placement| !placement.nodes.is_empty());
        let ran = Ran { findings: &outcome.findings, files, request, placed };
        let text = Baseline::write(ran, &self.root, before.as_ref());
        std::fs::write(&self.path, text).map_err(|why| format!("{}: {why}", self.path))?;
        let mut said = format!("{} written to {}", count(outcome.findings.len(), "finding"), self.path);
        if !self.configured {
            said.push_str(&format!("; the line `baseline: {}` in the configuration uses it", self.path));
        }
        say(&said);
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
pub(super) fn changed_since(revision: &str, paths: &[String], files: &[SourceFile]) -> Result<Changed, String> {
    if revision.starts_with('-') {
        return Err(format!("--changed-since {revision}: this is no revision"));
    }
    // The repository is that of what is looked at, wherever the command is run.
    let first = paths.iter().find(|path| *path != STDIN).map_or(Path::new("."), Path::new);
    let folder = if first.is_dir() { first } else { first.parent().unwrap_or(first) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let git = |arguments: &[&str]| git(folder, arguments).map_err(|why| format!("--changed-since {revision}: {why}"));
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let diff = ["diff", "--unified=0", "--no-prefix", "--no-color", "--no-ext-diff", "--no-relative"];
    // What a repository's own settings call binary, or show otherwise than it is, has lines here.
    let plain = ["--find-renames", "--text", "--no-textconv", revision, "--"];
    let known = git(&["ls-files", "--full-name", "-z", ":/"])?;
    let known = known.split('\0').filter(|path| !path.is_empty()).map(str::to_owned);
    let (working, top) = (working()?, top.trim_end_matches(['\n', '\r']));
    let mut changed = Changed::of_diff(&git(&[&diff[..], &plain].concat())?, known, Root::new(&working, top));
    for file in files.iter().filter(|file| file.role == Role::Manifest) {
        let (own, real) = (Path::new(&working).join(&file.path), Path::new(&file.path).canonicalize());
        if let Some(real) = real.ok().filter(|real| *real != own) {
            changed.link(&file.path, &real.to_string_lossy());
        }
    }
    Ok(changed)
}
