//! A text as kubectl reads it: cut into pieces by its lines, or as JSON where it begins so, and only then parsed
//! (`apimachinery/pkg/util/yaml/decoder.go`). Where kubectl and YAML agree, which is nearly always, this is [`parse`]. What
//! is wrong between documents is told in [`Document::around`].
//!
//! [`parse`]: super::parse()

use super::conflict;
use super::limits::Limits;
use super::node::Node;
use super::parse::{read_on, too_large};
use super::separator::{self, Piece, pieces};
use super::tree::{Document, Kind, Style};
use super::values;
use crate::model::{Finding, Span};

/// Reads every document of `text` as kubectl would, whatever it holds.
pub fn stream<'s>(text: &'s str, limits: &Limits) -> Vec<Document<'s>> {
    if let Some(document) = too_large(text, limits) {
        return vec![document];
    }
    if let Some(documents) = conflict::read(text, limits) {
        return documents;
    }
    let mut documents = Vec::new();
    match text.trim_start().as_bytes() {
        [b'{', ..] => values::read(text, limits, &mut documents),
        [b'[', ..] | [b'/', b'/' | b'*', ..] => {
            yaml(text, 0, limits, &mut documents);
            values::foreign(text, limits, &mut documents);
        }
        _ => yaml(text, 0, limits, &mut documents),
    }
    documents
}

/// Reads the documents from byte `from` on, YAML from there to the end.
pub(super) fn yaml<'s>(text: &'s str, from: usize, limits: &Limits, documents: &mut Vec<Document<'s>>) {
    let before = documents.len();
    all(text, from, limits, documents);
    for document in documents[before..].iter_mut().filter(|d| !d.errors.is_empty()) {
        *document = values::plainly(std::mem::take(document), limits);
    }
}

fn all<'s>(text: &'s str, from: usize, limits: &Limits, documents: &mut Vec<Document<'s>>) {
    let Some(pieces) = pieces(text, from) else {
        let before = documents.len();
        read_on(text, from, limits, documents);
        if documents[before..].iter().any(|d| heads(d).len() > 1) {
            let whole = documents.split_off(before);
            whole.into_iter().for_each(|document| part(document, limits, documents));
        }
        return;
    };
    let before = documents.len();
    // What is to be said of a piece without a document is said with the one that follows, or else with the last.
    let mut above = Vec::new();
    for piece in pieces {
        if documents.len() >= limits.of_documents(text.len()) {
            return;
        }
        of_piece(text, piece, limits, documents, &mut above);
    }
    if let Some(last) = documents[before..].last_mut() {
        last.around.append(&mut above);
    }
}

/// Reads one piece.
fn of_piece<'s>(
    text: &'s str,
    piece: Piece,
    limits: &Limits,
    documents: &mut Vec<Document<'s>>,
    above: &mut Vec<Finding>,
) {
    let before = documents.len();
    read_on(&text[..piece.end], piece.start, limits, documents);
    let new = documents.split_off(before);
    let sound = new.iter().all(|d| d.errors.is_empty());
    for document in new {
        part(Document { text, ..document }, limits, documents);
    }
    above.extend(piece.above);
    let Some(first) = documents.get_mut(before) else {
        above.extend(piece.refused.iter().map(|line| separator::of_refused(*line)));
        return;
    };
    first.around.append(above);
    let says_something = first.root().is_some_and(|root| !root.is_null());
    first.around.extend(piece.dots.filter(|_| says_something).map(separator::of_dropped));
    if sound {
        first.around.extend(piece.refused.iter().map(|line| separator::of_refused(*line)));
    }
}

