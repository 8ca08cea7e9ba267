//! Dashes and colons of a paste, which YAML takes for letters.

use crate::model::{Edit, Finding, Span, Version};
use crate::source::{Document, alike};

/// Places that are shown beside the first.
const SHOWN: usize = 2;

/// The slip, where there are such characters: each replaced by the one it looks like.
pub(super) fn slips(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    slip(document).into_iter().collect()
}

fn slip(document: &Document<'_>) -> Option<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    if text.is_ascii() {
        return None;
    }
    let found = alike(text);
    let (first, others) = found.split_first()?;
    let from = document.span.start;
    let span = |range: &std::ops::Range<usize>| Span::new(from + range.start as u32, from + range.end as u32);
    let mut finding = Finding::of(first.rule, span(&first.range), first.message.clone());
    finding.help("it comes from a web page or a word processor; to YAML it is a letter");
    for other in others.iter().take(SHOWN) {
        finding.relate(span(&other.range), "and here");
    }
    let title = if others.is_empty() {
        format!("replace it by `{}`", first.text.trim())
    } else {
        format!("replace each of the {} by what it looks like", found.len())
    };
    finding.offer(title, found.iter().map(|a| Edit::new(span(&a.range), a.text)).collect()).safe_if(true);
    Some(finding)
}
