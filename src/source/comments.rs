//! Comments: what stands between the scalars after a `#`.

use super::tree::Style;
use crate::model::Span;

/// Finds the comments of `span`, given its scalars in order.
pub(super) fn collect(text: &str, span: Span, scalars: impl Iterator<Item = (Span, Style)>, out: &mut Vec<Span>) {
    let mut at = span.start;
    for (scalar, style) in scalars {
        if scalar.start < at {
            continue;
        }
        gap(text, at, scalar.start, out);
        if matches!(style, Style::Literal | Style::Folded) {
            of_header(text, scalar.start, out);
        }
        at = scalar.end;
    }
    gap(text, at, span.end, out);
}

/// The comment that the header line of the block scalar at `start` may carry.
pub(super) fn of_header(text: &str, start: u32, out: &mut Vec<Span>) {
    let rest = &text.as_bytes()[start as usize..];
    let header = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    gap(text, start, start + header as u32, out);
}

/// Comments between two bytes where no scalar is.
fn gap(text: &str, from: u32, to: u32, out: &mut Vec<Span>) {
    let (mut at, to, bytes) = (from as usize, (to as usize).min(text.len()), text.as_bytes());
    while at < to {
        let Some(found) = memchr::memchr(b'#', &bytes[at..to]) else { return };
        let start = at + found;
        if start > 0 && !matches!(bytes[start - 1], b' ' | b'\t' | b'\n' | b'\r') {
            at = start + 1;
            continue;
        }
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(text.len(), |i| start + i);
        out.push(Span::new(start as u32, end as u32));
        at = end;
    }
}
