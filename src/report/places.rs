//! Lines and columns of findings, with each file's lines found once.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::plain::is_unseen;
use crate::discover::SourceFile;
use crate::model::{FileId, Span};
use crate::source::{LineIndex, Position};

/// The files of a run with their lines, found when first asked for.
#[derive(Debug)]
pub struct Places<'f> {
    files: &'f [SourceFile],
    lines: Vec<OnceLock<LineIndex<'f>>>,
    shown: Vec<OnceLock<Cow<'f, str>>>,
}

impl<'f> Places<'f> {
    /// The places in `files`.
    pub fn new(files: &'f [SourceFile]) -> Self {
        Places {
            files,
            lines: files.iter().map(|_| OnceLock::new()).collect(),
            shown: files.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The files themselves.
    pub fn files(&self) -> &'f [SourceFile] {
        self.files
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &'f str {
        self.files.get(file.0 as usize).map_or("", |f| f.path.as_str())
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &'f str {
        self.files.get(file.0 as usize).map_or("", |f| f.text.as_str())
    }

    /// The text of a file as a terminal may have it, byte for byte as long: what would command the terminal, or turn the
    /// direction of writing, is replaced.
    pub(super) fn shown(&self, file: FileId) -> &str {
        let at = file.0 as usize;
        self.shown.get(at).map_or("", |shown| shown.get_or_init(|| harmless(&self.files[at].text)))
    }

    /// The lines of a file; `None` where there is no such file.
    pub fn lines(&self, file: FileId) -> Option<&LineIndex<'f>> {
        let at = file.0 as usize;
        Some(self.lines.get(at)?.get_or_init(|| LineIndex::new(&self.files[at].text)))
    }

    /// Where a span begins and ends.
    pub fn range(&self, file: FileId, span: Span) -> (Position, Position) {
        let start = Position { line: 1, column: 1, offset: 0 };
        self.lines(file).map_or((start, start), |lines| (lines.position(span.start), lines.position(span.end)))
    }
}

/// Whether a character does more to a terminal than to be seen there.
fn commands(c: char) -> bool {
    is_unseen(c) && !matches!(c, '\n' | '\r' | '\t' | '\u{feff}')
}

/// A text of the same length in which nothing commands a terminal.
fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(commands) {
        return text.into();
    }
    let harmless = |c: char| match c.len_utf8() {
        _ if !commands(c) => c,
        1 => '?',
        2 => '\u{bf}',
        3 => '\u{fffd}',
        _ => '\u{1f7e8}',
    };
    text.chars().map(harmless).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_replaced_byte_for_byte() {
        let text = "a\u{1b}[2J\u{9b}\u{202e}\u{10ffff}\tb\r\n";
        let shown = harmless(text);
        assert_eq!(shown, "a?[2J\u{bf}\u{fffd}\u{1f7e8}\tb\r\n");
        assert_eq!(shown.len(), text.len());
        assert!(matches!(harmless("plain ü\n"), Cow::Borrowed(_)));
    }
}
