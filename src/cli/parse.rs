//! `plimsoll parse`

use rayon::prelude::*;

use super::args::ParseArgs;
use super::run::threads;
use super::{End, put};
use crate::discover::{SourceFile, Take, read_all};
use crate::report::harmless_json;
use crate::source::{Limits, LineIndex, json_line, parse, unread_line};

pub(super) fn run(args: &ParseArgs) -> Result<End, String> {
    threads(None, &args.paths, &[])?;
    let take = Take::but(&[], Vec::new(), false)?;
    let files = read_all(&args.paths, &take).map_err(|m| format!("{}: {}", m.path, m.reason))?.files;
    let mut broken = false;
    // Many small files are read at once; what a large one comes to is printed document by document.
    for some in files.chunks(AT_ONCE) {
        let small = some.iter().all(|file| file.text.len() <= SMALL);
        let told: Vec<(String, bool)> = if small { some.par_iter().map(whole).collect() } else { Vec::new() };
        for (text, refused) in told {
            put(&text)?;
            broken |= refused;
        }
        for file in some.iter().filter(|_| !small) {
            broken |= lines(file, &mut |line| put(line))?;
        }
    }
    Ok(if broken { End::Findings } else { End::Clean })
}

/// Files that are read at once, where each has no more bytes than this.
const AT_ONCE: usize = 256;
const SMALL: usize = 64 << 10;

/// A file's lines, and whether one of its documents is refused.
fn whole(file: &SourceFile) -> (String, bool) {
    let mut text = String::new();
    let refused = lines(file, &mut |line| {
        text.push_str(line);
        Ok(())
    });
    (text, refused.unwrap_or(true))
}

/// Hands on a file's lines one by one; whether one of its documents is refused.
fn lines(file: &SourceFile, out: &mut dyn FnMut(&str) -> Result<(), String>) -> Result<bool, String> {
    if let Some(problem) = &file.problem {
        out(&(harmless_json(&unread_line(&file.path, &problem.to_string())) + "\n"))?;
        return Ok(true);
    }
    let documents = parse(&file.text, &Limits::default());
    let lines = LineIndex::new(&file.text);
    for document in &documents {
        out(&(harmless_json(&json_line(&file.path, document, &lines)) + "\n"))?;
    }
    Ok(documents.iter().any(|d| !d.errors.is_empty()))
}
