//! What a mend changes, and what lies inside of that.

use crate::model::{Edit, Span};
use crate::source::{Document, Kind, Node};

/// The parts of a mended text that its edits changed: their lines, and all that stands below a key or an item on them.
pub(super) struct Changed {
    areas: Vec<Span>,
}

impl Changed {
    /// What `edits`, made to a text that began at the byte `from`, changed in what became of it.
    pub(super) fn by(edits: &[Edit], from: u32, edited: &str, documents: &[Document<'_>]) -> Self {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| edit.span);
        let mut grown = 0i64;
        let mut areas: Vec<Span> = Vec::new();
        for edit in sorted {
            let start = (i64::from(edit.span.start) - i64::from(from) + grown) as usize;
            grown += edit.text.len() as i64 - edit.span.len() as i64;
            areas.push(lines(edited, start, start + edit.text.len()));
        }
        let mut changed = Changed { areas };
        let mut below = Vec::new();
        for root in documents.iter().filter_map(Document::root) {
            changed.below(root, &mut below);
        }
        changed.areas.extend(below);
        changed
    }

    /// Whether something begins in what was changed.
    pub(super) fn holds(&self, span: Span) -> bool {
        self.areas.iter().any(|area| (area.start..=area.end).contains(&span.start))
    }

    /// Adds what stands below keys and items on the changed lines.
    fn below(&self, root: Node<'_>, into: &mut Vec<Span>) {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            match node.kind() {
                Kind::Map => {
                    for entry in node.entries() {
                        if !self.holds(entry.key.span()) {
                            open.push(entry.value);
                        } else if matches!(entry.key.scalar_text(), "apiVersion" | "kind") {
                            // All the object is read otherwise.
                            into.push(node.span());
                        } else {
                            into.push(entry.key.span().to(entry.value.span()));
                        }
                    }
                }
                Kind::Seq => {
                    for item in node.items() {
                        if self.holds(item.span()) { into.push(item.span()) } else { open.push(item) }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The lines from one byte to another.
fn lines(text: &str, start: usize, end: usize) -> Span {
    let (start, end) = (start.min(text.len()), end.min(text.len()));
    let bytes = text.as_bytes();
    let first = bytes[..start].iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
    let last = bytes[end..].iter().position(|b| *b == b'\n').map_or(text.len(), |newline| end + newline);
    Span::new(first as u32, last as u32)
}

/// Whether the edits change nothing but blanks and dashes: where lines stand, not what they say.
pub(super) fn moves(text: &str, edits: &[Edit]) -> bool {
    let blank = |text: &str| text.chars().all(|c| c.is_whitespace() || c == '-');
    edits.iter().all(|edit| blank(&edit.text) && text.get(edit.span.range()).is_some_and(blank))
}

/// Whether the edits take away something that a person wrote, and put nothing in its place. To move it is not to take it
/// away.
pub(super) fn deletes(text: &str, edits: &[Edit]) -> bool {
    let says = |part: &str| part.contains(char::is_alphanumeric);
    edits.iter().filter(|edit| edit.text.trim().is_empty()).any(|edit| {
        let gone = text.get(edit.span.range()).unwrap_or_default().trim();
        let kept = |line: &str| edits.iter().any(|other| other.text.contains(line));
        says(gone) && !gone.lines().map(str::trim).filter(|line| says(line)).all(kept)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;

    #[test]
    fn what_stands_below_a_changed_key_is_changed() {
        let text = "a:\n  b: 1\nc:\n  d:\n    e: 2\nf: 3\n";
        let documents = parse(text, &crate::source::Limits::default());
        let at = |part: &str| Span::point(text.find(part).unwrap() as u32);
        let edit = Edit::new(Span::new(at("c:").start, at("c:").start + 1), "c");
        let changed = Changed::by(&[edit], 0, text, &documents);
        for (part, inside) in [("c:", true), ("d:", true), ("2", true), ("b:", false), ("f:", false)] {
            assert_eq!(changed.holds(at(part)), inside, "{part}");
        }
    }

    #[test]
    fn to_move_is_not_to_delete() {
        let text = "a: 1\nb: 2\n";
        let gone = Edit::new(Span::new(0, 5), "");
        assert!(deletes(text, std::slice::from_ref(&gone)));
        assert!(!deletes(text, &[gone, Edit::new(Span::point(10), "  a: 1\n")]));
        assert!(!deletes(text, &[Edit::new(Span::new(0, 1), "c")]));
        assert!(!deletes(text, &[Edit::new(Span::new(1, 3), "")]));
    }
}
