//! An outcome to bytes: one file for each format, one line in the table.

mod cases;
mod changes_text;
mod closing;
mod compact;
mod difference;
mod excerpt;
mod fill_text;
mod github;
mod gitlab;
mod guard;
mod in_short;
mod inventory;
mod json;
mod junit;
mod kubectl;
mod left_out;
mod markdown;
mod picture;
mod placement_text;
mod places;
mod plain;
mod plugins;
mod pod_rows;
mod reply_json;
mod reply_text;
mod rows;
pub mod rules;
mod sarif;
mod schedule_json;
mod scores_text;
mod table;
mod tabs;
mod tap;
mod text;
mod trace_json;
mod trace_text;
#[cfg(test)]
mod trial;
mod unchecked;

pub use closing::closing;
pub use guard::{Guard, Spelling, harmless, harmless_json};
pub use picture::{PICTURES, Picture};
pub use places::Places;
pub use plugins::plugin_text;
pub use table::table;
pub use text::{Look, TextReport, mended};

use std::collections::HashSet;
use std::io::{self, Write};

use crate::discover::STDIN_PATH;
use crate::model::{FileId, Finding, Root, Severity};
use crate::pipeline::{Outcome, Request, Tell, fingerprints};

/// What a format is given: an outcome, what it is about, and how much of it is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'v> {
    /// What came of the run.
    pub outcome: &'v Outcome,
    /// The files that it was about.
    pub places: &'v Places<'v>,
    /// What was asked.
    pub request: &'v Request,
    /// Show suggestions, too.
    pub suggestions: bool,
    /// Least severity that makes the run fail, and with it a case of those formats that have cases.
    pub fail_on: Severity,
    /// Show file by file what was not checked.
    pub verbose: bool,
    /// Show findings and nothing else.
    pub quiet: bool,
    /// Findings that are shown at most, where that is bounded: the gravest of them.
    pub most: Option<usize>,
    /// The folder that paths are named from where a format wants them so.
    pub root: &'v Root,
    /// Colours and width, for people.
    pub look: Look,
}

impl<'v> View<'v> {
    /// The findings that are shown, in their order, and how many are not for their number alone.
    pub fn told(self) -> (Vec<&'v Finding>, usize) {
        let (at, left_out) = self.told_at();
        (at.into_iter().map(|at| &self.outcome.findings[at]).collect(), left_out)
    }

    /// The findings that are shown, each with its fingerprint, and how many are not.
    fn marked(self) -> (Vec<(&'v Finding, String)>, usize) {
        let findings = &self.outcome.findings;
        let mut marks = fingerprints(findings, self.places.files(), self.root);
        let (at, left_out) = self.told_at();
        (at.into_iter().map(|at| (&findings[at], std::mem::take(&mut marks[at]))).collect(), left_out)
    }

    /// The places of the findings that are shown in the list of all, and how many are not.
    fn told_at(self) -> (Vec<usize>, usize) {
        let findings = &self.outcome.findings;
        let wanted = |at: &usize| self.suggestions || findings[*at].severity > Severity::Info;
        let all: Vec<usize> = (0..findings.len()).filter(wanted).collect();
        let Some(most) = self.most.filter(|most| *most < all.len()) else { return (all, 0) };
        let kept = gravest(&all, most, |at| findings[*at].severity);
        let left_out = all.len() - kept.len();
        (kept.into_iter().copied().collect(), left_out)
    }

    /// Whether the closing line is told: where manifests were held against the rules, and not only findings are wanted.
    fn says_what_was_looked_at(self) -> bool {
        !self.quiet
            && self.outcome.nodes.is_none()
            && self.outcome.difference.is_none()
            && self.request.tell == Tell::All
    }

    /// The path of a file as platforms name it: seen from the repository. What came from standard input has none.
    fn path(self, file: FileId) -> String {
        let path = self.places.path(file);
        if path == STDIN_PATH { path.to_owned() } else { self.root.relative(path) }
    }
}

/// The `most` gravest of some things, the first of those that are alike, in their order.
fn gravest<T>(all: &[T], most: usize, severity: impl Fn(&T) -> Severity) -> Vec<&T> {
    let mut by_gravity: Vec<usize> = (0..all.len()).collect();
    by_gravity.sort_by_key(|at| std::cmp::Reverse(severity(&all[*at])));
    let kept: HashSet<usize> = by_gravity.into_iter().take(most).collect();
    all.iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, one)| one).collect()
}

/// A format: its name, as `--format` takes it, and the function that writes it.
pub struct Format {
    /// The name.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// One line of help.
    pub help: &'static str,
    /// Writes the whole report; what it writes passes the [`Guard`].
    write: fn(View<'_>, &mut dyn Write) -> io::Result<()>,
    /// How the guard spells what would do harm.
    spelling: Spelling,
    /// Whether it tells each node's scores and refusals for each pod.
    pub detailed: bool,
    /// Whether it is one whole document, beside which nothing can stand.
    pub whole: bool,
    /// Whether it says how many suggestions there are even where it shows none.
    pub counts_suggestions: bool,
}

/// Every format that tells what was found; the first is the default.
pub static FORMATS: &[Format] = &[
    text::FORMAT,
    compact::FORMAT,
    json::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    junit::FORMAT,
    tap::FORMAT,
    markdown::FORMAT,
];

impl Format {
    /// Writes the whole report, with nothing in it that commands a terminal or a runner.
    ///
    /// # Errors
    /// Those of writing.
    pub fn report(&self, view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Look { color, links, .. } = view.look;
        let is_painted = self.spelling == Spelling::Text && (color || links);
        let spelling = if is_painted { Spelling::Painted { color, links } } else { self.spelling };
        let mut guard = Guard::new(spelling, out);
        (self.write)(view, &mut guard)?;
        guard.finish()
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<&'static Format> {
        let pictures = PICTURES.iter().map(|picture| &picture.format);
        let like_kubectl = kubectl::FORMATS.iter().copied();
        FORMATS
            .iter()
            .chain(pictures)
            .chain(like_kubectl)
            .find(|format| format.name == name || format.alias == Some(name))
    }

    /// The formats that a command has something to write in.
    pub fn of(command: &str) -> impl Iterator<Item = &'static Format> {
        let pictures = PICTURES.iter().filter(move |picture| picture.commands.contains(&command));
        let like_kubectl = ["schedule", "inventory"].contains(&command).then_some(kubectl::FORMATS);
        let like_kubectl = like_kubectl.into_iter().flatten().copied();
        FORMATS.iter().chain(like_kubectl).chain(pictures.map(|picture| &picture.format))
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
