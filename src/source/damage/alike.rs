//! Characters that look like YAML's own: a typographic dash, a wide colon, curly quotes. They come with a paste from a
//! page or a word processor, and to YAML they are letters.

use crate::model::{Layer, Rule};
use std::ops::Range;

use super::lines::{Line, in_text, is_name, lines};
use super::{Mend, Site};

/// `syntax/odd-colon`
pub(crate) static ODD_COLON: Rule = Rule::error(
    Layer::Syntax,
    "syntax/odd-colon",
    "A colon of another script",
    "Some input methods and word processors write a colon that is wider than YAML's. It looks alike, but to YAML it is a \
     letter.",
    "a: 1\nb：2\nc: 3\n",
    "a: 1\nb: 2\nc: 3\n",
);

/// `syntax/odd-dash`
pub(crate) static ODD_DASH: Rule = Rule::error(
    Layer::Syntax,
    "syntax/odd-dash",
    "A typographic dash or a bullet before a list item",
    "Word processors turn a dash into a longer one, or into a bullet. To YAML these are letters; a list item begins \
     with `-`, as it stands on the keyboard.",
    "list:\n  - a: 1\n  – a: 2\n    b: 3\n",
    "list:\n  - a: 1\n  - a: 2\n    b: 3\n",
);

/// `syntax/smart-quote`
pub(crate) static SMART_QUOTE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/smart-quote",
    "Typographic quotes around a value",
    "Web pages and word processors turn quotes into curly ones. To YAML these are letters: they quote nothing, and \
     become part of the value.",
    "a: \"x”\nb: 2\n",
    "a: \"x\"\nb: 2\n",
);

/// Dashes and bullets that stand for a list's `-`.
const DASHES: [char; 11] = ['‐', '‑', '‒', '–', '—', '―', '−', '－', '•', '·', '◦'];

/// Colons of other scripts and widths.
const COLONS: [char; 4] = ['：', '﹕', '∶', '꞉'];

/// Quotes of all languages but YAML's.
const QUOTES: [char; 13] = ['“', '”', '„', '‟', '«', '»', '″', '‘', '’', '‚', '‛', '′', '＂'];

/// Whether a quote is a typographic one.
pub fn is_smart_quote(c: char) -> bool {
    QUOTES.contains(&c)
}

/// A character in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The bytes to replace.
    pub range: Range<usize>,
    /// What is meant.
    pub text: &'static str,
    /// The rule, `syntax/…`.
    pub rule: &'static Rule,
    /// What is wrong, in words.
    pub message: String,
}

/// Dashes and colons of `text` that stand where YAML's own would mean something.
pub fn alike(text: &str) -> Vec<Alike> {
    let lines = lines(text);
    let inside = in_text(&lines);
    lines.iter().zip(inside).filter(|(_, inside)| !inside).flat_map(|(line, _)| of_line(line)).collect()
}

fn of_line(line: &Line<'_>) -> Vec<Alike> {
    let mut found = Vec::new();
    let mut content = line.content();
    let mut at = line.content_start();
    while let Some(first) = content.chars().next() {
        let rest = content[first.len_utf8()..].trim_start_matches(' ');
        let gap = content.len() - first.len_utf8() - rest.len();
        if gap == 0 || (first != '-' && !DASHES.contains(&first)) {
            break;
        }
        if first != '-' {
            let message = format!("`{first}` (U+{:04X}) stands where a list item's `-` must be", u32::from(first));
            found.push(Alike { range: at..at + first.len_utf8(), text: "-", rule: &ODD_DASH, message });
        }
        at += content.len() - rest.len();
        content = rest;
    }
    if let Some((place, colon)) = content.char_indices().find(|(_, c)| COLONS.contains(c))
        && is_name(content[..place].trim_matches(['"', '\'']))
    {
        let after = &content[place + colon.len_utf8()..];
        let text = if after.is_empty() || after.starts_with(' ') { ":" } else { ": " };
        let message = format!("`{colon}` (U+{:04X}) stands where a key's `:` must be", u32::from(colon));
        let place = at + place;
        found.push(Alike { range: place..place + colon.len_utf8(), text, rule: &ODD_COLON, message });
    }
    found
}

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for at in site.near(400).filter(|at| !site.text[site.lines[*at].start..site.lines[*at].end()].is_ascii()) {
        let line = &site.lines[at];
        if site.in_text[at] {
            continue;
        }
        for found in of_line(line) {
            mends.push(Mend {
                span: found.range.clone(),
                edits: vec![(found.range, found.text.to_owned())],
                rule: found.rule,
                message: found.message,
                help: "it comes from a web page or a word processor; type the character again",
                title: format!("replace it by `{}`", found.text.trim()),
                cost: 0,
            });
        }
        let smart: Vec<_> = line.text.match_indices(is_smart_quote).collect();
        let Some((first, quote)) = smart.first() else { continue };
        let ranges: Vec<_> = smart.iter().map(|(i, q)| line.start + i..line.start + i + q.len()).collect();
        for (new, title, cost) in [("\"", "replace it by `\"`", 0), ("'", "replace it by `'`", 0), ("", "remove it", 1)]
        {
            mends.push(Mend {
                span: line.start + first..line.start + first + quote.len(),
                edits: ranges.iter().map(|range| (range.clone(), new.to_owned())).collect(),
                rule: &SMART_QUOTE,
                message: smart_quote(quote),
                help: "to YAML a typographic quote is a letter; it comes from a web page or a word processor",
                title: title.to_owned(),
                cost,
            });
        }
    }
}

/// What is wrong with a typographic quote.
pub fn smart_quote(quote: &str) -> String {
    format!("the typographic quote `{quote}` quotes nothing: it is part of the text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_for_a_sign_is_found() {
        let found = |text: &str| -> Vec<(String, &str)> {
            alike(text).into_iter().map(|a| (text[a.range].to_owned(), a.text)).collect()
        };
        let is = |c: &str, text: &'static str| (c.to_owned(), text);
        assert_eq!(found("a:\n  – b\n- • c：1\n"), [is("–", "-"), is("•", "-"), is("：", ": ")]);
        assert_eq!(found("a：\n  b: c – d：e\n–\nx: |\n  – y\n"), [is("：", ":")]);
    }
}
