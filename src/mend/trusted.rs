//! What of a broken document can still be trusted.

use std::cell::OnceCell;

use crate::model::{Finding, Layer, Span};
use crate::schema::NOT_FOUND;
use crate::source::{Document, Kind, Node};

/// The key that a scalar stands under, and the scalar.
type Scalar<'a> = (Option<Node<'a>>, Node<'a>);

/// The scalars of a broken document, in the order of the file.
pub struct Trusted<'a> {
    document: &'a Document<'a>,
    /// Gathered for the first finding that is about a value.
    scalars: OnceCell<Vec<Scalar<'a>>>,
}

impl<'a> Trusted<'a> {
    /// What of `document` could be read.
    pub fn of(document: &'a Document<'a>) -> Self {
        Trusted { document, scalars: OnceCell::new() }
    }

    fn at(&self, span: Span) -> Option<&Scalar<'a>> {
        let scalars = self.scalars.get_or_init(|| scalars(self.document));
        scalars.binary_search_by_key(&span, |(_, node)| node.span()).ok().and_then(|at| scalars.get(at))
    }

    /// Whether a finding is more than an echo of the broken line. What is missing may be lost with that line, and a map
    /// or list may lack an entry; but a value that stands in the file on a line of its own was read as it is.
    pub fn has(&self, finding: &Finding) -> bool {
        if finding.layer() != Layer::Api {
            return true;
        }
        if *finding.rule == NOT_FOUND {
            return false;
        }
        let name = finding.field.rsplit('.').next().unwrap_or_default();
        self.at(finding.span).is_some_and(|(key, value)| {
            let about = name.ends_with(']') || key.is_some_and(|k| k.scalar_text() == name);
            about && !value.source().contains('\n')
        })
    }
}

fn scalars<'a>(document: &'a Document<'a>) -> Vec<Scalar<'a>> {
    let mut scalars = Vec::new();
    let mut open: Vec<_> = document.root().map(|root| (None, root)).into_iter().collect();
    while let Some((key, node)) = open.pop() {
        match node.kind() {
            Kind::Map => open.extend(node.entries().map(|e| (Some(e.key), e.value))),
            Kind::Seq => open.extend(node.items().map(|item| (key, item))),
            _ if node.span().is_empty() => {}
            _ => scalars.push((key, node)),
        }
    }
    // What aliases repeat counts where it is met first.
    scalars.sort_by_key(|(_, node)| node.span());
    scalars.dedup_by_key(|(_, node)| node.span());
    scalars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;
    use crate::schema::of_reason;
    use crate::source::{Limits, parse};

    #[test]
    fn only_what_was_read_as_it_stands_is_sound() {
        let text = "a:\n  port: 70000\n  name: Web\n  more: x\n    y\n";
        let documents = parse(text, &Limits::default());
        let at = |part: &str, field: &str| {
            let start = text.find(part).unwrap() as u32;
            let span = Span::new(start, start + part.len() as u32);
            let mut finding = Finding::of(of_reason(Reason::Invalid), span, "");
            finding.field(field);
            Trusted::of(&documents[0]).has(&finding)
        };
        assert!(at("70000", "a.port"));
        assert!(!at("70000", "a.ports"), "about something else");
        assert!(!at("port", "a.port"), "a key");
        assert!(!at("x\n    y", "a.more"), "two lines");
    }
}
