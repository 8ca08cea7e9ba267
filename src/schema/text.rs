//! Lines and indentation of the text that a document was read from.

use crate::model::{Edit, FileId, Span};
use crate::source::{Entry, Kind, Node, Style};

/// The first byte of the line that `at` is on.
pub(super) fn line_start(text: &str, at: u32) -> u32 {
    let before = text.as_bytes().get(..at as usize).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(0, |i| i as u32 + 1)
}

/// The line feed that ends the line of `at`, or the end of the text.
pub(super) fn line_end(text: &str, at: u32) -> u32 {
    let after = text.as_bytes().get(at as usize..).unwrap_or_default();
    memchr::memchr(b'\n', after).map_or(text.len() as u32, |i| at + i as u32)
}

/// Bytes between the beginning of the line and `at`.
pub(super) fn column(text: &str, at: u32) -> usize {
    (at - line_start(text, at)) as usize
}

/// As much of `span` as is on its first line.
pub(super) fn first_line(text: &str, span: Span) -> Span {
    let end = span.end.min(line_end(text, span.start));
    let shown = text.get(span.start as usize..end as usize).unwrap_or_default().trim_end();
    Span::new(span.start, span.start + shown.len() as u32)
}

/// Where an entry ends: after its value, or after its key where it has none.
pub(super) fn entry_end(entry: Entry<'_>) -> u32 {
    let value = entry.value.span();
    if value.is_empty() { entry.key.span().end.max(value.end) } else { value.end }
}

/// The whole lines from the first entry's key to the last entry's value, without the last line feed. `None`
/// where they share their lines with something else, or are not written there at all.
pub(super) fn lines_of(text: &str, first: Entry<'_>, last: Entry<'_>) -> Option<Span> {
    if first.key.is_aliased() || last.key.is_aliased() {
        return None;
    }
    let start = line_start(text, first.key.span().start);
    let lead = text.get(start as usize..first.key.span().start as usize)?;
    if !lead.bytes().all(|b| b == b' ') {
        return None;
    }
    // An alias stands behind its key; what it stands for is written elsewhere.
    let end = if last.value.is_aliased() { last.key.span().end } else { entry_end(last) };
    // A block scalar's value ends with its last line feed.
    let end = if end > start && text.as_bytes().get(end as usize - 1) == Some(&b'\n') { end - 1 } else { end };
    Some(Span::new(start, line_end(text, end)))
}

/// Edits that put `by` spaces before each line of `lines` (or take them away, where negative); blank lines stay.
/// `None` where a line has too little to take.
pub(super) fn shift(text: &str, lines: Span, by: i64) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut at = lines.start;
    for line in text.get(lines.range())?.split('\n') {
        let blank = line.trim().is_empty();
        if !blank && by >= 0 {
            edits.push(edit(Span::point(at), " ".repeat(by.unsigned_abs() as usize)));
        } else if !blank {
            let take = by.unsigned_abs() as usize;
            if line.len() < take || !line.as_bytes()[..take].iter().all(|b| *b == b' ') {
                return None;
            }
            edits.push(edit(Span::new(at, at + take as u32), String::new()));
        }
        at += line.len() as u32 + 1;
    }
    Some(edits)
}

/// The lines as they would stand `by` columns further to the right (or left).
pub(super) fn shifted(text: &str, lines: Span, by: i64) -> Option<String> {
    let source = text.get(lines.range())?;
    let mut out = String::with_capacity(source.len() + 64);
    for (index, line) in source.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if line.trim().is_empty() {
            out.push_str(line);
        } else if by >= 0 {
            out.extend(std::iter::repeat_n(' ', by.unsigned_abs() as usize));
            out.push_str(line);
        } else {
            let (taken, rest) = line.split_at_checked(by.unsigned_abs() as usize)?;
            if !taken.bytes().all(|b| b == b' ') {
                return None;
            }
            out.push_str(rest);
        }
    }
    Some(out)
}

/// A replacement in the file at hand.
pub(super) fn edit(span: Span, text: impl Into<String>) -> Edit {
    Edit { file: FileId::default(), span, text: text.into() }
}

/// The second line of a bare text that goes on over several lines: mostly a line that was meant to be a field of its
/// own, and is indented too much.
pub(super) fn swallowed(node: Node<'_>) -> Option<Span> {
    if node.style() != Style::Plain || matches!(node.kind(), Kind::Map | Kind::Seq) {
        return None;
    }
    let span = node.span();
    let end = line_end(node.document().text(), span.start);
    let rest = node.document().text().get(end as usize..span.end as usize)?;
    let start = end + (rest.len() - rest.trim_start().len()) as u32;
    Some(first_line(node.document().text(), Span::new(start, span.end))).filter(|s| !s.is_empty())
}

/// Whether a map or list is written over lines of its own, not in brackets.
pub(super) fn is_block(node: Node<'_>) -> bool {
    node.style() != Style::Flow && !node.is_aliased()
}

/// A plain text in the quotes of the scalar that it takes the place of.
pub(super) fn written_like(scalar: Node<'_>, text: &str) -> String {
    match scalar.style() {
        Style::Double => format!("\"{text}\""),
        Style::Single => format!("'{text}'"),
        _ => text.to_owned(),
    }
}

/// The text that a person would write to have exactly this string read.
pub(super) fn quoted(text: &str) -> String {
    if text.chars().any(|c| c == '"' || c == '\\' || c.is_control()) {
        serde_json::to_string(text).unwrap_or_default()
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a:\n  b: 1\n\n  c: 2\nd: 3";

    #[test]
    fn lines_are_found() {
        assert_eq!((line_start(TEXT, 5), line_end(TEXT, 5)), (3, 9));
        assert_eq!((line_start(TEXT, 0), line_end(TEXT, 23)), (0, TEXT.len() as u32));
        assert_eq!(column(TEXT, 5), 2);
        assert_eq!(first_line(TEXT, Span::new(5, 18)), Span::new(5, 9));
    }

    #[test]
    fn lines_are_shifted_and_blank_ones_stay() {
        let lines = Span::new(3, 17);
        assert_eq!(shifted(TEXT, lines, 2).unwrap(), "    b: 1\n\n    c: 2");
        assert_eq!(shifted(TEXT, lines, -2).unwrap(), "b: 1\n\nc: 2");
        assert_eq!(shifted(TEXT, lines, -3), None);
        assert_eq!(shift(TEXT, lines, 1).unwrap().len(), 2);
        assert_eq!(shift(TEXT, lines, -3), None);
    }
}
