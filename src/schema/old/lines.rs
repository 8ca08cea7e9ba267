//! Lines of the text as it stands: where they begin, and what is said above them.

use crate::model::Span;
use crate::schema::text;
use crate::source::Entry;

/// The blanks before the line of a byte: where the dash of an item stands.
pub(super) fn leading(source: &str, at: u32) -> usize {
    let line = source.get(text::line_start(source, at) as usize..).unwrap_or_default();
    line.len() - line.trim_start_matches(' ').len()
}

/// The comments on the lines right above a key that has its line to itself, at its very column; the nearest first.
pub(super) fn comments_above(source: &str, key: u32) -> Vec<Span> {
    let (mut comments, mut at, column) = (Vec::new(), text::line_start(source, key), text::column(source, key));
    if leading(source, key) != column {
        return comments;
    }
    while at > 0 {
        let start = text::line_start(source, at - 1);
        let line = source.get(start as usize..at as usize).unwrap_or_default();
        let own = line.trim();
        if !own.starts_with('#') || leading(source, start) != column {
            break;
        }
        let from = start + column as u32;
        comments.push(Span::new(from, from + own.len() as u32));
        at = start;
    }
    comments
}

/// A byte on the last line of an entry.
pub(super) fn last_byte(source: &str, entry: Entry<'_>) -> u32 {
    let end = text::entry_end(entry);
    let broken = end > entry.key.span().end && source.as_bytes().get(end as usize - 1) == Some(&b'\n');
    if broken { end - 1 } else { end }
}
