//! A space that is none: no-break and other blanks that a paste brought along.

use super::indent::columns;
use super::{Mend, Site};
use crate::model::{Layer, Rule};

/// `syntax/odd-space`
pub(crate) static ODD_SPACE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/odd-space",
    "A blank that is no space",
    "No-break spaces and their like come from web pages and word processors. They look like spaces, but YAML takes \
     them for text.",
    "a:\n  b: 1\n\u{a0} c: 2\n  d: 3\n",
    "a:\n  b: 1\n  c: 2\n  d: 3\n",
);

/// Blanks that look like a space, and those that look like nothing.
pub fn is_odd(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
        || has_no_width(c)
}

/// Characters that cannot be seen at all.
pub fn has_no_width(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(400) {
        let line = &site.lines[at];
        let Some(first) = line.text.find(is_odd) else { continue };
        let odd = line.text[first..].chars().next().unwrap_or(' ');
        let message =
            format!("a no-break or other special blank (U+{:04X}) stands where YAML wants a space", odd as u32);
        let mut mend = |edits, title: String, cost| {
            mends.push(Mend {
                span: line.start + first..line.start + first + odd.len_utf8(),
                edits,
                rule: &ODD_SPACE,
                message: message.clone(),
                help: "such characters come from web pages and word processors; type the blank again",
                title,
                cost,
            });
        };
        let each: Vec<_> = line
            .text
            .match_indices(is_odd)
            .map(|(i, c)| (line.start + i..line.start + i + c.len(), " ".to_owned()))
            .collect();
        if has_no_width(odd) {
            let none = each.iter().map(|(range, _)| (range.clone(), String::new())).collect();
            mend(none, "remove it".to_owned(), 0);
        }
        mend(each, "replace it by a space".to_owned(), 0);
        let lead = line.text.len() - line.text.trim_start_matches(|c| c == ' ' || is_odd(c)).len();
        if line.text[..lead].contains(is_odd) {
            for column in columns(site, at) {
                let edits = vec![(line.start..line.start + lead, " ".repeat(column))];
                mend(edits, format!("indent the line with {column} spaces"), 1);
            }
        }
    }
}
