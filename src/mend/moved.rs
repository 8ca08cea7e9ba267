//! What was found in the text of one document, at its place in the file.

use crate::model::{Edit, Finding, Span};

/// The finding with its places, and those of its fixes, so many bytes further on.
pub(super) fn moved(mut finding: Finding, by: u32) -> Finding {
    let moved = |span: Span| Span::new(span.start + by, span.end + by);
    finding.span = moved(finding.span);
    for fix in &mut finding.fixes {
        fix.edits = fix.edits.iter().map(|e| Edit::new(moved(e.span), e.text.clone())).collect();
    }
    finding
}
