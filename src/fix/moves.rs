//! Where things are once edits are made.

use crate::model::Edit;

/// Where the bytes of a text are once edits are made.
pub(super) struct Moves<'e> {
    /// In order, apart from each other.
    edits: &'e [&'e Edit],
    /// By how much the text has grown before each of them, and behind the last.
    grown: Vec<i64>,
}

impl<'e> Moves<'e> {
    pub(super) fn by(edits: &'e [&'e Edit]) -> Self {
        let mut grown = vec![0i64];
        for edit in edits {
            grown.push(grown[grown.len() - 1] + edit.text.len() as i64 - edit.span.len() as i64);
        }
        Moves { edits, grown }
    }

    /// Where a byte is; what was replaced is where its replacement begins.
    pub(super) fn to(&self, at: u32) -> u32 {
        let is_before = |edit: &&Edit| edit.span.start < at || edit.span.start == at && edit.span.is_empty();
        let number = self.edits.partition_point(is_before);
        let last = number.checked_sub(1).map(|last| (self.edits[last].span, self.grown[last]));
        let (at, grown) = match last.filter(|(span, _)| span.end > at) {
            Some((span, grown)) => (span.start, grown),
            None => (at, self.grown[number]),
        };
        (i64::from(at) + grown).max(0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit::new(Span::new(start, end), text)
    }

    #[test]
    fn places_move_with_the_edits_before_them() {
        let edits = [edit(2, 2, "ab"), edit(4, 6, "x")];
        let edits: Vec<&Edit> = edits.iter().collect();
        for (before, after) in [(0, 0), (2, 4), (3, 5), (4, 6), (5, 6), (6, 7), (9, 10)] {
            assert_eq!(Moves::by(&edits).to(before), after, "{before}");
        }
    }
}
