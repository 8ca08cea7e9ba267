//! What of a broken document can still be trusted.

use crate::model::{Finding, Layer, Span};
use crate::source::{Document, Kind, Node};

/// Whether a finding is more than an echo of the broken line. What is missing may be lost with that line, and a map or
/// list may lack an entry; but a value that stands in the file on a line of its own was read as it is.
pub(super) fn is_sound(document: &Document<'_>, finding: &Finding) -> bool {
    if finding.layer != Layer::Api {
        return true;
    }
    if finding.rule == "api/not-found" {
        return false;
    }
    let name = finding.field.rsplit('.').next().unwrap_or_default();
    document.root().and_then(|root| scalar_at(root, finding.span)).is_some_and(|(key, value)| {
        let about = name.ends_with(']') || key.is_some_and(|k| k.scalar_text() == name);
        about && !value.source().contains('\n')
    })
}

/// The scalar with these bytes, and the key it stands under.
fn scalar_at(root: Node<'_>, span: Span) -> Option<(Option<Node<'_>>, Node<'_>)> {
    let mut open = vec![(None, root)];
    while let Some((key, node)) = open.pop() {
        match node.kind() {
            Kind::Map => open.extend(node.entries().map(|e| (Some(e.key), e.value))),
            Kind::Seq => open.extend(node.items().map(|item| (key, item))),
            _ if node.span() == span && !span.is_empty() => return Some((key, node)),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;
    use crate::source::{Limits, parse};

    #[test]
    fn only_what_was_read_as_it_stands_is_sound() {
        let text = "a:\n  port: 70000\n  name: Web\n  more: x\n    y\n";
        let documents = parse(text, &Limits::default());
        let at = |part: &str, field: &str| {
            let start = text.find(part).unwrap() as u32;
            let span = Span::new(start, start + part.len() as u32);
            let mut finding = Finding::new("api/invalid", Layer::Api, Severity::Error, span, "");
            finding.field = field.to_owned();
            is_sound(&documents[0], &finding)
        };
        assert!(at("70000", "a.port"));
        assert!(!at("70000", "a.ports"), "about something else");
        assert!(!at("port", "a.port"), "a key");
        assert!(!at("x\n    y", "a.more"), "two lines");
    }
}
