//! What is wrong with a text that is nearly JSON, in words.

use crate::model::{Edit, Finding, Layer, Rule, Span};

/// `syntax/json`
pub(crate) static JSON: Rule = Rule::error(
    Layer::Syntax,
    "syntax/json",
    "JSON with a slip in it",
    "A manifest that begins with `{` is read as JSON, and where that fails as YAML, which knows braces, brackets and commas \
     too. Here both fail: a comma, a brace or a quote is missing, or is one too many.",
    "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"ConfigMap\"\n  \"metadata\": {\"name\": \"a\"}\n}\n",
    "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"ConfigMap\",\n  \"metadata\": {\"name\": \"a\"}\n}\n",
);

/// Comments that are shown beside the first.
const SHOWN: usize = 2;

fn at(from: usize, to: usize) -> Span {
    Span::new(from as u32, to as u32)
}

fn slip(span: Span, message: impl Into<String>, help: &str) -> Finding {
    let mut finding = Finding::of(&JSON, span, message);
    finding.help(help);
    finding
}

fn name(bracket: u8) -> &'static str {
    if matches!(bracket, b'{' | b'}') { "brace" } else { "bracket" }
}

/// The bracket that closes this one.
pub(super) fn partner(open: u8) -> u8 {
    if open == b'{' { b'}' } else { b']' }
}

/// Nothing parts what ends at `end` from what begins at `next`.
pub(super) fn no_comma(end: usize, next: usize) -> Finding {
    let mut finding = slip(at(next, next + 1), "a comma is missing before this", "entries are parted by `,`");
    finding.relate(Span::point(end as u32), "it belongs here");
    finding.fix("put a `,` there", Span::point(end as u32), ",").safe_if(true);
    finding
}

/// A comma behind which nothing comes.
pub(super) fn comma_too_many(place: usize) -> Finding {
    let span = at(place, place + 1);
    let mut finding = slip(span, "there is a comma too many here", "one `,` parts two entries");
    finding.fix("remove the `,`", span, "").safe_if(true);
    finding
}

/// A key that ends at `end` and has no colon behind it.
pub(super) fn no_colon(start: usize, end: usize) -> Finding {
    let mut finding =
        slip(at(start, end), "a colon is missing behind this key", "an entry is written `\"key\": value`");
    finding.fix("put a `:` there", Span::point(end as u32), ":").safe_if(true);
    finding
}

/// A key without a value.
pub(super) fn no_value(place: usize) -> Finding {
    slip(at(place, place + 1), "a value is missing before this", "an entry is written `\"key\": value`")
}

/// A bracket that closes none.
pub(super) fn nothing_opens(place: usize, close: u8) -> Finding {
    let span = at(place, place + 1);
    let message = format!("nothing opens the {} `{}` that closes here", name(close), char::from(close));
    let mut finding = slip(span, message, "each `{` has its `}`, and each `[` its `]`");
    finding.fix(format!("remove the `{}`", char::from(close)), span, "");
    finding
}

/// A bracket, opened at `open`, that something before `place` should have closed: what there is ends at `end`.
pub(super) fn not_closed(text: &str, open: usize, end: usize, last: bool) -> Finding {
    let bracket = text.as_bytes()[open];
    let (own, close) = (char::from(bracket), char::from(partner(bracket)));
    let message = format!("the {} `{own}` that opens here is not closed", name(bracket));
    let mut finding = slip(at(open, open + 1), message, "each `{` has its `}`, and each `[` its `]`");
    finding.relate(Span::point(end as u32), format!("a `{close}` is missing here"));
    let written = if last { format!("\n{close}") } else { close.to_string() };
    finding.fix(format!("close it with `{close}`"), Span::point(end as u32), written);
    finding
}

/// Brackets, each opened at its place, that are open where the text ends: what there is ends at `end`.
pub(super) fn all_open(text: &str, opens: &[usize], end: usize, last: bool) -> Finding {
    let closers: Vec<char> = opens.iter().rev().map(|open| char::from(partner(text.as_bytes()[*open]))).collect();
    let first = opens.first().copied().unwrap_or_default();
    let closing: String = closers.iter().collect();
    let message = format!("this ends before its brackets are closed: `{closing}` is missing");
    let mut finding = slip(at(first, first + 1), message, "each `{` has its `}`, and each `[` its `]`");
    for open in opens.iter().skip(1).take(SHOWN) {
        finding.relate(at(*open, open + 1), "this one is open too");
    }
    let lines = if last { closers.iter().flat_map(|c| ['\n', *c]).collect() } else { closing.clone() };
    finding.relate(Span::point(end as u32), "it belongs here");
    finding.fix(format!("put `{closing}` there"), Span::point(end as u32), lines);
    finding
}

/// A text, opened at `open`, that does not end on its line: it likely should at `end`.
pub(super) fn no_quote(open: usize, end: usize) -> Finding {
    let message = "the quote that opens here is not closed on its line";
    let mut finding = slip(at(open, open + 1), message, "a text begins and ends with `\"`, on one line");
    finding.fix("close it", Span::point(end as u32), "\"");
    finding
}

/// A backslash that escapes nothing.
pub(super) fn no_escape(place: usize, end: usize) -> Finding {
    let span = at(place, end);
    let mut finding = slip(span, "JSON has no such escape", "a backslash itself is written `\\\\`");
    finding.fix("double the backslash", Span::point(place as u32), "\\");
    finding
}

/// A line that a version control program left behind.
pub(super) fn conflict(place: usize, end: usize) -> Finding {
    let message = "this line is the mark of a merge that is not resolved";
    slip(at(place, end), message, "decide for one side, and remove the other with the lines of `<`, `=` and `>`")
}

/// What stands where it cannot.
pub(super) fn unexpected(place: usize, end: usize, wanted: &str) -> Finding {
    slip(
        at(place, end),
        format!("this does not belong here: {wanted}"),
        "entries are parted by `,`, and each bracket has its partner",
    )
}

/// Escapes that JSON has and YAML has not, each with the text it stands for, in an object that is read as YAML.
pub(super) fn escapes(found: Vec<(Span, String)>) -> Option<Finding> {
    let first = found.first()?.0;
    let message = "YAML does not know this escape, and this is read as YAML: only a file that begins with `{` is JSON";
    let mut finding = slip(first, message, "write the character itself");
    for (other, _) in found.iter().skip(1).take(SHOWN) {
        finding.relate(*other, "and here");
    }
    let edits = found.into_iter().map(|(span, text)| Edit::new(span, text)).collect();
    finding.offer("write what it stands for", edits).safe_if(true);
    Some(finding)
}

/// Comments that JSON does not have, in a text that should be an object.
pub(super) fn comments(text: &str, slashes: &[Span]) -> Option<Finding> {
    let (first, others) = slashes.split_first()?;
    let message = "JSON has no comments: kubectl cannot read this file";
    let mut finding = slip(*first, message, "remove them; where YAML is read, a comment begins with `#`");
    for other in others.iter().take(SHOWN) {
        finding.relate(*other, "and here");
    }
    let edit = |span: &Span| {
        let body = text.get(span.range()).unwrap_or_default();
        if body.starts_with("//") {
            Edit::new(Span::new(span.start, span.start + 2), "#")
        } else {
            Edit::new(*span, "")
        }
    };
    finding.offer("make them comments of YAML", slashes.iter().map(edit).collect());
    Some(finding)
}
