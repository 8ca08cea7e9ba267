//! Whether lines that are indented otherwise could as well be indented in yet another way: then nobody but a person can say
//! which was meant.

use std::collections::BTreeSet;

use crate::discover::SourceFile;
use crate::model::{Edit, Finding, Severity, Span};
use crate::pipeline::{Request, run};
use crate::source::{Document, Limits, json, stream};

/// Lines around the first that is moved whose columns are tried.
const AROUND: usize = 40;

/// Documents of more bytes are not tried, and left to a person.
const LARGEST: usize = 64 << 10;

/// The documents of a text. Of one that is broken nobody wants to know here what would mend it.
fn read(text: &str) -> Vec<Document<'_>> {
    stream(text, &Limits { search: 0, ..Limits::default() })
}

/// A line that is moved: its blanks, in its document, and how many there will be.
struct Moved {
    lead: Span,
    blanks: usize,
}

/// Whether edits that do nothing but move lines put them into one of several places that are as right. What changes more
/// than blanks before lines is not looked at.
pub(super) fn are_several(finding: &Finding, edits: &[Edit], file: &SourceFile, request: &Request) -> bool {
    let documents = read(&file.text);
    let Some(document) = documents.iter().find(|d| d.index == finding.document) else { return false };
    let Some(text) = file.text.get(document.span.range()) else { return false };
    let Some(lines) = moved(text, document.span.start, edits).filter(|lines| !lines.is_empty()) else { return false };
    if text.len() > LARGEST {
        return true;
    }
    let Some(chosen) = with(text, &lines, lines[0].blanks) else { return true };
    let request = &Request { placing: None, list: None, bare: true, ..request.clone() };
    let meant = meaning(&read(&chosen));
    let least = errors(&file.path, &chosen, request);
    columns(text, lines[0].lead.start as usize).into_iter().filter(|column| *column != lines[0].blanks).any(|column| {
        let other = with(text, &lines, column);
        let as_right = |other: String| {
            let read = read(&other);
            // What cannot be read is wrong: there is no need to find out in which way.
            let broken = least == 0 && read.iter().any(|d| !d.errors.is_empty());
            !broken && meaning(&read) != meant && errors(&file.path, &other, request) <= least
        };
        other.is_some_and(as_right)
    })
}

/// The lines that are moved; `None` where something else is changed, or elsewhere.
fn moved(text: &str, from: u32, edits: &[Edit]) -> Option<Vec<Moved>> {
    let mut lines = Vec::new();
    for edit in edits {
        let (start, end) = (edit.span.start.checked_sub(from)? as usize, edit.span.end.checked_sub(from)? as usize);
        let line = text.get(..start)?.rfind('\n').map_or(0, |newline| newline + 1);
        let content = text.get(line..)?;
        let lead = content.len() - content.trim_start_matches([' ', '\t']).len();
        let blank = edit.text.bytes().all(|b| b == b' ');
        if !blank || end > line + lead || lines.iter().any(|l: &Moved| l.lead.start as usize == line) {
            return None;
        }
        let blanks = lead + edit.text.len() - (end - start);
        lines.push(Moved { lead: Span::new(line as u32, (line + lead) as u32), blanks });
    }
    Some(lines)
}

/// The text with the first line at that column, and the others as far from it as they are to be.
fn with(text: &str, lines: &[Moved], column: usize) -> Option<String> {
    let edit = |line: &Moved| {
        let blanks = (line.blanks + column).checked_sub(lines[0].blanks)?;
        Some(Edit::new(line.lead, " ".repeat(blanks)))
    };
    let edits: Option<Vec<Edit>> = lines.iter().map(edit).collect();
    Edit::apply(text, 0, &edits?)
}

/// Columns at which something begins around there, or could.
fn columns(text: &str, at: usize) -> BTreeSet<usize> {
    let before = text.get(..at).unwrap_or_default().lines().rev().take(AROUND);
    let after = text.get(at..).unwrap_or_default().lines().take(AROUND);
    let mut columns = BTreeSet::new();
    for line in before.chain(after).filter(|line| !line.trim().is_empty()) {
        let content = line.trim_start_matches(' ');
        let column = line.len() - content.len();
        columns.insert(column);
        if content.starts_with("- ") || content.trim_end().ends_with(':') {
            columns.insert(column + 2);
        }
    }
    columns
}

fn meaning(documents: &[Document<'_>]) -> Vec<String> {
    documents.iter().map(json).collect()
}

fn errors(path: &str, text: &str, request: &Request) -> usize {
    let outcome = run(&[SourceFile::new(path, text)], request);
    outcome.map_or(usize::MAX, |o| o.findings.iter().filter(|f| f.severity == Severity::Error).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether there are several ways to mend the first error of a text by its first fix.
    fn several(text: &str) -> Option<bool> {
        let (file, request) = (SourceFile::new("a.yaml", text), Request::default());
        let found = run(&[SourceFile::new("a.yaml", text)], &request).unwrap().findings;
        let finding = found.iter().find(|f| f.severity == Severity::Error && !f.fixes.is_empty())?;
        Some(are_several(finding, &finding.fixes[0].edits, &file, &request))
    }

    const HEAD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  initContainers:\n  - name: web\n    image: nginx:1.29\n";

    #[test]
    fn a_field_that_fits_in_two_places_is_left_to_a_person() {
        // Of a pod, and of an init container as well.
        let tail = "  containers:\n  - name: a\n    image: nginx:1.29\n";
        assert_eq!(several(&format!("{HEAD}   restartPolicy: Always\n{tail}")), Some(true));
        assert_eq!(several(&format!("{HEAD}   imagePullPolicy: Always\n{tail}")), Some(false));
    }

    #[test]
    fn what_is_no_shift_is_not_looked_at() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 1\n";
        assert_eq!(several(text), Some(false));
    }
}
