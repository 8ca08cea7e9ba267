//! What a mend changes, and what lies inside of that.

use crate::model::{Edit, Finding, Span, is_at_or_below};
use crate::schema::strict_path;
use crate::source::{Document, Kind, Node};

/// The parts of a mended text that its edits changed: their lines, and all that stands below a key or an item on them.
#[derive(Debug)]
pub struct Changed {
    lines: Vec<Span>,
    /// Each with the path that leads there, as strict decoding spells it.
    below: Vec<(Span, String)>,
}

impl Changed {
    /// What `edits` changed in what became of `before`, a file's text: `edited`, which begins at the byte `from` of it, and its
    /// documents.
    pub fn by<'e>(
        edits: impl IntoIterator<Item = &'e Edit>,
        before: &str,
        from: u32,
        edited: &str,
        documents: &[Document<'_>],
    ) -> Self {
        let mut sorted: Vec<&Edit> = edits.into_iter().collect();
        sorted.sort_by_key(|edit| edit.span);
        let mut grown = 0i64;
        let mut changed = Changed { lines: Vec::new(), below: Vec::new() };
        for edit in sorted {
            let start = (i64::from(edit.span.start) - i64::from(from) + grown) as usize;
            grown += edit.text.len() as i64 - edit.span.len() as i64;
            // Of lines that are gone nothing is left to be wrong.
            let written = before.get(edit.span.range()).unwrap_or_default();
            if edit.text.is_empty() && written.ends_with('\n') {
                continue;
            }
            changed.lines.push(lines(edited, start, start + edit.text.len()));
        }
        changed.lines.sort_unstable();
        for root in documents.iter().filter_map(Document::root) {
            changed.look_below(root);
        }
        changed
    }

    /// Whether a byte lies on a changed line: the lines are in order, and one stands for all that reach as far.
    fn has_line(&self, start: u32) -> bool {
        let after = self.lines.partition_point(|line| line.start <= start);
        self.lines[..after].last().is_some_and(|line| start <= line.end)
    }

    /// Whether a finding is about what was changed, and begins there. What the server says of another field because of it
    /// lies elsewhere, wherever its label stands.
    pub fn holds(&self, finding: &Finding) -> bool {
        let start = finding.span.start;
        let there = |area: &Span| (area.start..=area.end).contains(&start);
        if finding.field.is_empty() {
            return self.has_line(start) || self.below.iter().any(|(area, _)| there(area));
        }
        let about = |path: &String| path.is_empty() || is_at_or_below(&finding.field, path);
        self.below.iter().any(|(area, path)| there(area) && about(path))
    }

    /// Whether something begins on a changed line.
    fn is_on(&self, span: Span) -> bool {
        self.has_line(span.start)
    }

    /// Notes what stands below keys and items on the changed lines.
    fn look_below(&mut self, root: Node<'_>) {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            match node.kind() {
                Kind::Map => {
                    for entry in node.entries() {
                        if !self.is_on(entry.key.span()) {
                            open.push(entry.value);
                        } else if matches!(entry.key.scalar_text(), "apiVersion" | "kind") {
                            // All the object is read otherwise.
                            self.below.push((node.span(), String::new()));
                        } else {
                            let area = entry.key.span().to(entry.value.span());
                            self.below.push((area, strict_path(root, entry.value)));
                        }
                    }
                }
                Kind::Seq => {
                    for item in node.items() {
                        if self.is_on(item.span()) {
                            self.below.push((item.span(), strict_path(root, item)));
                        } else {
                            open.push(item);
                        }
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
    takes_away(text, edits, |part| part.contains(char::is_alphanumeric))
}

/// Whether what is taken away is more than a key, whose value may stay without it.
pub(super) fn loses(text: &str, edits: &[Edit]) -> bool {
    takes_away(text, edits, |part| {
        part.lines().any(|l| l.contains(char::is_alphanumeric) && !l.trim_end().ends_with(':'))
    })
}

/// Whether the edits take away something for which `says` holds, and put it nowhere else.
fn takes_away(text: &str, edits: &[Edit], says: impl Fn(&str) -> bool) -> bool {
    edits.iter().filter(|edit| edit.text.trim().is_empty()).any(|edit| {
        let gone = text.get(edit.span.range()).unwrap_or_default().trim();
        let kept = |line: &str| edits.iter().any(|other| other.text.contains(line));
        says(gone) && !gone.lines().map(str::trim).filter(|line| says(line)).all(kept)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::UNKNOWN_FIELD;
    use crate::source::parse;

    #[test]
    fn what_stands_below_a_changed_key_is_changed() {
        let text = "a:\n  b: 1\nc:\n  d:\n    e: 2\nf: 3\n";
        let documents = parse(text, &crate::source::Limits::default());
        let at = |part: &str| Span::point(text.find(part).unwrap() as u32);
        let edit = Edit::new(Span::new(at("c:").start, at("c:").start + 1), "c");
        let changed = Changed::by(&[edit], text, 0, text, &documents);
        let holds = |part: &str, field: &str| {
            let mut finding = Finding::of(&UNKNOWN_FIELD, at(part), "");
            finding.field(field);
            changed.holds(&finding)
        };
        assert!(holds("c:", "c") && holds("d:", "c.d") && holds("2", "c.d.e") && holds("2", ""));
        assert!(!holds("b:", "a.b") && !holds("f:", "f") && !holds("f:", ""));
        assert!(!holds("d:", "a"), "about another field");
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

    #[test]
    fn to_take_a_key_from_its_value_loses_nothing() {
        let text = "a:\n  b: 2\n";
        assert!(!loses(text, &[Edit::new(Span::new(0, 3), "")]));
        assert!(loses(text, &[Edit::new(Span::new(0, 10), "")]));
    }
}
