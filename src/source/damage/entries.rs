//! Entries of lists and maps in brackets that need quotes.

use super::lines::Line;
use super::plain::Unquoted;

/// Entries of lists and maps in brackets.
pub(super) fn in_brackets(line: &Line<'_>) -> Option<Unquoted> {
    let (content, start) = (line.content(), line.content_start());
    let mut ranges = Vec::new();
    let mut fresh = false;
    let mut quote = None;
    let mut at = 0;
    while let Some(c) = content[at..].chars().next() {
        let from = at;
        at += c.len_utf8();
        match (quote, c) {
            (Some(open), c) => quote = (open != c).then_some(open),
            (None, '"' | '\'') if fresh => (quote, fresh) = (Some(c), false),
            (None, '[' | '{' | ',') => fresh = true,
            (None, ':') if content[at..].starts_with(' ') => fresh = true,
            (None, ' ') => {}
            (None, c) if fresh && content[..from].contains(['[', '{']) => {
                let end = from + end_of_entry(&content[from..]);
                let own = content[from..end].trim_end();
                if matches!(c, '*' | '@' | '%' | '`') || own.contains(['[', '{']) {
                    ranges.push(start + from..start + from + own.len());
                }
                (at, fresh) = (end.max(at), false);
            }
            (None, '#') if content[..from].ends_with(' ') => break,
            _ => fresh = false,
        }
    }
    let first = ranges.first()?;
    let sign = content[first.start - start..].chars().next().unwrap_or('*');
    let why =
        if sign == '*' { "`*` refers to an anchor".to_owned() } else { format!("no text can begin with `{sign}`") };
    Some(Unquoted { ranges, why, message: None, cost: 0 })
}

/// Where a plain entry of a list or map in brackets ends: at the next sign behind it, brackets of its own passed by.
fn end_of_entry(content: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in content.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' if depth > 0 => depth -= 1,
            ',' | ']' | '}' if depth == 0 => return at,
            // What is behind is a value.
            ':' if depth == 0 && content[at + 1..].starts_with(' ') => return at,
            _ => {}
        }
    }
    content.len()
}
