//! Lines and columns of findings, with each file's lines found once.

use std::sync::OnceLock;

use crate::discover::SourceFile;
use crate::model::{FileId, Span};
use crate::source::{LineIndex, Position};

/// The files of a run with their lines, found when first asked for.
#[derive(Debug)]
pub struct Places<'f> {
    files: &'f [SourceFile],
    lines: Vec<OnceLock<LineIndex<'f>>>,
}

impl<'f> Places<'f> {
    /// The places in `files`.
    pub fn new(files: &'f [SourceFile]) -> Self {
        Places { files, lines: files.iter().map(|_| OnceLock::new()).collect() }
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
