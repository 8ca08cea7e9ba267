//! An outcome to bytes: one file for each format, one line in the table.

mod inventory;
mod json;
mod left_out;
mod placement_text;
mod places;
mod rows;
mod schedule_json;
mod table;
mod text;
mod unchecked;

pub use places::Places;
pub use table::table;
pub use text::{Look, TextReport, closing, mended};

use std::collections::HashSet;
use std::io::{self, Write};

use crate::model::{Finding, Root, Severity};
use crate::pipeline::{Outcome, Request};

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
        let wanted = |f: &&Finding| self.suggestions || f.severity > Severity::Info;
        let all: Vec<&Finding> = self.outcome.findings.iter().filter(wanted).collect();
        let Some(most) = self.most.filter(|most| *most < all.len()) else { return (all, 0) };
        let mut gravest: Vec<usize> = (0..all.len()).collect();
        gravest.sort_by_key(|at| std::cmp::Reverse(all[*at].severity));
        let kept: HashSet<usize> = gravest.into_iter().take(most).collect();
        let left_out = all.len() - kept.len();
        (all.into_iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, f)| f).collect(), left_out)
    }
}

/// A format: its name, as `--format` takes it, and the function that writes it.
pub struct Format {
    /// The name.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// One line of help.
    pub help: &'static str,
    /// Writes the whole report.
    pub write: fn(View<'_>, &mut dyn Write) -> io::Result<()>,
    /// Whether it tells each node's scores and refusals for each pod.
    pub detailed: bool,
    /// Whether it is one whole document, beside which nothing can stand.
    pub whole: bool,
}

/// Every format; the first is the default.
pub static FORMATS: &[Format] = &[text::FORMAT, json::FORMAT];

impl Format {
    /// The format of that name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name || format.alias == Some(name))
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
