//! `plimsoll parse`

use rayon::prelude::*;

use super::args::ParseArgs;
use super::run::threads;
use super::{End, print};
use crate::discover::{SourceFile, Take, read_all};
use crate::source::{Limits, json_line, parse, unread_line};

pub(super) fn run(args: &ParseArgs) -> Result<End, String> {
    threads(None, &args.paths, &[])?;
    let take = Take::but(&[], Vec::new(), false)?;
    let files = read_all(&args.paths, &take).map_err(|m| format!("{}: {}", m.path, m.reason))?.files;
    let lines: Vec<(String, bool)> = files.par_iter().map(lines).collect();
    for (text, _) in &lines {
        print(text)?;
    }
    Ok(if lines.iter().any(|(_, broken)| *broken) { End::Findings } else { End::Clean })
}

/// A file's lines, and whether one of its documents is refused.
fn lines(file: &SourceFile) -> (String, bool) {
    if let Some(problem) = &file.problem {
        return (unread_line(&file.path, &problem.to_string()) + "\n", true);
    }
    let documents = parse(&file.text, &Limits::default());
    let text = documents.iter().map(|d| json_line(&file.path, d) + "\n").collect();
    (text, documents.iter().any(|d| !d.errors.is_empty()))
}
