//! What an offer changes in the files, as whole lines: those before and those after.

use serde::Serialize;

use super::super::Places;
use crate::model::{ChangedLines, Edit, changed_lines};

/// Lines that take the place of others.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    path: String,
    /// The first of them, counted from 1.
    line: usize,
    before: Vec<String>,
    after: Vec<String>,
}

/// The changes of some edits, file by file in the order of lines.
pub(super) fn changes(edits: &[Edit], places: &Places<'_>) -> Vec<Change> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.file);
    let of_file = |edits: &[&Edit]| {
        let (path, text) = edits.first().map_or(("", ""), |edit| (places.path(edit.file), places.text(edit.file)));
        let change = |ChangedLines { line, before, after }| Change { path: path.to_owned(), line, before, after };
        changed_lines(text, edits).into_iter().map(change).collect::<Vec<_>>()
    };
    sorted.chunk_by(|one, other| one.file == other.file).flat_map(of_file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::model::{FileId, Span};

    #[test]
    fn each_file_has_its_own() {
        let files = [SourceFile::new("a.yaml", "a: 1\n"), SourceFile::new("b.yaml", "x: 1\nb: 2\n")];
        let edit = |file, start, end, text: &str| Edit {
            file: FileId(file),
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let told = |change: Change| format!("{}:{} {}", change.path, change.line, change.after.join("|"));
        let all = changes(&[edit(1, 8, 9, "4"), edit(0, 3, 4, "2")], &Places::new(&files));
        assert_eq!(all.into_iter().map(told).collect::<Vec<_>>(), ["a.yaml:1 a: 2", "b.yaml:2 b: 4"]);
    }
}