/// The keys with which objects begin in one map: where `apiVersion` and `kind` are given again, another object does, and
/// only the separator is missing.
fn heads<'a>(document: &'a Document<'_>) -> Vec<Node<'a>> {
    let Some(root) = document.root() else { return Vec::new() };
    let doubled = |name: &str| {
        let second = |d: &super::Duplicate| document.node(d.second).scalar_text() == name;
        document.duplicates.iter().any(second)
    };
    if document.duplicates.is_empty() || root.kind() != Kind::Map || root.style() == Style::Flow {
        return Vec::new();
    }
    if !doubled("apiVersion") || !doubled("kind") {
        return Vec::new();
    }
    let mut groups: Vec<Vec<Node<'_>>> = vec![Vec::new()];
    for key in root.entries().map(|e| e.key) {
        let open = groups.last_mut().expect("there is always one");
        if open.iter().any(|k| k.scalar_text() == key.scalar_text()) {
            groups.push(vec![key]);
        } else {
            open.push(key);
        }
    }
    let has = |group: &[Node<'_>], name: &str| group.iter().any(|k| k.scalar_text() == name);
    let kind = |group: &[Node<'_>]| {
        let kind = group.iter().find(|k| k.scalar_text() == "kind");
        kind.map(|k| k.entry_of_key().value.scalar_text().to_owned())
    };
    let whole = groups.iter().all(|g| has(g, "apiVersion") && has(g, "kind"));
    // A head that is merely written twice has one object below it.
    let other = groups.windows(2).all(|two| kind(&two[0]) != kind(&two[1]));
    let named = groups.iter().all(|g| has(g, "metadata"));
    let begins = |key: &Node<'_>| document.text[..key.span().start as usize].ends_with('\n');
    let firsts: Vec<Node<'_>> = groups.iter().filter_map(|g| g.first().copied()).collect();
    if whole && (named || (other && groups.iter().all(|g| g.len() > 2))) && firsts[1..].iter().all(begins) {
        firsts
    } else {
        Vec::new()
    }
}

/// Adds the document, or where it holds several objects that nothing parts each of them by itself.
fn part<'s>(document: Document<'s>, limits: &Limits, documents: &mut Vec<Document<'s>>) {
    let starts: Vec<Span> = heads(&document).iter().map(|key| key.span()).collect();
    let before = documents.len();
    if starts.len() > 1 && before + starts.len() <= limits.of_documents(document.text.len()) {
        let text = document.text;
        let mut from = document.span.start;
        let ends = starts[1..].iter().map(|s| s.start).chain([document.span.end]);
        for end in ends {
            read_on(&text[..end as usize], from as usize, limits, documents);
            from = end;
        }
        let errors: usize = documents[before..].iter().map(|d| d.errors.len()).sum();
        if documents.len() == before + starts.len() && errors <= document.errors.len() {
            for (at, part) in documents[before..].iter_mut().enumerate() {
                part.text = text;
                if at > 0 {
                    part.around.reserve_exact(1);
                    part.around.push(separator::of_missing(starts[at], starts[at - 1]));
                }
            }
            documents[before].around.splice(0..0, document.around);
            return;
        }
        documents.truncate(before);
    }
    documents.push(Document { index: before as u32, ..document });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Edit;
    use crate::source::{json, parse};

    /// Each document's JSON, and what is told of the line above it.
    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        let documents = stream(text, &Limits::default());
        let told = |d: &Document<'_>| d.errors.iter().chain(&d.around).map(|e| e.message.clone()).collect();
        documents.iter().map(|d| (json(d), told(d))).collect()
    }

    /// The text with every first fix made.
    fn mended(text: &str) -> String {
        let documents = stream(text, &Limits::default());
        let fixes = documents.iter().flat_map(|d| &d.around).filter_map(|f| f.fixes.first());
        let edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.clone()).collect();
        Edit::apply(text, 0, &edits).unwrap()
    }

    #[test]
    fn where_kubectl_and_yaml_agree_it_is_the_same() {
        for text in [
            "",
            "# c\n",
            "a: 1\n---\nb: 2\n--- # c\nc: 3\n",
            "---\n---\na: |\n  ---\n  x\n---\t\nb: 1",
            "a: 1\r\n---\r\nb: 2\r\n",
            "a: [\n---\nb: 1\n",
        ] {
            assert!(pieces(text, 0).is_none(), "{text}");
            let all = |d: &Document<'_>| format!("{:?} {:?} {:?} {:?}", d.nodes, d.errors, d.span, d.around);
            let (one, other) = (stream(text, &Limits::default()), parse(text, &Limits::default()));
            assert_eq!(one.iter().map(all).collect::<Vec<_>>(), other.iter().map(all).collect::<Vec<_>>());
        }
    }

    #[test]
    fn separators_that_only_kubectl_knows() {
        for text in ["a: 1\n---# c\nb: 2\n", "a: 1\n---\n\u{feff}b: 2\n", "\u{feff}a: 1\n---#\n\u{feff}b: 2\n"] {
            let found = read(text);
            assert_eq!(found, [(r#"{"a":1}"#.to_owned(), vec![]), (r#"{"b":2}"#.to_owned(), vec![])], "{text}");
        }
    }

    #[test]
    fn what_kubectl_refuses_is_told_and_mended() {
        let head = "apiVersion: v1\nkind: A\n";
        for between in ["----\n", "-------- # c\n", "——\n", "–––\n", "--\n", "---", "--- "] {
            let text = format!("{head}{between}{head}");
            let found = read(&text);
            assert_eq!(found.iter().map(|(_, told)| told.len()).collect::<Vec<_>>(), [0, 1], "{text} {found:?}");
            assert_eq!(mended(&text).replace(" # c", ""), format!("{head}---\n{head}"), "{text}");
        }
        assert_eq!(mended("a: 1\n--- {b: 2}\n"), "a: 1\n---\n{b: 2}\n");
        for (said, shown) in
            [("- b", "- b"), ("\"a text of many words, too long\"", "\"a text of many words, t…"), ("{b: 2}", "{…}")]
        {
            let told = &read(&format!("a: 1\n--- {said}\n"))[1].1;
            assert!(told[0].starts_with(&format!("`{shown}` stands on the line of the separator")), "{told:?}");
        }
        assert_eq!(mended("%YAML 1.1\n---\na: 1\n"), "---\na: 1\n");
        assert_eq!(mended("a: 1\n...\nb: 2\n"), "a: 1\n---\nb: 2\n");
        assert_eq!(mended("a: 1\n...\n# c\n---\nb: 2\n"), "a: 1\n...\n# c\n---\nb: 2\n");
        assert_eq!(mended("a: \"b\n---c\"\nd: 1\n"), "a: \"b\n---c\"\nd: 1\n");
        assert_eq!(read("a: \"b\n---c\"\nd: 1\n")[0].1.len(), 1);
    }

    #[test]
    fn what_only_looks_like_a_separator_is_none() {
        for text in ["a: |\n  ----\n  --\n", "- -\n", "a:\n-- b\n", "a: 1\n# ----\nb: 2\n", "a: —\n—: 1\n"] {
            assert!(read(text).iter().all(|(_, told)| told.iter().all(|m| !m.contains("part"))), "{text}");
            assert_eq!(stream(text, &Limits::default()).len(), 1, "{text}");
        }
    }

    #[test]
    fn an_object_begins_where_its_head_is_given_again() {
        let one = |name: &str| format!("apiVersion: v1\nkind: A\nmetadata: {{name: {name}}}\n");
        let text = format!("# x\n---\n{}# of b\n{}{}---\na: 1\n", one("a"), one("b"), one("c"));
        let documents = stream(&text, &Limits::default());
        assert_eq!(documents.iter().map(|d| d.around.len()).collect::<Vec<_>>(), [0, 1, 1, 0]);
        assert!(documents.iter().all(|d| d.errors.is_empty() && d.duplicates.is_empty()));
        assert_eq!(documents.iter().map(|d| d.index).collect::<Vec<_>>(), [0, 1, 2, 3]);
        let mended = mended(&text);
        assert_eq!(mended, format!("# x\n---\n{}# of b\n---\n{}---\n{}---\na: 1\n", one("a"), one("b"), one("c")));
    }

    #[test]
    fn a_head_written_twice_is_one_object() {
        for text in [
            "apiVersion: v1\nkind: A\napiVersion: v1\nkind: A\nmetadata: {name: a}\n",
            "apiVersion: v1\nkind: A\nmetadata: {name: a}\nkind: A\n",
            "{apiVersion: v1, kind: A, metadata: {}, apiVersion: v1, kind: B, metadata: {}}\n",
        ] {
            let documents = stream(text, &Limits::default());
            assert!(documents.len() == 1 && documents[0].around.is_empty(), "{text}");
        }
    }
}
