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
pub use text::{Look, TextReport, closing};

use std::io::{self, Write};

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
    /// Colours and width, for people.
    pub look: Look,
}

/// A format: its name, as `--format` takes it, and the function that writes it.
pub struct Format {
    /// The name.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Writes the whole report.
    pub write: fn(View<'_>, &mut dyn Write) -> io::Result<()>,
    /// Whether it tells each node's scores and refusals for each pod.
    pub detailed: bool,
}

/// Every format; the first is the default.
pub static FORMATS: &[Format] = &[text::FORMAT, json::FORMAT];

impl Format {
    /// The format of that name.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
