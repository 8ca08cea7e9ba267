//! Values that something fills in before the text is YAML: `replicas: {{ replicas }}`, `replicas: @@REPLICAS@@`. Written in
//! quotes they are texts like any other, and the rest of the document can be read.

use std::ops::Range;

use super::limits::Limits;
use super::recover::read_with;
use super::tree::Document;

/// What begins a value that is no YAML, and what ends it.
const MARKS: [(&str, &str); 4] = [("{{", "}}"), ("@@", "@@"), ("%%", "%%"), ("@", "@")];

/// What a line that is no value begins with: a step of a template, which may leave out the lines below or say them twice.
const STEPS: [&str; 3] = ["{{", "{%", "<%"];

/// The document with its open values taken for texts, where it can be read then without an error.
pub fn unfilled<'s>(broken: &Document<'s>, limits: &Limits) -> Option<Document<'s>> {
    let slice = broken.text().get(broken.span.range())?;
    if is_template(slice) {
        return None;
    }
    let edits = values(slice);
    let read = (!edits.is_empty()).then(|| read_with(broken, &edits, limits))?;
    read.errors.is_empty().then_some(Document { filled: true, ..read })
}

/// Whether a text is a template of Helm's, Jinja's or ERB's, of which nobody knows what it says before it is rendered:
/// a line is a step of it. What stands in comments and block texts is ordinary.
pub fn is_template(text: &str) -> bool {
    Lines::of(text).any(|line| {
        let own = text[line].trim_start();
        STEPS.iter().any(|step| own.starts_with(step)) || own.contains("{{-") || own.contains("-}}")
    })
}

/// Whether values of a text are filled in by a template, so that it is no YAML before.
pub fn is_filled_by_template(text: &str) -> bool {
    values(text).iter().any(|(range, _)| text[range.clone()].starts_with("{{"))
}

/// The first braces of a template that are neither in quotes nor in a comment or block text.
pub(super) fn braces(text: &str) -> Option<Range<usize>> {
    memchr::memmem::find(text.as_bytes(), b"{{")?;
    Lines::of(text).find_map(|line| {
        let own = &text[line.clone()];
        let mut quote = None;
        let open = own.char_indices().find(|(at, c)| {
            match (quote, c) {
                (Some(open), c) if open == *c => quote = None,
                (None, '"' | '\'') => quote = Some(*c),
                (None, '{') if own[at + 1..].starts_with('{') => return true,
                _ => {}
            }
            false
        });
        let open = open?.0;
        let close = own[open..].find("}}")?;
        Some(line.start + open..line.start + open + close + 2)
    })
}

/// The lines that are neither comments nor of block texts.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// The indentation of the line that began a block text.
    block: Option<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Lines { text, at: 0, block: None }
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.text.len() {
            let start = self.at;
            let line = self.text[start..].split_inclusive('\n').next().unwrap_or_default();
            self.at = start + line.len();
            let line = line.trim_end();
            let own = line.trim_start();
            let indent = line.len() - own.len();
            if own.is_empty() || self.block.is_some_and(|block| indent > block) || own.starts_with('#') {
                continue;
            }
            self.block = begins_block(own).then_some(indent);
            return Some(start..start + line.len());
        }
        None
    }
}

/// Whether a line ends with the head of a block text: `|`, `>-`, `|2`.
fn begins_block(line: &str) -> bool {
    let line = line.split_once(" #").map_or(line, |(line, _)| line).trim_end();
    let head = line.rsplit([' ', '\t']).next().unwrap_or_default();
    head.starts_with(['|', '>']) && head[1..].chars().all(|c| matches!(c, '+' | '-' | '1'..='9'))
}

/// Changes that put each open value of the text in quotes.
fn values(text: &str) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    for line in Lines::of(text) {
        // Most lines have none.
        if text[line.clone()].contains(['{', '@', '%']) {
            values_of_line(text, line, &mut edits);
        }
    }
    edits
}

fn values_of_line(text: &str, line: Range<usize>, edits: &mut Vec<(Range<usize>, String)>) {
    let bytes = text.as_bytes();
    let (mut at, mut flow, mut fresh) = (line.start, 0usize, true);
    while at < line.end {
        let rest = &text[at..line.end];
        match bytes[at] {
            b' ' | b'\t' => at += 1,
            b'#' if fresh || bytes[at - 1] == b' ' => return,
            quote @ (b'"' | b'\'') if fresh => {
                let Some(close) = rest[1..].find(char::from(quote)) else { return };
                (at, fresh) = (at + close + 2, false);
            }
            _ if fresh && let Some(length) = marked(rest) => {
                let value = text[at..at + length + tail(&rest[length..], flow > 0)].trim_end();
                let end = at + value.len();
                edits.push((at..end, format!("'{}'", value.replace('\'', "''"))));
                (at, fresh) = (end, false);
            }
            b'-' if fresh && rest[1..].starts_with([' ', '\t']) => at += 1,
            b'[' | b'{' if fresh || flow > 0 => (at, flow, fresh) = (at + 1, flow + 1, true),
            b']' | b'}' if flow > 0 => (at, flow, fresh) = (at + 1, flow - 1, false),
            _ if fresh
                && flow > 0
                && let Some(length) = interrupted(rest) =>
            {
                edits.push((at..at + length, format!("'{}'", rest[..length].replace('\'', "''"))));
                (at, fresh) = (at + length, false);
            }
            b',' if flow > 0 => (at, fresh) = (at + 1, true),
            b':' if rest[1..].is_empty() || rest[1..].starts_with([' ', '\t']) => (at, fresh) = (at + 1, true),
            _ => (at, fresh) = (at + rest.chars().next().map_or(1, char::len_utf8), false),
        }
    }
}

