//! A comma that is missing between brackets, another sign in its place, or quotes inside of the quotes of an entry.

use std::ops::Range;

use super::lines::is_name;
use super::plain::quoted;
use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/comma`
pub(crate) static COMMA: Rule = Rule::error(
    Layer::Syntax,
    "syntax/comma",
    "Entries in brackets that nothing parts",
    "In `[a, b]` and `{a: 1, b: 2}` a comma parts the entries.",
    "args: [\"a\" \"b\"]\nname: web\n",
    "args: [\"a\", \"b\"]\nname: web\n",
);

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8).filter(|at| !site.in_text[*at]) {
        let line = &site.lines[at];
        let (text, start) = (line.bare(), line.start + line.inner());
        mends.extend(at_the_end(site, at));
        let Some(open) = text.find(['[', '{']) else { continue };
        let missing = missing(text, open);
        let mut mend = |range: Range<usize>, edits: Vec<(Range<usize>, String)>, message: &str, title: &str| {
            mends.push(Mend {
                span: start + range.start..start + range.end,
                edits: edits.into_iter().map(|(r, new)| (start + r.start..start + r.end, new)).collect(),
                rule: &COMMA,
                message: message.to_owned(),
                help: "between brackets a comma parts the entries",
                title: title.to_owned(),
                cost: site.distance(at),
            });
        };
        if let Some(first) = missing.first() {
            let edits = missing.iter().map(|gap| (gap.clone(), ", ".to_owned())).collect();
            mend(first.clone(), edits, "a comma is missing between these entries", "put a comma there");
        }
        let entries: Vec<_> = inner_quotes(text, open);
        if let Some(first) = entries.first() {
            let edits = entries.iter().map(|r| (r.clone(), quoted(&text[r.clone()]))).collect();
            let message = "the quotes inside of the quotes end them";
            mend(first.clone(), edits, message, "put single quotes around the whole");
        }
    }
}

/// The comma between an entry in quotes and the one on the next line.
fn at_the_end(site: &Site<'_>, at: usize) -> Option<Mend> {
    let (line, below) = (&site.lines[at], site.below(at)?);
    let (text, end) = (line.bare(), line.start + line.inner() + line.bare().len());
    let entry = text.ends_with(['"', '\'', '}', ']']) && below.content().starts_with(['"', '\'', '{', '[']);
    let first = line.start + line.inner();
    entry.then(|| Mend {
        span: first..end,
        edits: vec![(end..end, ",".to_owned())],
        rule: &COMMA,
        message: "a comma is missing behind this entry".to_owned(),
        help: "between brackets a comma parts the entries",
        title: "put a comma behind it".to_owned(),
        cost: 1 + site.distance(at),
    })
}

/// The gaps between entries that nothing but blanks or a `;` parts.
fn missing(text: &str, open: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut gaps = Vec::new();
    let (mut quote, mut depth) = (None, 0usize);
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match (quote, c) {
            (Some(own), c) if own == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ';') if depth > 0 => gaps.push(at..at + 1 + blanks(&text[at + 1..])),
            (None, ' ') if depth > 0 && bytes[at - 1] != b' ' => {
                let gap = blanks(&text[at..]);
                let rest = &text[at + gap..];
                let before = bytes[at - 1];
                let ended = !matches!(before, b',' | b':' | b'[' | b'{' | b';');
                let key = rest.find(": ").is_some_and(|colon| is_name(rest[..colon].trim_matches(['"', '\''])));
                let closed = matches!(before, b'"' | b'\'' | b']' | b'}') && rest.starts_with(['"', '\'', '[', '{']);
                if ended && (key || closed) {
                    gaps.push(at..at + gap);
                }
            }
            _ => {}
        }
    }
    gaps
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Entries in double quotes that have others inside.
fn inner_quotes(text: &str, open: usize) -> Vec<Range<usize>> {
    let Some(close) = text[open..].rfind([']', '}']).map(|close| open + close) else { return Vec::new() };
    let mut found = Vec::new();
    let mut from = open + 1;
    for part in text[open + 1..close].split(',') {
        let own = part.trim();
        let start = from + (part.len() - part.trim_start().len());
        let inner = own.strip_prefix('"').and_then(|own| own.strip_suffix('"'));
        if inner.is_some_and(|inner| inner.contains('"')) {
            found.push(start..start + own.len());
        }
        from += part.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::model::Edit;
    use crate::source::{Limits, stream};

    #[test]
    fn entries_are_parted() {
        for (broken, whole) in [
            ("a: [\"b\" \"c\"]\nd: 1\n", "a: [\"b\", \"c\"]\nd: 1\n"),
            ("a:\n- {b: 1 c: 2}\n", "a:\n- {b: 1, c: 2}\n"),
            ("a: {b: 500m; c: 1Gi}\n", "a: {b: 500m, c: 1Gi}\n"),
            ("a: [\"sh\", \"-c\", \"echo \"b\"\"]\nd: 1\n", "a: [\"sh\", \"-c\", 'echo \"b\"']\nd: 1\n"),
        ] {
            let documents = stream(broken, &Limits::default());
            let error = documents.iter().flat_map(|d| &d.errors).next();
            let Some(error) = error else { panic!("{broken}") };
            assert_eq!(error.rule.id, "syntax/comma", "{broken}");
            assert_eq!(Edit::apply(broken, 0, &error.fixes[0].edits).unwrap(), whole);
        }
    }
}
