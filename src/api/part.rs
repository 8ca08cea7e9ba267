//! Parts of a scalar's text, as places in the file.

use std::ops::Range;

use crate::model::Span;
use crate::source::{Node, Style};

/// Where `bytes` of a scalar's text stand in the file, if the text stands there as it is: in one line, without escapes.
pub(in crate::api) fn part(node: Node<'_>, bytes: Range<usize>) -> Option<Span> {
    let quote = match node.style() {
        Style::Plain => 0,
        Style::Single | Style::Double => 1,
        _ => return None,
    };
    let text = node.scalar_text();
    if node.source().get(quote..quote + text.len()) != Some(text) {
        return None;
    }
    let start = node.span().start as usize + quote + bytes.start;
    let end = (start + bytes.len()).min(node.span().end as usize);
    Some(Span::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?))
}
