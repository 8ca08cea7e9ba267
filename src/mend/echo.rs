//! What is only the echo of another mistake: a mount of a volume that the server does not count, since it has mistakes of its
//! own.

use crate::model::{ApiCause, Finding, Severity, Span, is_at_or_below};
use crate::schema::{NOT_FOUND, strict_path};
use crate::source::{Document, Kind, Node};

/// The findings without echoes, each told by the mistake that it comes from.
pub(super) fn fold(document: &Document<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    let Some(root) = document.root() else { return findings };
    let mut at = 0;
    while at < findings.len() {
        let heard = |f: &Finding| *f.rule == NOT_FOUND && f.severity == Severity::Error && f.fixes.is_empty();
        let about = Some(&findings[at]).filter(|f| heard(f)).and_then(|f| f.related.first()).map(|r| r.span);
        let cause = about.and_then(|span| item(root, span)).map(|item| strict_path(root, item)).and_then(|path| {
            let own = |f: &Finding| f.severity == Severity::Error && is_at_or_below(&f.field, &path);
            findings.iter().position(own)
        });
        match cause.filter(|cause| *cause != at) {
            Some(cause) => {
                let echo = findings.remove(at).into_particulars();
                let causes: Vec<ApiCause> = echo.api.into_iter().chain(echo.also).collect();
                // It stood before what it follows from.
                let cause = cause - usize::from(cause > at);
                findings[cause].also.extend(causes);
            }
            None => at += 1,
        }
    }
    findings
}

/// The innermost item of a list that a place lies in.
fn item(root: Node<'_>, place: Span) -> Option<Node<'_>> {
    let holds = |node: &Node<'_>| node.span().start <= place.start && place.end <= node.span().end;
    let (mut node, mut found) = (root, None);
    loop {
        let below = match node.kind() {
            Kind::Map => node.entries().map(|e| e.value).find(holds),
            Kind::Seq => {
                let item = node.items().find(holds);
                found = item.or(found);
                item
            }
            _ => None,
        };
        match below {
            Some(below) => node = below,
            None => return found,
        }
    }
}
