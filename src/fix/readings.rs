//! Whether lines that are indented otherwise could as well be indented in yet another way: then nobody but a person can say
//! which was meant.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::discover::SourceFile;
use crate::model::{Edit, FileId, Finding, Layer, Severity, Span};
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

/// Bytes of each file that may be judged anew for such questions.
const BUDGET: usize = 2 << 20;

/// What judging anything at all costs, in bytes.
const LEAST: usize = 512;

/// What was asked of the files, and what may be asked yet.
#[derive(Debug, Default)]
pub(super) struct Readings(RefCell<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Where the documents of the files are, as they stand now.
    spans: HashMap<FileId, HashMap<u32, Span>>,
    /// Answers, by the document's text and what is done to it.
    answers: HashMap<u64, bool>,
    spent: HashMap<FileId, usize>,
    /// Offers that nobody could look at any more.
    unread: usize,
}

impl Readings {
    /// Forgets what depends on the texts as they were.
    pub(super) fn anew(&self) {
        let mut known = self.0.borrow_mut();
        known.spans.clear();
        known.unread = 0;
    }

    /// How many offers were not looked at since, as that would have taken too long.
    pub(super) fn unread(&self) -> usize {
        self.0.borrow().unread
    }

    /// Whether edits that do nothing but move lines put them into one of several places that are as right, or leave
    /// something wrong there. What changes more than blanks before lines is not looked at.
    pub(super) fn are_several(&self, finding: &Finding, edits: &[Edit], file: &SourceFile, request: &Request) -> bool {
        if moved(&file.text, 0, edits).is_none_or(|lines| lines.is_empty()) {
            return false;
        }
        let Known { spans, answers, spent, unread } = &mut *self.0.borrow_mut();
        let spans = spans.entry(finding.file).or_insert_with(|| {
            let spans = read(&file.text).into_iter().map(|d| (d.index, d.span));
            spans.collect()
        });
        let Some((span, text)) = spans.get(&finding.document).and_then(|s| Some((*s, file.text.get(s.range())?)))
        else {
            return false;
        };
        let Some(lines) = moved(text, span.start, edits) else { return false };
        if text.len() > LARGEST {
            return true;
        }
        let key = key(text, &lines);
        if let Some(known) = answers.get(&key) {
            return *known;
        }
        let mut asking = Asking { path: &file.path, text, spent: spent.entry(finding.file).or_default(), request };
        match asking.are_several(&lines) {
            Some(several) => {
                answers.insert(key, several);
                several
            }
            None => {
                *unread += 1;
                true
            }
        }
    }
}

/// What an answer depends on.
fn key(text: &str, lines: &[Moved]) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    lines.iter().for_each(|line| (line.lead.start, line.blanks).hash(&mut hasher));
    hasher.finish()
}

/// A question about one document.
struct Asking<'a> {
    path: &'a str,
    text: &'a str,
    spent: &'a mut usize,
    request: &'a Request,
}

impl Asking<'_> {
    /// `None` where that would take too long.
    fn are_several(&mut self, lines: &[Moved]) -> Option<bool> {
        let (text, own) = (self.text, lines[0].blanks);
        let Some(chosen) = with(text, lines, own) else { return Some(true) };
        let request = Request { placing: None, list: None, bare: true, ..self.request.clone() };
        let documents = read(&chosen);
        // As long as it is broken elsewhere, any indentation is as good as the other.
        if documents.iter().any(|d| !d.errors.is_empty()) {
            return Some(true);
        }
        let meant = meaning(&documents);
        let found = self.errors(&chosen, &request)?;
        if leaves_wrong(text, lines, &found) {
            return Some(true);
        }
        let least = found.len();
        for column in columns(text, lines[0].lead.start as usize).into_iter().filter(|column| *column != own) {
            let Some(other) = with(text, lines, column) else { continue };
            let read = read(&other);
            // What cannot be read is wrong: there is no need to find out in which way.
            let broken = read.iter().any(|d| !d.errors.is_empty());
            if !broken && meaning(&read) != meant && self.errors(&other, &request)?.len() <= least {
                return Some(true);
            }
        }
        Some(false)
    }

    /// What is wrong with a text; `None` where too much was looked at before.
    fn errors(&mut self, text: &str, request: &Request) -> Option<Vec<Finding>> {
        *self.spent += text.len() + LEAST;
        if *self.spent > BUDGET {
            return None;
        }
        let mut found = run(&[SourceFile::new(self.path, text)], request).map(|o| o.findings).unwrap_or_default();
        found.retain(|f| f.severity == Severity::Error);
        Some(found)
    }
}

/// Whether one of the lines that get more blanks is wrong where it is then. Tabs were never anywhere.
fn leaves_wrong(text: &str, lines: &[Moved], found: &[Finding]) -> bool {
    let mut grown = 0i64;
    lines.iter().any(|line| {
        let lead = text.get(line.lead.range()).unwrap_or_default();
        let start = i64::from(line.lead.start) + grown;
        grown += line.blanks as i64 - lead.len() as i64;
        let length = text.get(line.lead.start as usize..).map_or(0, |t| t.find('\n').unwrap_or(t.len())) as i64;
        let end = i64::from(line.lead.start) + length + grown;
        let there = |f: &Finding| (start..end).contains(&i64::from(f.span.start)) && f.layer() <= Layer::Schema;
        !lead.contains('\t') && found.iter().any(there)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether there are several ways to mend the first error of a text by its first fix.
    fn several(text: &str) -> Option<bool> {
        let (file, request) = (SourceFile::new("a.yaml", text), Request::default());
        let found = run(&[SourceFile::new("a.yaml", text)], &request).unwrap().findings;
        let finding = found.iter().find(|f| f.severity == Severity::Error && !f.fixes.is_empty())?;
        Some(Readings::default().are_several(finding, &finding.fixes[0].edits, &file, &request))
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