/// The length of the marks with which a text begins, and of what they enclose.
fn marked(text: &str) -> Option<usize> {
    let (open, close) = MARKS.iter().find(|(open, _)| text.starts_with(open))?;
    let end = text[open.len()..].find(close)?;
    let inner = &text[open.len()..open.len() + end];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let fits = !inner.trim().is_empty() && (*open == "{{" || inner.chars().all(is_name));
    fits.then(|| open.len() + end + close.len())
}

/// Nobody writes a longer value of this kind.
const MOST: usize = 4_096;

/// The length of a value among others in brackets that the braces of a variable or of a template cut into pieces.
fn interrupted(text: &str) -> Option<usize> {
    // Where the braces of thousands are open, none is closed.
    let text = text.get(..MOST).unwrap_or(text);
    let (mut at, mut cut) = (0, false);
    while at < text.len() {
        let rest = &text[at..];
        let marks = [("${", "}"), ("{{", "}}")].into_iter().find(|(open, _)| rest.starts_with(open));
        if let Some((open, close)) = marks {
            (at, cut) = (at + open.len() + rest[open.len()..].find(close)? + close.len(), true);
        } else if rest.starts_with([',', ']', '}', '[', '{']) || rest.starts_with(": ") || rest.starts_with(" #") {
            break;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    cut.then(|| text[..at].trim_end().len())
}

/// The length of what belongs to a value behind its marks.
fn tail(text: &str, flow: bool) -> usize {
    let ends = [": ", " #"].iter().filter_map(|end| text.find(end));
    let ends = ends.chain(flow.then(|| text.find([',', ']', '}'])).flatten());
    let colon = text.ends_with(':').then(|| text.len() - 1);
    ends.chain(colon).min().unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        values(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn open_values_are_found() {
        assert_eq!(texts("a: {{ .Values.a }}"), ["'{{ .Values.a }}'"]);
        assert_eq!(texts("a: {{ x }}-b # c"), ["'{{ x }}-b'"]);
        assert_eq!(texts("- name: @@NAME@@\n  b: %%B%%Mi"), ["'@@NAME@@'", "'%%B%%Mi'"]);
        assert_eq!(texts("a: [{{ x }}, {b: {{ y }}}]"), ["'{{ x }}'", "'{{ y }}'"]);
        assert_eq!(texts("a: {b: ${B}, c: x-${C:-d}Mi }"), ["'${B}'", "'x-${C:-d}Mi'"]);
        assert_eq!(texts("a: [web-{{ x }}, y]"), ["'web-{{ x }}'"]);
        assert_eq!(texts("@@KEY@@: {{ default 'x' .y }}"), ["'@@KEY@@'", "'{{ default ''x'' .y }}'"]);
        for none in ["a: '{{ x }}'", "a: |\n  b: {{ x }}", "# a: {{ x }}", "a: {b: {c: 1}}", "a: web-{{ x }}", "a: @"] {
            assert!(texts(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn steps_make_a_template() {
        for text in
            ["{{- if .x }}\na: 1\n{{- end }}", "a:\n  {{ include \"x\" . }}", "{% for x in y %}", "a: |\n  b\n{{ c }}"]
        {
            assert!(is_template(text), "{text}");
        }
        for text in ["a: {{ .Values.a }}", "a: '{{ x }}'", "a: |\n  {{ x }}", "a: {b: {c: 1}}", "# {{ x }}"] {
            assert!(!is_template(text), "{text}");
        }
    }

    #[test]
    fn the_rest_is_read_at_its_place() {
        let text = "a: 1\n---\nb: {{ x }}\nc: three\n";
        let documents = super::super::parse(text, &Limits::default());
        assert!(!documents[1].errors.is_empty());
        let document = unfilled(&documents[1], &Limits::default()).unwrap();
        let root = document.root().unwrap();
        assert_eq!(root.get("b").unwrap().as_str(), Some("{{ x }}"));
        assert_eq!(root.get("b").unwrap().source(), "{{ x }}");
        assert_eq!(root.get("c").unwrap().source(), "three");
        assert!(
            unfilled(&super::super::parse("a: {{ x }}\n b: 1\n", &Limits::default())[0], &Limits::default()).is_none()
        );
    }
}
