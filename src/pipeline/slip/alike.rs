//! Dashes and colons of a paste, which YAML takes for letters.

use crate::model::{Edit, FileId, Finding, Fix, Layer, Severity, Span};
use crate::source::{Document, alike};

/// Places that are shown beside the first.
const SHOWN: usize = 2;

/// The slip, where there are such characters: each replaced by the one it looks like.
pub(super) fn slip(document: &Document<'_>) -> Option<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    if text.is_ascii() {
        return None;
    }
    let found = alike(text);
    let (first, others) = found.split_first()?;
    let from = document.span.start;
    let span = |range: &std::ops::Range<usize>| Span::new(from + range.start as u32, from + range.end as u32);
    let mut finding =
        Finding::new(first.rule, Layer::Syntax, Severity::Error, span(&first.range), first.message.clone());
    finding.help("it comes from a web page or a word processor; to YAML it is a letter");
    for other in others.iter().take(SHOWN) {
        finding.relate(span(&other.range), "and here");
    }
    let edit =
        |a: &crate::source::Alike| Edit { file: FileId::default(), span: span(&a.range), text: a.text.to_owned() };
    let title = if others.is_empty() {
        format!("replace it by `{}`", first.text.trim())
    } else {
        format!("replace each of the {} by what it looks like", found.len())
    };
    finding.fixes.push(Fix { title, safe: false, edits: found.iter().map(edit).collect() });
    Some(finding)
}
