//! Texts by their lines, and changes to them.

use std::ops::Range;

/// The byte at which the line of `at` begins.
pub(crate) fn start_of_line(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

/// The byte behind the line of `at`, its end included.
pub(crate) fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |i| at + i + 1)
}

/// The whole lines on which these bytes stand; blanks at their end stand for nothing.
pub(crate) fn whole(text: &str, bytes: Range<usize>) -> Range<usize> {
    let last = bytes.start + text[bytes.clone()].trim_end().len();
    start_of_line(text, bytes.start)..end_of_line(text, last)
}

/// The column of a byte, from 0.
pub(crate) fn column(text: &str, at: usize) -> usize {
    at - start_of_line(text, at)
}

/// Whether only blanks stand before that byte in its line.
pub(crate) fn stands_first(text: &str, at: usize) -> bool {
    text[start_of_line(text, at)..at].bytes().all(|b| b == b' ')
}

/// Whether nothing stands behind that byte in its line.
pub(crate) fn ends_line(text: &str, at: usize) -> bool {
    text[at..end_of_line(text, at)].trim().is_empty()
}

/// The lines moved to the right, or to the left where `by` is below zero; none where there is no room.
pub(crate) fn shifted(lines: &str, by: isize) -> Option<String> {
    let mut out = String::new();
    for line in lines.split_inclusive('\n') {
        if line.trim().is_empty() {
            out.push_str(line);
        } else if by >= 0 {
            out.push_str(&" ".repeat(by.unsigned_abs()));
            out.push_str(line);
        } else {
            out.push_str(line.strip_prefix(&" ".repeat(by.unsigned_abs()))?);
        }
    }
    Some(out)
}

/// The text with those bytes replaced.
pub(crate) fn replaced(text: &str, bytes: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..bytes.start], &text[bytes.end..])
}

/// The text with several bytes replaced; they do not overlap.
pub(crate) fn all_replaced(text: &str, mut changes: Vec<(Range<usize>, String)>) -> String {
    changes.sort_by_key(|(bytes, _)| bytes.start);
    changes.into_iter().rev().fold(text.to_owned(), |text, (bytes, new)| replaced(&text, bytes, &new))
}

/// The lines of `new`, counted from 1, in which it is not as `old` is; where lines are only gone, those around the gap.
pub(crate) fn changed(old: &str, new: &str) -> (usize, usize) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let ahead = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[ahead..], &new[ahead..]);
    let behind = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (first, last) = (ahead + 1, new.len() - behind);
    if last < first { (ahead.max(1), first) } else { (first, last) }
}
