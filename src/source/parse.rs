//! The way from text to documents.

use super::fast;
use super::limits::Limits;
use super::recover::recover;
use super::slow::{self, Outcome};
use super::survey::Survey;
use super::tree::Document;
use crate::model::{Finding, Layer, Rule, Span};

/// `syntax/too-large`
pub(crate) static TOO_LARGE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/too-large",
    "A file too large to read",
    "The file has more bytes than a manifest could have; the API server takes far less.",
    "",
    "",
);

/// `syntax/too-many-documents`
pub(crate) static TOO_MANY_DOCUMENTS: Rule = Rule::error(
    Layer::Syntax,
    "syntax/too-many-documents",
    "More documents than are read from one file",
    "The file has more documents than any repository needs in one. The rest of it is not read.",
    "",
    "",
);

/// Reads every document of `text`, whatever it holds. A text without any (empty, or only comments) has none.
pub fn parse<'s>(text: &'s str, limits: &Limits) -> Vec<Document<'s>> {
    if let Some(document) = too_large(text, limits) {
        return vec![document];
    }
    let mut documents = Vec::new();
    read_on(text, 0, limits, &mut documents);
    documents
}

/// Reads what stands at `span` of `text` as documents of their own: whole lines, such as those of a block text. The places in
/// them are those of `text`.
pub fn parse_part<'s>(text: &'s str, span: Span, limits: &Limits) -> Vec<Document<'s>> {
    let mut documents = Vec::new();
    if let Some(text) = text.get(..span.end as usize).filter(|text| text.is_char_boundary(span.start as usize)) {
        read_on(text, span.start as usize, limits, &mut documents);
    }
    documents
}

/// What is said of a text that is not read at all.
pub(super) fn too_large<'s>(text: &'s str, limits: &Limits) -> Option<Document<'s>> {
    if text.len() <= limits.bytes.min(u32::MAX as usize) {
        return None;
    }
    let mut document = Document::new(text, 0);
    let message = format!("the file has {} bytes; no more than {} are read", text.len(), limits.bytes);
    document.errors.push(Finding::of(&TOO_LARGE, Span::point(0), message));
    Some(document)
}

/// Reads the documents from byte `from` on behind those that there are. A byte order mark there is passed.
pub(super) fn read_on<'s>(text: &'s str, from: usize, limits: &Limits, documents: &mut Vec<Document<'s>>) {
    let mut at = from + if text[from..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut survey = Survey::of(text, at);
    while documents.len() < limits.of_documents(text.len()) {
        let index = documents.len() as u32;
        let outcome = if survey.simple { fast::read(text, at, index, limits) } else { fast::Outcome::GiveUp };
        match outcome {
            fast::Outcome::More(document, next) => {
                documents.push(document);
                at = next;
                continue;
            }
            fast::Outcome::Last(document) => {
                documents.push(document);
                return;
            }
            fast::Outcome::None => return,
            fast::Outcome::GiveUp => {}
        }
        survey.pass(text, at);
        let outcome = slow::read(text, at, &survey, limits, documents);
        if !matches!(outcome, Outcome::Broken { .. })
            && let Some(odd) = documents.pop_if(|d| !d.errors.is_empty())
        {
            documents.push(recover(odd, limits));
        }
        match outcome {
            Outcome::End if documents.len() < limits.of_documents(text.len()) => return,
            Outcome::End => break,
            Outcome::Next { at: next } => at = next as usize,
            Outcome::Broken { at: gave_up } => {
                // The documents after a broken one are none the worse for it.
                let from = (gave_up as usize).saturating_sub(1).max(at);
                let next = next_document(text, from);
                if let Some(mut broken) = documents.pop() {
                    broken.span.end = next.unwrap_or(text.len()) as u32;
                    let end = broken.span.end;
                    broken.comments.retain(|c| c.start < end);
                    documents.push(recover(broken, limits));
                }
                let Some(next) = next else { return };
                at = next;
            }
        }
    }
    if let Some(last) = documents.last_mut() {
        tell_of_more(last, limits);
    }
}

/// Says that there are more documents than are read.
pub(super) fn tell_of_more(last: &mut Document<'_>, limits: &Limits) {
    let message =
        format!("the file has more than {} documents; the rest is not read", limits.of_documents(last.text.len()));
    let mut finding = Finding::of(&TOO_MANY_DOCUMENTS, Span::point(last.span.end), message);
    finding.help("split the file");
    last.errors.push(finding);
}

