//! A text that needs quotes: YAML reads its first letter, or a colon in it, as a sign of its own.

use std::ops::Range;

use super::entries::in_brackets;
use super::lines::{Line, is_name};
use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/needs-quotes`
pub(crate) static NEEDS_QUOTES: Rule = Rule::error(
    Layer::Syntax,
    "syntax/needs-quotes",
    "A text that needs quotes",
    "Some letters mean something to YAML where a value begins: `*` refers to an anchor, `[` and `{` open a list or a map, `@`, \
     `%` and a backtick are kept for later. So does a colon with a blank behind it, wherever it stands. In quotes all of \
     them are letters.",
    "schedule: */5 * * * *\n",
    "schedule: \"*/5 * * * *\"\n",
);

const HELP: &str = "in quotes every letter stands for itself";

/// Signs with which no text can begin that has no quotes.
const SIGNS: [char; 10] = ['*', '@', '%', '`', '&', '!', ',', ']', '}', '?'];

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(8).filter(|at| !site.in_text[*at]) {
        let line = &site.lines[at];
        let mut found = Vec::new();
        in_block(line, &mut found);
        over_lines(site, at, &mut found);
        found.extend(in_brackets(line));
        for Unquoted { ranges, why, message, cost } in found {
            let Some(first) = ranges.first() else { continue };
            let edits: Vec<_> = ranges.iter().map(|r| (r.clone(), quoted(&site.text[r.clone()]))).collect();
            let sign = if edits[0].1.starts_with('"') { "quotes" } else { "single quotes" };
            mends.push(Mend {
                span: first.start..first.end.min(line.end()),
                rule: &NEEDS_QUOTES,
                message: message.unwrap_or_else(|| {
                    format!("`{}` needs quotes: {why}", shown(&site.text[first.start..first.end.min(line.end())]))
                }),
                help: HELP,
                title: format!("put {sign} around it"),
                cost: cost + site.distance(at),
                edits,
            });
        }
    }
}

/// A text that may need quotes, or several on a line.
pub(super) struct Unquoted {
    /// Bytes of the document.
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) why: String,
    pub(super) message: Option<String>,
    pub(super) cost: u32,
}

/// What is behind a key or a dash.
fn in_block(line: &Line<'_>, found: &mut Vec<Unquoted>) {
    let (bare, start) = (line.bare(), line.start + line.inner());
    let value = value_of(bare);
    if let Some(at) = value {
        of_value(&bare[at..], start + at, 0, found);
    }
    // `- echo: x` may be one text.
    if line.is_item() || (value.is_none() && line.indent != 0) {
        of_value(bare, start, if value.is_some() { 3 } else { 0 }, found);
    }
}

/// The same, with the lines below on which the text goes on.
fn over_lines(site: &Site<'_>, at: usize, found: &mut Vec<Unquoted>) {
    let line = &site.lines[at];
    if line.opens() {
        return;
    }
    let below = site.lines[at + 1..].iter().take_while(|l| !l.text.trim().is_empty() && l.indent > line.inner());
    let Some(end) = below.last().map(|last| last.start + last.text.trim_end().len()) else { return };
    let more: Vec<Unquoted> = found
        .iter()
        .filter(|own| own.ranges.len() == 1 && own.message.is_none())
        .map(|own| Unquoted {
            ranges: std::iter::once(own.ranges[0].start..end).collect(),
            why: own.why.clone(),
            message: None,
            cost: own.cost + 2,
        })
        .collect();
    found.extend(more);
}

/// Where the value of a line begins, behind its key.
fn value_of(bare: &str) -> Option<usize> {
    let (name, value) = bare.split_once(": ")?;
    is_name(name.trim_matches(['"', '\''])).then_some(bare.len() - value.trim_start().len())
}

fn of_value(value: &str, at: usize, cost: u32, found: &mut Vec<Unquoted>) {
    let Some(first) = value.chars().next() else { return };
    let whole = at..at + value.len();
    let mut add = |why: String, message: Option<String>, cost: u32| {
        found.push(Unquoted { ranges: vec![whole.clone()], why, message, cost });
    };
    match first {
        '"' | '\'' => {
            if let Some((message, cost)) = badly_quoted(value, first) {
                add(String::new(), Some(message), cost);
            }
        }
        '[' | '{' if goes_on_behind(value) => {
            let what = if first == '[' { "a list" } else { "a map" };
            add(format!("`{first}` begins {what}, and text follows behind it"), None, cost);
        }
        '[' | '{' => {}
        '|' | '>' if !is_header(value) => {
            add(
                format!("`{first}` begins a text on the lines below"),
                None,
                cost + u32::from(value[1..].starts_with(' ')),
            );
        }
        '*' => add("`*` refers to an anchor".to_owned(), None, cost),
        '&' | '!' => {
            let what = if first == '&' { "an anchor" } else { "a tag" };
            add(format!("`{first}` begins {what}"), None, cost + 1);
        }
        '-' if value == "-" => add("a dash alone begins an item of a list".to_owned(), None, cost),
        c if SIGNS.contains(&c) => add(format!("no text can begin with `{c}`"), None, cost),
        _ if value.contains(": ") || value.ends_with(':') => {
            let ends = value.ends_with(':') && !value.contains(": ");
            add("the colon in it would make it a key".to_owned(), None, cost + u32::from(!ends));
        }
        _ => {}
    }
}

/// Whether a value is no more than the head of a text block.
pub(super) fn is_header(value: &str) -> bool {
    value[1..].chars().all(|c| matches!(c, '+' | '-') || c.is_ascii_digit())
}

