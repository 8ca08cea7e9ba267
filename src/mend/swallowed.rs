//! A value behind a `#`: what YAML takes for a comment was meant to be read.

use hashbrown::HashSet;

use crate::model::{Edit, Finding, Severity, Span, Version};
use crate::source::SWALLOWED_VALUE;
use crate::source::{Document, Kind, Node, Style};

/// Places that are looked at.
const MOST: usize = 8;

/// A slip for each value that may be behind a `#`: those that are missing, and of those with an error the ones that may
/// have been cut off.
pub(super) fn slips(document: &Document<'_>, findings: &[Finding], _: Version) -> Vec<Finding> {
    let Some(root) = document.root() else { return Vec::new() };
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    let told: HashSet<Span> = errors.map(|f| f.span).collect();
    let is_told = |value: Node<'_>| value.is_scalar() && !value.is_aliased() && told.contains(&value.span());
    let mut slips = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => {
                for entry in node.entries().filter(|e| !e.key.is_aliased()) {
                    open.push(entry.value);
                    let value = entry.value;
                    if value.is_null() && value.span().is_empty() {
                        slips.extend(missing(document, entry.key));
                    } else if value.style() == Style::Plain && is_told(value) {
                        slips.extend(cut_off(document, entry.key, value));
                    }
                }
            }
            Kind::Seq => open.extend(node.items()),
            _ => {}
        }
    }
    slips.sort_by_key(|slip: &Finding| slip.span.start);
    slips.truncate(MOST);
    slips
}

/// The comment on the line of byte `at`, behind it, and its text without the `#`.
fn comment<'s>(document: &Document<'s>, at: u32) -> Option<(Span, &'s str)> {
    let next = document.comments.partition_point(|c| c.start < at);
    let span = *document.comments.get(next)?;
    let text = document.text();
    let between = text.get(at as usize..span.start as usize)?;
    let said = text.get(span.range())?.strip_prefix('#')?.trim();
    (!between.contains('\n') && !said.is_empty()).then_some((span, said))
}

/// `key: # value`
fn missing(document: &Document<'_>, key: Node<'_>) -> Option<Finding> {
    let (span, said) = comment(document, key.span().end)?;
    let name = key.scalar_text();
    let message = format!("`{name}` has no value: what follows `#` is a comment");
    let mut finding = Finding::of(&SWALLOWED_VALUE, span, message);
    finding.help(format!("remove the `#`, or quote the value where it begins with one: `\"#{said}\"`"));
    finding.offer("remove the `#`", vec![Edit::new(span, said)]);
    Some(finding)
}

/// `key: begin #end`
fn cut_off(document: &Document<'_>, key: Node<'_>, value: Node<'_>) -> Option<Finding> {
    let (span, said) = comment(document, value.span().end)?;
    let (begin, name) = (value.source(), key.scalar_text());
    // A number or a boolean in quotes is another mistake's mend, and a remark begins with a blank.
    if value.kind() != Kind::Str || document.text().get(span.range())?.strip_prefix('#') != Some(said) {
        return None;
    }
    let message = format!("the value of `{name}` ends at `{begin}`: what follows `#` is a comment");
    let mut finding = Finding::of(&SWALLOWED_VALUE, span, message);
    finding.help(format!("a `#` after a blank begins a comment; quote the value to keep it: `\"{begin} #{said}\"`"));
    let whole = document.text().get(value.span().to(span).range())?;
    if whole.contains(['"', '\\']) {
        return None;
    }
    let edits = vec![Edit::new(value.span().to(span), format!("\"{whole}\""))];
    finding.offer("put the whole value in quotes", edits);
    Some(finding)
}
