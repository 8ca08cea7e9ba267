//! An unresolved merge: what a version control program leaves where two people changed the same lines. The text is read
//! with the first of the two versions, so that the rest of it can be judged.

use std::ops::Range;

use memchr::memmem;

use super::limits::Limits;
use super::recover::carried;
use super::stream::stream;
use super::tree::Document;
use crate::model::{Finding, Layer, Rule, Span};

/// `syntax/merge-conflict`
pub(crate) static MERGE_CONFLICT: Rule = Rule::error(
    Layer::Syntax,
    "syntax/merge-conflict",
    "An unresolved merge",
    "Where two people changed the same lines, a merge leaves both versions between lines of `<<<<<<<`, `=======` and \
     `>>>>>>>`. Keep what is meant of them, and remove the three lines. Until then the text is judged as if the first version \
     stood alone.",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n<<<<<<< HEAD\n  name: a\n=======\n  name: b\n>>>>>>> other\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n",
);

/// Two versions of the same lines, in bytes of the text.
#[derive(Debug)]
struct Conflict {
    /// `<<<<<<< name`
    begins: Range<usize>,
    /// What stood there before both, where the program says so: from `|||||||` on.
    base: Option<usize>,
    /// `=======`
    other: Range<usize>,
    /// `>>>>>>> name`
    ends: Range<usize>,
}

/// The documents of a text with unresolved merges, each merge told in [`Document::around`]; `None` where there is none.
pub(super) fn read<'s>(text: &'s str, limits: &Limits) -> Option<Vec<Document<'s>>> {
    let conflicts = conflicts(text);
    if conflicts.is_empty() {
        return None;
    }
    let own = without_the_other(text, &conflicts);
    let mut documents: Vec<Document<'s>> = stream(&own, limits).iter().map(|d| carried(d, text)).collect();
    if documents.is_empty() {
        documents.push(Document::new(text, 0));
    }
    for conflict in &conflicts {
        let last = documents.len() - 1;
        let holds = |d: &Document<'_>| d.span.end as usize > conflict.begins.start;
        let at = documents.iter().position(holds).unwrap_or(last);
        documents[at].around.push(told(text, conflict));
    }
    Some(documents)
}

/// The unresolved merges of a text, those that are whole: what is more is a heading, or a line that stayed behind.
fn conflicts(text: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    if !bytes.starts_with(b"<<<<<<<") && memmem::find(bytes, b"\n<<<<<<<").is_none() {
        return found;
    }
    let (mut begins, mut base, mut other) = (None, None, None);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let own = at..at + line.trim_end().len();
        at += line.len();
        if is_mark(line, '<') {
            (begins, base, other) = (Some(own), None, None);
        } else if is_mark(line, '|') && begins.is_some() && other.is_none() {
            base = Some(own.start);
        } else if is_mark(line, '=') && begins.is_some() {
            other = other.or(Some(own));
        } else if is_mark(line, '>')
            && let Some(begins) = begins.take()
        {
            // The line between the two may have been removed already.
            let other = other.take().unwrap_or_else(|| own.clone());
            found.push(Conflict { begins, base: base.take(), other, ends: own });
        }
    }
    found
}

/// Whether a line is seven of that sign, with a name behind them or nothing.
pub(super) fn is_mark(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.trim_end().is_empty() || rest.starts_with(' '))
}

/// The text with empty lines in the place of the marks and of the second version, so that all else stays where it is.
fn without_the_other(text: &str, conflicts: &[Conflict]) -> String {
    let mut own = String::with_capacity(text.len());
    for conflict in conflicts {
        own.push_str(&text[own.len()..conflict.begins.start]);
        let gone = [conflict.begins.clone(), conflict.base.unwrap_or(conflict.other.start)..conflict.ends.end];
        for range in gone {
            own.push_str(&text[own.len()..range.start]);
            own.extend(std::iter::repeat_n('\n', range.len()));
        }
    }
    own.push_str(&text[own.len()..]);
    own
}

fn told(text: &str, conflict: &Conflict) -> Finding {
    let span = |range: &Range<usize>| Span::new(range.start as u32, range.end as u32);
    let name = |range: &Range<usize>| text[range.start + 7..range.end].trim().to_owned();
    let (own, others) = (name(&conflict.begins), name(&conflict.ends));
    let of = |name: &str| if name.is_empty() { String::new() } else { format!(" of `{name}`") };
    let message = "this merge is not resolved: two versions of the same lines stand here";
    let mut finding = Finding::of(&MERGE_CONFLICT, span(&conflict.begins), message);
    finding.help("keep what is meant of them, and remove the lines of `<`, `=` and `>`");
    finding.relate(span(&conflict.other), format!("the version{} ends here, that{} begins", of(&own), of(&others)));
    finding.relate(span(&conflict.ends), "the other version ends here");
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::json;

    fn read_all(text: &str) -> Vec<(String, usize, usize)> {
        let documents = stream(text, &Limits::default());
        documents.iter().map(|d| (json(d), d.errors.len(), d.around.len())).collect()
    }

    #[test]
    fn the_first_version_is_read() {
        let text = "a: 1\n<<<<<<< HEAD\nb: é\n=======\nb: \"x\n>>>>>>> other\nc: [1,\n 2]\n";
        assert_eq!(read_all(text), [(r#"{"a":1,"b":"é","c":[1,2]}"#.to_owned(), 0, 1)]);
        let documents = stream(text, &Limits::default());
        let c = documents[0].root().unwrap().get("c").unwrap();
        assert_eq!(&text[c.span().range()], "[1,\n 2]");
        let three = "<<<<<<< A\na: 1\n||||||| B\na: 0\n=======\na: 2\n>>>>>>> C\n---\nb: 1\n";
        assert_eq!(read_all(three), [(r#"{"a":1}"#.to_owned(), 0, 1), (r#"{"b":1}"#.to_owned(), 0, 0)]);
        assert_eq!(read_all("{\n<<<<<<< A\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> C\n}\n")[0].0, r#"{"a":1}"#);
    }

    #[test]
    fn what_is_no_merge_is_none() {
        for text in
            ["a: |\n  <<<<<<< x\n  =======\n  >>>>>>> y\n", "a: 1\n# <<<<<<<\n", "<<<<<<<< a\n=======\n>>>>>>>\n"]
        {
            assert!(conflicts(text).is_empty(), "{text}");
        }
    }
}
