//! What edits make of the files: of each only the documents that they change are read again.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Question;
use crate::model::Edit;
use crate::source::Document;

/// What edits make of a file.
pub(super) struct Edited {
    /// The documents that are read again, as they stand in the file.
    pub(super) documents: Range<usize>,
    /// What stands in their place.
    pub(super) text: String,
}

/// Whether the server would not read a document as it stands.
pub(super) fn is_unread(document: &Document<'_>) -> bool {
    !document.errors.is_empty() || !document.duplicates.is_empty()
}

/// What the edits make of each file that they change. `whole` reads all of it again, whatever they change.
pub(super) fn edited(question: Question<'_, '_>, edits: &[Edit], whole: bool) -> Option<BTreeMap<u32, Edited>> {
    let mut by_file: BTreeMap<u32, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.file.0).or_default().push(edit);
    }
    let one = |(file, edits): (u32, Vec<&Edit>)| {
        let text = question.files.get(file as usize)?.text.as_str();
        let documents = question.trees.get(file as usize)?.as_deref().unwrap_or_default();
        let stretch = if whole { None } else { stretch(text, documents, &edits) };
        let (documents, bytes) = stretch.unwrap_or((0..documents.len(), 0..text.len()));
        let text = Edit::apply(text.get(bytes.clone())?, u32::try_from(bytes.start).ok()?, edits)?;
        Some((file, Edited { documents, text }))
    };
    by_file.into_iter().map(one).collect()
}

/// The documents that the edits change, and the bytes from the end of the one before to the beginning of the one behind.
/// `None` where documents are not apart from each other, or where one is not read as it stands.
fn stretch(text: &str, documents: &[Document<'_>], edits: &[&Edit]) -> Option<(Range<usize>, Range<usize>)> {
    let is_json = text.trim_start().starts_with(['{', '[', '/']);
    let in_order = documents.is_sorted_by(|one, other| one.span.end <= other.span.start && one.index < other.index);
    if is_json || !in_order || documents.iter().any(|document| is_unread(document) || document.filled) {
        return None;
    }
    let (from, to) = (edits.iter().map(|edit| edit.span.start).min()?, edits.iter().map(|edit| edit.span.end).max()?);
    let first = documents.partition_point(|document| document.span.end < from);
    let last = documents.partition_point(|document| document.span.start <= to).checked_sub(1)?;
    // What stands between two documents is read with both.
    let (first, last) = (first.min(last), last.max(first).min(documents.len() - 1));
    let start = first.checked_sub(1).map_or(0, |before| documents[before].span.end as usize);
    let end = documents.get(last + 1).map_or(text.len(), |behind| behind.span.start as usize);
    Some((first..last + 1, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::model::{FileId, Span, Version};
    use crate::placement::{Court, Placing};
    use crate::source::{Limits, stream};

    /// What is read again of a text in which the bytes at `at` are replaced.
    fn again(text: &str, at: Range<u32>, by: &str) -> (Range<usize>, String) {
        let files = [SourceFile::new("a.yaml", text)];
        let trees = [Some(stream(text, &Limits::default()))];
        let (placing, version) = (Placing::default(), Version::NEWEST);
        let question = Question {
            files: &files,
            trees: &trees,
            placing: &placing,
            version,
            complete: false,
            open: &[],
            judge: Court::default(),
            around: crate::inventory::Around::default(),
        };
        let edit = Edit { file: FileId(0), span: Span::new(at.start, at.end), text: by.to_owned() };
        let mut edited = edited(question, &[edit], false).unwrap();
        let edited = edited.remove(&0).unwrap();
        (edited.documents, edited.text)
    }

    #[test]
    fn only_what_changes_is_read_again() {
        let text = "a: 1\n---\nb: 1\n---\nc: 1\n";
        let place = |of: &str| u32::try_from(text.find(of).unwrap()).unwrap();
        for (of, documents) in [("a: 1", 0..1), ("b: 1", 1..2), ("c: 1", 2..3)] {
            let at = place(of) + 3;
            let (found, read) = again(text, at..at + 1, "2");
            assert_eq!(found, documents, "{of}");
            assert!(read.contains(&of.replace('1', "2")) && !read.contains('1'), "{read}");
        }
        assert_eq!(again(text, place("---")..place("b"), "").0, 0..2);
        let end = u32::try_from(text.len()).unwrap();
        let (found, read) = again(text, end..end, "---\nd: 1\n");
        assert_eq!(found, 2..3);
        assert!(read.ends_with("c: 1\n---\nd: 1\n"), "{read}");
        for whole in ["a: 1\n---\nb: [\n---\nc: 1\n", "a: 1\na: 2\n---\nb: 1\n", "{}\n{}\n"] {
            assert_eq!(again(whole, 1..1, " ").1.len(), whole.len() + 1, "{whole}");
        }
        assert_eq!(again("", 0..0, "a: 1\n"), (0..0, "a: 1\n".to_owned()));
    }
}
