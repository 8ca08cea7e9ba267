//! The place that the server names, and the place of the mistake.
//!
//! Some of the server's paths stop above the mistake: it calls a template's labels `spec.template.labels`, and reports
//! a mount's propagation at the list of mounts. There the label stands where the path leads, as near to the mistake as
//! those lines allow, and a second label marks the characters to change.

use crate::model::{ApiCause, Finding, Severity, Span};
use crate::source::{Kind, Node};

/// Puts the label of each refusal into the lines to which its path leads.
pub(super) fn align(findings: &mut [Finding], root: Node<'_>) {
    for finding in findings.iter_mut().filter(|f| f.severity == Severity::Error) {
        let Some(ApiCause::Refusal { field, .. }) = &finding.api else { continue };
        if let Some(span) = aligned(root, field, finding.span) {
            let earlier = std::mem::replace(&mut finding.span, span);
            if !finding.related.iter().any(|related| related.span == earlier) {
                finding.relate(earlier, "this is what to change");
            }
        }
    }
}

/// Where the label should stand instead of `span`; none where that lies well.
fn aligned(root: Node<'_>, path: &str, span: Span) -> Option<Span> {
    // What conversion makes a field of the spec of is an annotation in the file, and is shown there.
    let annotations = root.get("metadata").and_then(|metadata| metadata.get("annotations"));
    if path.starts_with("spec.") && annotations.is_some_and(|annotations| annotations.span().covers(span)) {
        return None;
    }
    let place = follow(root, path)?;
    let text = root.document().text();
    let first = line_start(text, place.head.start as usize);
    let last = line_end(text, place.end as usize);
    let inside = |span: Span| (first..=last).contains(&(span.start as usize));
    if inside(span) {
        return None;
    }
    let towards = ancestors(root, span).into_iter().rev().find(|node| inside(*node) && place.head.start <= node.start);
    Some(towards.unwrap_or(place.head))
}

/// Where a path leads: the key or item, and the last byte whose line still counts.
struct Place {
    head: Span,
    end: u32,
}

/// Follows a path as far as the document goes. Of what exists all lines count, of the parent of something missing only
/// its head.
fn follow(root: Node<'_>, path: &str) -> Option<Place> {
    let (mut node, mut head) = (root, None);
    let mut rest = path;
    loop {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        if rest.is_empty() {
            return Some(Place { head: head?, end: node.span().end.max(head?.end) });
        }
        let Some((span, value, after)) = step(node, rest) else { break };
        (node, head, rest) = (value, Some(span), after);
    }
    let head = head?;
    let below = match node.kind() {
        // An item has no key of its own: its head is its first line.
        _ if node.span().start == head.start => None,
        Kind::Map => node.entries().next().map(|e| e.key.span().start),
        Kind::Seq => node.items().next().map(|item| item.span().start),
        _ => None,
    };
    Some(Place { head, end: below.unwrap_or(head.end).max(head.end) })
}

/// One step of a path: its key or item, its value, and what is left of the path.
fn step<'a, 'p>(node: Node<'a>, path: &'p str) -> Option<(Span, Node<'a>, &'p str)> {
    if let Some(inner) = path.strip_prefix('[') {
        let end = inner.find(']')?;
        let (key, after) = (&inner[..end], &inner[end + 1..]);
        if node.kind() == Kind::Seq {
            let item = node.items().nth(key.parse().ok()?)?;
            return Some((item.head(), item, after));
        }
        let entry = node.entry(key)?;
        return Some((entry.key.span(), entry.value, after));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let entry = node.entry(&path[..end])?;
    Some((entry.key.span(), entry.value, &path[end..]))
}

/// The keys and items around `span`, from the outermost on.
fn ancestors(root: Node<'_>, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut node = root;
    loop {
        let next = match node.kind() {
            Kind::Map => node
                .entries()
                .find(|e| e.key.span().covers(span) || e.value.span().covers(span))
                .map(|e| (e.key.span(), e.value)),
            Kind::Seq => node.items().find(|item| item.span().covers(span)).map(|item| (item.head(), item)),
            _ => None,
        };
        let Some((head, value)) = next else { return found };
        found.push(head);
        if head.covers(span) && value.kind() != Kind::Map && value.kind() != Kind::Seq {
            return found;
        }
        node = value;
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    const TEXT: &str =
        "spec:\n  template:\n    metadata:\n      labels:\n        app: a b\n  list:\n  - name: x\n    mode: 1\n";

    /// The text of the label for a mistake at `at` whose path is `path`.
    fn label(path: &str, at: &str) -> Option<String> {
        let documents = parse(TEXT, &Limits::default());
        let root = documents[0].root().expect("there is a document");
        let start = TEXT.find(at).expect("the text holds it") as u32;
        let span = Span::new(start, start + at.len() as u32);
        aligned(root, path, span).map(|span| TEXT[span.range()].to_owned())
    }

    #[test]
    fn labels_stand_where_the_path_leads() {
        assert_eq!(label("spec.template.metadata.labels", "a b"), None);
        assert_eq!(label("spec.template.labels", "a b").as_deref(), Some("metadata"));
        assert_eq!(label("spec.list.mode", "1").as_deref(), Some("name"));
        assert_eq!(label("spec.list[0].other", "1").as_deref(), Some("name"));
        assert_eq!(label("spec.missing", "a b").as_deref(), Some("template"));
    }
}
