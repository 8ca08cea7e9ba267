//! What makes a fix a matter for a person, whatever its own rule thinks of it. It stays offered, but nobody makes it unasked.

use hashbrown::HashMap;

use super::doubt_blocks::block_texts;
use crate::model::placeholder::is_filled_in_later;
use crate::model::{Edit, FileId, Finding, Fix, Span};

/// Takes from fixes that they are safe where the text that they change gives reason to doubt it. `texts` are those of the
/// files.
pub fn leave_to_people<'f>(findings: &mut [Finding], texts: &dyn Fn(FileId) -> Option<&'f str>) {
    let mut blocks: HashMap<FileId, Vec<Span>> = HashMap::new();
    for fix in findings.iter_mut().flat_map(|finding| &mut finding.fixes).filter(|fix| fix.safe) {
        let doubts = |edit: &Edit| {
            let Some(text) = texts(edit.file) else { return true };
            let blocks = blocks.entry(edit.file).or_insert_with(|| block_texts(text));
            moves_outward(text, edit) || touches(blocks, edit.span)
        };
        let text = fix.edits.first().and_then(|edit| texts(edit.file)).unwrap_or_default();
        fix.safe =
            !fix.edits.iter().any(doubts) && !takes_comment(text, fix) && !misquotes(text, fix) && !loses(text, fix);
    }
}

fn removed<'t>(text: &'t str, edit: &Edit) -> &'t str {
    text.get(edit.span.range()).unwrap_or_default()
}

/// Whether a line gets fewer blanks before it: to which of the maps further out it belongs nobody knows. Tabs are no
/// columns.
fn moves_outward(text: &str, edit: &Edit) -> bool {
    let blank = |text: &str| text.bytes().all(|b| b == b' ');
    let before = text.get(..edit.span.start as usize).unwrap_or_default();
    let lead = before.rsplit('\n').next().unwrap_or_default();
    let gone = removed(text, edit);
    gone.len() > edit.text.len() && blank(gone) && blank(&edit.text) && blank(lead)
}

/// Whether an edit comes near a block text: its indentation says what is part of it. The spans are in order.
fn touches(blocks: &[Span], span: Span) -> bool {
    let at = blocks.partition_point(|block| block.end < span.start);
    blocks.get(at).is_some_and(|block| block.start <= span.end)
}

/// Whether a comment is gone once the fix is made: nothing of what a person noted down goes without being asked.
fn takes_comment(text: &str, fix: &Fix) -> bool {
    let kept = |comment: &str| fix.edits.iter().any(|edit| edit.text.contains(comment));
    fix.edits.iter().any(|edit| {
        let gone = removed(text, edit);
        let before = text.get(..edit.span.start as usize).unwrap_or_default();
        gone.match_indices('#').any(|(at, _)| {
            let lead = if at == 0 { before } else { &gone[..at] };
            let begins = lead.is_empty() || lead.ends_with([' ', '\t', '\n']);
            let comment = gone[at..].split('\n').next().unwrap_or_default().trim_end();
            begins && !kept(comment)
        })
    })
}

/// Whether quotes would make one text of what may be two keys, or of what something fills in later.
fn misquotes(text: &str, fix: &Fix) -> bool {
    let is_quoted = |part: &str| part.starts_with(['"', '\'']);
    if !fix.edits.iter().any(|edit| is_quoted(&edit.text) && !is_quoted(removed(text, edit))) {
        return false;
    }
    let (Some(first), Some(last)) =
        (fix.edits.iter().map(|e| e.span.start).min(), fix.edits.iter().map(|e| e.span.end).max())
    else {
        return true;
    };
    let doubtful = |part: &str| is_filled_in_later(part) || may_be_more(part);
    // Quotes may be put at both ends of what stays.
    match fix.edits.iter().all(|edit| edit.span.is_empty()) {
        true => doubtful(text.get(first as usize..last as usize).unwrap_or_default()),
        false => fix.edits.iter().any(|edit| doubtful(removed(text, edit))),
    }
}

/// Whether a plain text may be two keys on one line, or a key whose blank is missing.
fn may_be_more(text: &str) -> bool {
    let text = text.trim();
    // What is in brackets or quotes from its first byte on is no plain text.
    if text.starts_with(['{', '[', '"', '\'']) {
        return false;
    }
    if text.contains(":[") || text.contains(['{', '}']) {
        return true;
    }
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/'))
    };
    text.split_whitespace().skip(1).any(|word| word.strip_suffix(':').is_some_and(is_word))
}

/// Whether one word takes the place of several: `{name c}` is a key without its colon, and not a name to be changed.
fn loses(text: &str, fix: &Fix) -> bool {
    let is_word = |word: &&str| word.contains(|c: char| c.is_alphanumeric());
    let several = |text: &str| text.split_whitespace().filter(is_word).nth(1).is_some();
    fix.edits.iter().any(|edit| !edit.text.is_empty() && several(removed(text, edit)) && !several(&edit.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a fix of that title that puts `new` in the place of `old` stays safe.
    fn safe(text: &str, title: &str, old: &str, new: &str) -> bool {
        let at = text.find(old).unwrap() as u32;
        let edit = Edit { file: FileId(0), ..Edit::new(Span::new(at, at + old.len() as u32), new) };
        static RULE: crate::model::Rule =
            crate::model::Rule::error(crate::model::Layer::Schema, "schema/test", "", "", "", "");
        let mut finding = Finding::of(&RULE, Span::point(0), "");
        finding.fixes = vec![Fix::new(title, vec![edit]).safe_if(true)];
        leave_to_people(std::slice::from_mut(&mut finding), &|_| Some(text));
        finding.fixes[0].safe
    }

    #[test]
    fn quotes_make_no_text_of_two_keys() {
        let quoted = |text: &str| safe(text, "put quotes around it", text, &format!("\"{text}\""));
        for text in
            ["MODE value: prod", "nginx:1.27 imagePullPolicy: Always", "service:{name: a}", "a b:", "${X}", "@@N@@"]
        {
            assert!(!quoted(text), "{text}");
        }
        for text in ["1", "true", "*/5 * * * *", "echo: done", "{\"a\": 1}", "see https://x: y"] {
            assert!(quoted(text), "{text}");
        }
    }

    #[test]
    fn comments_and_places_are_not_taken_unasked() {
        assert!(!safe("a: 1 # why\n", "", "a: 1 # why", "b: 1"));
        assert!(safe("a: 1 # why\n", "", "1 # why", "2 # why") && safe("a: b#c\n", "", "b#c", "d"));
        assert!(!safe("a:\n    b: 1\n", "", "    ", "  ") && safe("a:\n  b: 1\n", "", "  ", "    "));
        assert!(safe("a:\n\t\t\tb: 1\n", "", "\t\t\t", "  "), "tabs have no width");
        assert!(!safe("- {name c, b: 1}\n", "rename to `name`", "name c", "name"));
    }
}
