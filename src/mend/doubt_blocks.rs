//! Where block texts (`|`, `>`) are in a file that may not even be YAML yet.

use crate::model::Span;

/// The lines of all block texts, each with the blanks before its header's line and one line behind the header whatever its
/// column is. In order.
pub(super) fn block_texts(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    // The column that lines of the text at hand are behind, and whether none has come yet.
    let mut open: Option<(usize, bool)> = None;
    let mut start = 0u32;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len() as u32;
        let content = line.trim_start_matches([' ', '\t']);
        let lead = line.len() - content.len();
        if let Some((column, first)) = open {
            let blank = content.trim().is_empty();
            if blank || lead > column || first {
                if let (Some(last), false) = (found.last_mut(), blank) {
                    last.end = end;
                }
                open = Some((column, first && blank));
                // A line behind the header that is not in the text may begin another.
                if blank || lead > column {
                    start += line.len() as u32;
                    continue;
                }
            }
            open = None;
        }
        if let Some(column) = header(content).map(|column| lead + column) {
            // The header may be moved alone: then what it holds is another text.
            found.push(Span::new(start, start + lead as u32));
            found.push(Span::point(start + line.len() as u32));
            open = Some((column, true));
        }
        start += line.len() as u32;
    }
    found
}

/// Where the key or the dash of a block text's header is in its line.
fn header(content: &str) -> Option<usize> {
    let bare = content.split(" #").next()?.trim_end();
    let (before, sign) = bare.rsplit_once([' ', '\t'])?;
    let marks = sign.strip_prefix(['|', '>'])?;
    if marks.len() > 2 || !marks.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-')) {
        return None;
    }
    let before = before.trim_end();
    let last = before.rsplit([' ', '\t']).next()?;
    if !last.ends_with([':', '-']) && !last.starts_with(['!', '&']) {
        return None;
    }
    let key = content.trim_start_matches(['-', ' ']);
    // Behind nothing but dashes the last of them is what counts.
    let dash = before.trim_end_matches(|c| c != '-').len().saturating_sub(1);
    Some(if key.starts_with(['|', '>', '!', '&']) { dash } else { content.len() - key.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_block_texts_are_known() {
        let text = "a:\n  b: |\n   c: |\n\n  d: 1\ne: >-\nf: 2\n- |+ # note\n g\nh: 3\n";
        let found: Vec<&str> = block_texts(text).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, ["  ", "   c: |", "", "f: 2", "", " g"]);
    }
}