/// The first line from `from` on that begins a document.
fn next_document(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(&bytes[from..], "\n---")
        .map(|i| from + i + 1)
        .find(|at| matches!(bytes.get(at + 3), None | Some(b' ' | b'\t' | b'\n' | b'\r')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Kind, Style};

    fn one(text: &str) -> Vec<Document<'_>> {
        parse(text, &Limits::default())
    }

    #[test]
    fn a_part_is_read_where_it_stands() {
        let text = "ä: 1\nbc: |\n  x: a: b\n  y: 2\nd: 2\n";
        let start = text.find("  x").unwrap() as u32;
        let end = text.find("d: 2").unwrap() as u32;
        let documents = parse_part(text, Span::new(start, end), &Limits::default());
        assert_eq!(documents.len(), 1);
        let root = documents[0].root().unwrap();
        assert!(root.get("d").is_none() && !documents[0].errors.is_empty(), "{}", root.source());
        assert!(documents[0].errors.iter().all(|error| error.span.start >= start && error.span.end <= end));
        assert!(parse_part(text, Span::new(1, end), &Limits::default()).is_empty(), "within a letter");
    }

    #[test]
    fn spans_and_values() {
        let text = "# head\na: 'x'  # tail\nlist:\n- 1\n- |\n  text\n  more\n\nb: {c: [\"d\\n\"]}\ny:\n";
        let docs = one(text);
        let root = docs[0].root().unwrap();
        assert_eq!(root.kind(), Kind::Map);
        let a = root.get("a").unwrap();
        assert_eq!((a.as_str(), a.source(), a.style()), (Some("x"), "'x'", Style::Single));
        let list = root.get("list").unwrap();
        assert_eq!(list.source(), "1\n- |\n  text\n  more");
        assert_eq!(list.items().nth(1).unwrap().as_str(), Some("text\nmore\n"));
        let b = root.get("b").unwrap();
        assert_eq!(b.source(), "{c: [\"d\\n\"]}");
        assert_eq!(b.get("c").unwrap().items().next().unwrap().as_str(), Some("d\n"));
        assert!(root.get("true").unwrap().is_null());
        let comments: Vec<&str> = docs[0].comments.iter().map(|c| &text[c.range()]).collect();
        assert_eq!(comments, ["# head", "# tail"]);
    }

    #[test]
    fn anchors_merges_and_duplicates() {
        let text = "base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  z: 3\nagain: *b\na: 1\na: 2\n";
        let docs = one(text);
        let root = docs[0].root().unwrap();
        let merged = root.get("use").unwrap();
        assert_eq!(format!("{merged:?}"), r#"{"x": 1, "true": 2, "z": 3}"#);
        assert!(merged.get("x").unwrap().is_aliased());
        assert_eq!(root.get("again").unwrap().get("x").unwrap().as_i64(), Some(1));
        assert_eq!(docs[0].duplicates.len(), 1);
        assert_eq!(root.get("a").unwrap().as_i64(), Some(2));
        assert!(docs[0].errors.is_empty());
    }

    #[test]
    fn a_broken_document_leaves_the_others_alone() {
        let docs = one("a: 1\n---\nb: [\n---\nc: 3\n");
        assert_eq!(docs.len(), 3);
        assert_eq!(docs.iter().map(|d| d.errors.len()).collect::<Vec<_>>(), [0, 1, 0]);
        assert_eq!(docs[2].root().unwrap().get("c").unwrap().as_i64(), Some(3));
    }

    #[test]
    fn a_control_character_is_met_where_its_piece_is_decoded() {
        let text = |a: usize, b: usize| format!(" a: 1\n{}b\n? {}\u{7}\n", "# c\n".repeat(a), "x".repeat(b));
        // The first document ends before; whether the character is met there depends on what is looked at for that.
        assert_eq!(one(&text(0, 600))[0].errors[0].message, "control characters are not allowed");
        assert_eq!(one(&text(200, 5))[0].errors[0].message, "control characters are not allowed");
        assert!(one(&format!("a: 1\n---\n{}b: \u{7}\n", "# c\n".repeat(300)))[0].errors.is_empty());
    }

    #[test]
    fn a_first_line_too_deep_ends_its_document() {
        let docs = one(" a: 1\nb: 2\nc: 3\n");
        assert_eq!(docs.iter().map(|d| d.errors.len()).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(docs[1].errors[0].rule, "syntax/indentation");
        assert_eq!(one("a: 1\n...\nb: 2\n} c\n")[1].errors[0].rule, "syntax/bracket");
    }

    #[test]
    fn a_billion_laughs() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..12 {
            let items = vec![format!("*a{}", i - 1); 10].join(", ");
            text += &format!("a{i}: &a{i} [{items}]\n");
        }
        assert_eq!(one(&text)[0].errors[0].rule, "syntax/alias-expansion");
        assert_eq!(one("a: &a [*a]\n")[0].errors[0].rule, "syntax/alias-cycle");
        assert_eq!(one(&"[".repeat(5000))[0].errors[0].rule, "syntax/too-deep");
    }

    #[test]
    fn the_empty_and_the_marked() {
        assert!(one("").is_empty());
        assert!(one("# only this\n").is_empty());
        assert_eq!(one("\u{feff}a: 1\n")[0].root().unwrap().get("a").unwrap().as_i64(), Some(1));
        assert_eq!(one("\u{ff01}\n")[0].root().unwrap().as_str(), Some("\u{ff01}"));
    }
}
