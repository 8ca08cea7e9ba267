//! Blanks that only look like spaces. YAML takes a no-break space for a letter, so that a page pasted with them is
//! read as other keys, often without a word of protest: one finding then stands for all that follows from it.

use crate::model::{Edit, FileId, Finding, Fix, Layer, Severity, Span};
use crate::source::{Document, is_odd};

/// The rule, which the parser shares for texts that it cannot read at all.
const RULE: &str = "syntax/odd-space";

/// Places that are shown beside the first.
const SHOWN: usize = 2;

/// The slip, where there are such blanks: where mending it mends nothing, they are part of a text and stay unmentioned.
pub(super) fn slip(document: &Document<'_>) -> Option<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    if text.is_ascii() {
        return None;
    }
    let places = places(text, document.span.start);
    let (first, others) = places.split_first()?;
    let edit = |span: &Span| {
        let blanks = document.text().get(span.range()).map_or(0, |t| t.chars().count());
        Edit { file: FileId::default(), span: *span, text: " ".repeat(blanks) }
    };
    let edits: Vec<Edit> = places.iter().map(edit).collect();
    let odd = document.text()[first.range()].chars().find(|c| is_odd(*c)).unwrap_or(' ');
    let name = if odd == '\u{A0}' {
        "a no-break space".to_owned()
    } else {
        format!("a blank that is no space (U+{:04X})", odd as u32)
    };
    let more = if others.is_empty() {
        String::new()
    } else {
        format!(", and in {} more places of this document", others.len())
    };
    let message = format!("{name} stands here where a space must be{more}");
    let mut finding = Finding::new(RULE, Layer::Syntax, Severity::Error, *first, message);
    finding.help("it comes from a web page or a word processor; to YAML it is a letter. Replace each by a space");
    for span in others.iter().take(SHOWN) {
        finding.relate(*span, "and here");
    }
    let title = "replace every odd blank by a space".to_owned();
    finding.fixes.push(Fix { title, safe: true, edits });
    Some(finding)
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