/// Whether text follows behind the bracket that closes the one at the beginning.
fn goes_on_behind(value: &str) -> bool {
    let mut depth = 0usize;
    for (at, c) in value.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 < value.len();
                }
            }
            _ => {}
        }
    }
    false
}

/// What is wrong with quotes that are there: an escape that is none, a quote inside of the quotes, text behind them.
fn badly_quoted(value: &str, quote: char) -> Option<(String, u32)> {
    let inner = value.strip_prefix(quote)?;
    if quote == '"' && inner.find('"').is_some_and(|at| at + 1 == inner.len()) {
        let escape = bad_escape(inner)?;
        return Some((format!("in double quotes a backslash begins an escape, and `{escape}` is none"), 0));
    }
    let closing = closing_quote(inner, quote)?;
    let behind = &inner[closing + 1..];
    if behind.is_empty() {
        return None;
    }
    if quote == '\'' && value.ends_with('\'') && !behind.starts_with(' ') {
        return Some(("the apostrophe inside of the single quotes ends them".to_owned(), 0));
    }
    if value.ends_with(quote) && quote == '"' && !behind.starts_with(' ') {
        return Some(("the quote inside of the quotes ends them".to_owned(), 1));
    }
    Some(("text follows the closing quote: the whole of it needs quotes".to_owned(), 1))
}

/// Where the quotes that are open end: in single ones a doubled quote stands for one of the text.
fn closing_quote(inner: &str, quote: char) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + inner[from..].find(quote)?;
        if quote == '"' || !inner[at + 1..].starts_with(quote) {
            return Some(at);
        }
        from = at + 2;
    }
}

/// The first escape of a text in double quotes that YAML does not know.
fn bad_escape(inner: &str) -> Option<String> {
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            continue;
        }
        let next = chars.next()?;
        let digits = match next {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        // The closing quote, which is no digit, ends them.
        let hex = chars.as_str().bytes().take(digits).all(|b| b.is_ascii_hexdigit());
        if !"0abt\tnvfre \"/\\N_LPxuU".contains(next) || !hex {
            return Some(format!("\\{next}"));
        }
    }
    None
}

/// The text in quotes, which are taken from it first where it has some: single ones where it has backslashes or double
/// ones in it.
pub(super) fn quoted(written: &str) -> String {
    let own = ['"', '\''].iter().find_map(|q| {
        let inner = written.strip_prefix(*q)?.strip_suffix(*q)?;
        // `"{"a": 1}"`: what opens inside of them tells that the outer ones belong together.
        let opens = inner.find('"').is_none_or(|at| {
            let behind = inner[at + 1..].starts_with(|c: char| c.is_alphanumeric());
            behind && !inner[..at].ends_with(|c: char| c.is_alphanumeric())
        });
        let alone = *q == '\'' || opens;
        alone.then(|| inner.to_owned())
    });
    // Text behind a closing quote: the quotes are part of what is meant.
    let text = match &own {
        Some(inner) if !inner.contains("' ") => inner.as_str(),
        _ => written,
    };
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// The beginning of a text.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        text.chars().take(MOST - 1).chain("…".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, stream};

    /// The text with the first fix of its first error made.
    fn mended(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..3 {
            let documents = stream(&text, &Limits::default());
            let errors: Vec<_> = documents.iter().flat_map(|d| &d.errors).collect();
            let Some(error) = errors.first() else { break };
            assert_eq!(error.rule.id, NEEDS_QUOTES.id, "{text}: {}", error.message);
            text = crate::model::Edit::apply(&text, 0, &error.fixes[0].edits).unwrap();
        }
        text
    }

    #[test]
    fn what_needs_quotes_gets_them() {
        for (value, meant) in [
            ("*/5 * * * *", "\"*/5 * * * *\""),
            ("*.example.com", "\"*.example.com\""),
            ("@daily # at night", "\"@daily\" # at night"),
            ("%d items", "\"%d items\""),
            ("`date`", "\"`date`\""),
            ("a: b", "\"a: b\""),
            ("[INFO] ready", "\"[INFO] ready\""),
            ("{id}/items", "\"{id}/items\""),
            (">80% full", "\">80% full\""),
            ("\"C:\\Users\\x\"", "'C:\\Users\\x'"),
            ("'don't panic'", "\"don't panic\""),
            ("\"a\" and \"b\"", "'\"a\" and \"b\"'"),
            ("[*]", "[\"*\"]"),
            ("[a, *.b, @c]", "[a, \"*.b\", \"@c\"]"),
            ("{a: *.b}", "{a: \"*.b\"}"),
        ] {
            for (before, behind) in
                [("m:\n  k: ", "\n  l: 1\n"), ("m:\n  - k: ", "\n    l: 1\n"), ("m:\n- ", "\n- x\n")]
            {
                let text = format!("{before}{value}{behind}");
                if problem(&text) {
                    assert_eq!(mended(&text), format!("{before}{meant}{behind}"));
                }
            }
        }
        assert_eq!(mended("a: see: x\nb: @y\nc: \"\\U\"\n"), "a: \"see: x\"\nb: \"@y\"\nc: '\\U'\n");
    }

    fn problem(text: &str) -> bool {
        super::super::problem_of(text).is_some()
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for value in ["\"a\\n\\u00e9\"", "'it''s'", "[a, b]", "|", ">-", "a:b", "\"a: b\""] {
            let mut found = Vec::new();
            of_value(value, 0, 0, &mut found);
            assert!(found.is_empty(), "{value}");
        }
    }
}
