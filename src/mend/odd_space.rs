//! Blanks that only look like spaces. YAML takes a no-break space for a letter, so that a page pasted with them is
//! read as other keys, often without a word of protest: one finding then stands for all that follows from it.

use crate::model::{Edit, Finding, Span, Version};
use crate::source::ODD_SPACE;
use crate::source::{Document, has_no_width, is_odd};

/// Places that are shown beside the first.
const SHOWN: usize = 2;

/// The slips, where there are such blanks: where mending them mends nothing, they are part of a text and stay unmentioned.
/// What has no width is one more of them wherever it stands.
pub(super) fn blanks(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    let Some(text) = with_odd(document) else { return Vec::new() };
    slip(document, &places(text, document.span.start)).into_iter().collect()
}

/// The same for what has no width: it is one more of them wherever it stands.
pub(super) fn hidden(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    let Some(text) = with_odd(document) else { return Vec::new() };
    let span = |(at, c): (usize, &str)| {
        let start = document.span.start + at as u32;
        Span::new(start, start + c.len() as u32)
    };
    let hidden: Vec<Span> = text.match_indices(has_no_width).map(span).collect();
    slip(document, &hidden).into_iter().collect()
}

/// The document's text, where there is more than ASCII in it.
fn with_odd<'s>(document: &Document<'s>) -> Option<&'s str> {
    document.text().get(document.span.range()).filter(|text| !text.is_ascii())
}

fn slip(document: &Document<'_>, places: &[Span]) -> Option<Finding> {
    let (first, others) = places.split_first()?;
    let edit = |span: &Span| {
        let written = document.text().get(span.range()).unwrap_or_default();
        let blanks = written.chars().filter(|c| !has_no_width(*c)).count();
        // Between a colon or a dash and what follows there must be something.
        let blanks = if blanks == 0 && ends_sign(document.text(), span.start) { 1 } else { blanks };
        Edit::new(*span, " ".repeat(blanks))
    };
    let edits: Vec<Edit> = places.iter().map(edit).collect();
    let odd = document.text()[first.range()].chars().find(|c| is_odd(*c)).unwrap_or(' ');
    let more = if others.is_empty() {
        String::new()
    } else {
        format!(", and in {} more places of this document", others.len())
    };
    let (message, title) = if has_no_width(odd) {
        let name = format!("a character without width (U+{:04X})", u32::from(odd));
        (format!("{name} stands here{more}"), "remove what cannot be seen")
    } else if odd == '\u{A0}' {
        (format!("a no-break space stands here where a space must be{more}"), "replace every odd blank by a space")
    } else {
        let name = format!("a blank that is no space (U+{:04X})", u32::from(odd));
        (format!("{name} stands here where a space must be{more}"), "replace every odd blank by a space")
    };
    let mut finding = Finding::of(&ODD_SPACE, *first, message);
    finding.help("it comes from a web page or a word processor; to YAML it is a letter. Replace each by a space");
    if has_no_width(odd) {
        finding.help("it comes from a web page or a word processor; to YAML it is a letter. Remove each");
    }
    for span in others.iter().take(SHOWN) {
        finding.relate(*span, "and here");
    }
    // What is left of them may be part of a text, or one more slip.
    let all =
        places.iter().all(|place| odd_around(document.text(), *place) <= odd_within(document.text(), places, *place));
    finding.offer(title, edits).safe_if(all);
    Some(finding)
}

/// The line of a place.
fn line(text: &str, place: Span) -> Span {
    let (start, end) = (place.start as usize, place.end as usize);
    let from = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| end + at);
    Span::new(from as u32, to as u32)
}

fn odd_in(text: &str, span: Span) -> usize {
    text.get(span.range()).map_or(0, |own| own.chars().filter(|c| is_odd(*c)).count())
}

/// How many odd blanks the line of a place has.
fn odd_around(text: &str, place: Span) -> usize {
    odd_in(text, line(text, place))
}

/// How many of them stand at one of the places.
fn odd_within(text: &str, places: &[Span], place: Span) -> usize {
    let line = line(text, place);
    let from = places.partition_point(|p| p.start < line.start);
    places[from..].iter().take_while(|p| p.end <= line.end).map(|p| odd_in(text, *p)).sum()
}

/// Whether a key's colon or an item's dash ends before that byte.
fn ends_sign(text: &str, at: u32) -> bool {
    text.get(..at as usize).is_some_and(|before| before.ends_with([':', '-']))
}

/// Runs of blanks with an odd one among them where only spaces may be: before a line's text, behind it, and
/// behind its first colon or dash.
fn places(text: &str, offset: u32) -> Vec<Span> {
    let blank = |c: char| c == ' ' || c == '\t' || is_odd(c);
    let mut places = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let mut note = |from: usize, run: &str| {
            if run.contains(is_odd) {
                let at = offset + (start + from) as u32;
                places.push(Span::new(at, at + run.len() as u32));
            }
        };
        let rest = body.trim_start_matches(blank);
        let lead = body.len() - rest.len();
        let core = rest.trim_end_matches(blank);
        note(0, &body[..lead]);
        if !core.is_empty() {
            if !core.starts_with('#')
                && let Some(at) = core.find([':', '-'])
            {
                let behind = &core[at + 1..];
                let run = behind.len() - behind.trim_start_matches(blank).len();
                note(lead + at + 1, &behind[..run]);
            }
            note(lead + core.len(), &rest[core.len()..]);
        }
        start += line.len();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_that_must_be_spaces_are_found() {
        let found = |text: &str| places(text, 0).iter().map(|s| text[s.range()].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("a:\n\u{A0} b: 1\u{A0}\n"), ["\u{A0} ", "\u{A0}"]);
        assert_eq!(found("- \u{A0}b:\u{A0}1\n"), [" \u{A0}"]);
        assert_eq!(found("a: x\u{A0}y\n# c\u{A0}:\u{A0}d\n"), [] as [&str; 0]);
    }
}
