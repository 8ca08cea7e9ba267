//! JSON as kubectl reads it. A text that begins with `{` goes through a JSON decoder, which takes one value behind the other
//! with nothing between them; where that fails before the second is read, the rest is tried as YAML, of which JSON is nearly
//! a part (`apimachinery/pkg/util/yaml/decoder.go`, `YAMLOrJSONDecoder.Decode`).

mod reader;
mod slips;
mod text;

use super::limits::Limits;
use super::parse::tell_of_more;
use super::separator;
use super::stream;
use super::tree::Document;
use crate::model::Span;
use reader::{Care, Read};

pub(crate) use slips::JSON;

/// Reads all of a text that begins with `{`.
pub(super) fn read<'s>(text: &'s str, limits: &Limits, documents: &mut Vec<Document<'s>>) {
    let mut from = 0;
    let mut second = None;
    loop {
        let at = passed(text, from);
        let count = documents.len();
        if at == text.len() {
            if let Some(last) = documents.last_mut() {
                last.span.end = at as u32;
            }
            return;
        }
        if count >= limits.of_documents(text.len()) {
            // Of values without number that are no objects nobody wants to hear.
            if documents.iter().any(names_itself)
                && let Some(last) = documents.last_mut()
            {
                tell_of_more(last, limits);
            }
            return;
        }
        if count == 1 {
            second = Some(at);
        }
        let care = Care::strict(limits);
        if let Some(read) = reader::read(text, at, count as u32, care).filter(|read| read.problems.is_empty()) {
            from = read.end;
            documents.push(spanning(read, at, text));
            continue;
        }
        if text[at..].starts_with("---") && is_line(text, at) {
            stream::yaml(text, at, limits, documents);
            if let (true, Some(second), Some(next)) = (count > 1, second, documents.get_mut(count)) {
                next.around.push(separator::of_dashes_after_json(at, second));
            }
            return;
        }
        match not_json(text, at, limits, documents) {
            Some(end) => from = end.max(at + 1),
            None => return,
        }
    }
}

/// What is no JSON from byte `at` on: YAML, or a slip. Where it was a slip, the byte behind the document.
fn not_json<'s>(text: &'s str, at: usize, limits: &Limits, documents: &mut Vec<Document<'s>>) -> Option<usize> {
    let count = documents.len();
    stream::yaml(text, at, limits, documents);
    let broken = documents.get(count).is_some_and(|d| !d.errors.is_empty());
    if !broken || !looks_like_json(&text[at..]) {
        // The bytes before the first belong to it: so it stays one that begins with a brace.
        return None;
    }
    let read = reader::read(text, at, count as u32, Care::lenient(limits))?;
    documents.truncate(count);
    let end = read.end;
    documents.push(judged(read, at, text));
    Some(end)
}

/// What is said of a document that YAML cannot read, in the words of JSON where it is that.
pub(super) fn plainly<'s>(document: Document<'s>, limits: &Limits) -> Document<'s> {
    let (text, index) = (document.text, document.index);
    let Some(at) = first_brace(&document).filter(|at| looks_like_json(&text[*at..document.span.end as usize])) else {
        return document;
    };
    let own = &text[..document.span.end as usize];
    let rest = |read: &Read<'_>| passed(own, read.end) < own.len();
    let strict = reader::read(own, at, index, Care::strict(limits)).filter(|read| read.problems.is_empty());
    let read = if let Some(mut read) = strict.filter(|read| !rest(read)) {
        let found = text::not_yaml(own, at, read.end);
        let span = |(from, to, text): (usize, usize, String)| (Span::new(from as u32, to as u32), text);
        read.problems.extend(slips::escapes(found.into_iter().map(span).collect()));
        read
    } else {
        let Some(read) = reader::read(own, at, index, Care::lenient(limits)).filter(|read| !rest(read)) else {
            return document;
        };
        read
    };
    if read.problems.is_empty() && read.slashes.is_empty() {
        return document;
    }
    let (span, around, comments) = (document.span, document.around, document.comments);
    Document { span, around, comments, text, ..judged(read, at, text) }
}

/// Where the document begins with a brace.
fn first_brace(document: &Document<'_>) -> Option<usize> {
    let text = &document.text[..document.span.end as usize];
    let mut at = document.span.start as usize;
    for line in text[at..].split_inclusive('\n') {
        let said = line.trim_start();
        let idle = said.is_empty() || said.starts_with('#') || said.trim_end() == "---" || said.starts_with("--- #");
        if !idle {
            return said.starts_with('{').then(|| at + (line.len() - said.len()));
        }
        at += line.len();
    }
    None
}

/// Reads JSON with comments that does not begin with a brace, where nothing else than comments kept it from being read.
pub(super) fn foreign<'s>(text: &'s str, limits: &Limits, documents: &mut Vec<Document<'s>>) {
    if documents.iter().all(|d| d.errors.is_empty()) {
        return;
    }
    let Some(read) = reader::read(text, 0, 0, Care::lenient(limits)) else { return };
    let whole = passed(text, read.end) == text.len();
    if whole && read.problems.is_empty() && !read.slashes.is_empty() && !names_itself(&read.document) {
        documents.clear();
        documents.push(spanning(read, 0, text));
    }
}

/// The document, with what is wrong with it. A file with comments is JSON to many a tool, only not to the cluster: it
/// matters where it holds an object.
fn judged<'s>(mut read: Read<'s>, at: usize, text: &'s str) -> Document<'s> {
    if names_itself(&read.document) {
        read.problems.extend(slips::comments(text, &read.slashes));
    } else if !read.slashes.is_empty() {
        read.problems.clear();
    }
    let errors = std::mem::take(&mut read.problems);
    let mut document = spanning(read, at, text);
    document.errors = errors;
    document
}

fn spanning<'s>(read: Read<'s>, at: usize, text: &'s str) -> Document<'s> {
    let first = read.document.index == 0;
    let start = if first { 0 } else { at };
    debug_assert!(read.end <= text.len());
    Document { span: Span::new(start as u32, read.end as u32), ..read.document }
}

fn names_itself(document: &Document<'_>) -> bool {
    document.root().is_some_and(|root| root.get("apiVersion").is_some() || root.get("kind").is_some())
}

/// The next byte that is no blank of JSON's.
fn passed(text: &str, from: usize) -> usize {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    from + text.as_bytes()[from..].iter().take_while(|b| blank(b)).count()
}

fn is_line(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes()[at - 1] == b'\n'
}

/// Whether a text is meant as JSON: its first key is quoted. With `{{ … }}` in it, it is a template.
fn looks_like_json(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{') else { return text.starts_with(['}', ']', ',']) };
    inside.trim_start().starts_with(['"', '/', '}']) && memchr::memmem::find(text.as_bytes(), b"{{").is_none()
}

#[cfg(test)]
mod tests;
