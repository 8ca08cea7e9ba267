//! `plimsoll parse`

use std::fmt::{self, Write as _};

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
        let mut pieces = Pieces { waiting: String::new(), out: &mut *out, refused: None };
        let all = json_line(&file.path, document, &lines, &mut pieces).and_then(|()| pieces.write_char('\n'));
        all.and_then(|()| pieces.pass()).map_err(|_| pieces.refused.unwrap_or_default())?;
    }
    Ok(documents.iter().any(|d| !d.errors.is_empty()))
}

/// Passes on a line in pieces, each with what would command a terminal spelled out.
struct Pieces<'o> {
    waiting: String,
    out: &'o mut dyn FnMut(&str) -> Result<(), String>,
    /// Why no more is taken.
    refused: Option<String>,
}

impl Pieces<'_> {
    fn pass(&mut self) -> fmt::Result {
        let told = (self.out)(&harmless_json(&self.waiting));
        self.waiting.clear();
        told.map_err(|reason| {
            self.refused = Some(reason);
            fmt::Error
        })
    }
}

impl fmt::Write for Pieces<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.waiting.push_str(text);
        if self.waiting.len() < SMALL {
            return Ok(());
        }
        // What may be the first half of a runner's command (`##name[`) has to be seen with the other.
        let part_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '#');
        let word = self.waiting.trim_end_matches(part_of_name).len();
        let begun = self.waiting[word..].find('#').map(|at| self.waiting.split_off(word + at));
        self.pass()?;
        self.waiting.extend(begun);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_seen_across_pieces() {
        let long = " ".repeat(SMALL - 1);
        let mut told = Vec::new();
        let mut put = |piece: &str| {
            told.push(piece.to_owned());
            Ok(())
        };
        let mut pieces = Pieces { waiting: String::new(), out: &mut put, refused: None };
        for text in [&long, "#", "#gro", "up[a]", "y"] {
            pieces.write_str(text).unwrap();
        }
        pieces.pass().unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!(told[0], long);
        assert!(!told[1].contains("##group[") && told[1].ends_with("a]y"), "{}", told[1]);
    }

    #[test]
    fn why_nothing_more_is_taken() {
        let mut full = |_: &str| Err("full".to_owned());
        let mut pieces = Pieces { waiting: "a".to_owned(), out: &mut full, refused: None };
        assert!(pieces.pass().is_err());
        assert_eq!(pieces.refused.as_deref(), Some("full"));
    }
}
