//! Lines and columns, computed only when something is printed.

use crate::model::Span;

/// Where each line of a text begins.
#[derive(Debug)]
pub struct LineIndex<'s> {
    text: &'s str,
    starts: Vec<u32>,
    /// Whether every character is a byte.
    ascii: bool,
}

/// A place as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode characters.
    pub column: u32,
    /// From 0, in bytes of the file.
    pub offset: u32,
}

impl<'s> LineIndex<'s> {
    /// Finds the lines of `text`.
    pub fn new(text: &'s str) -> Self {
        let starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1)).collect();
        LineIndex { text, starts, ascii: text.is_ascii() }
    }

    /// The place of a byte; past the end it is the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.text.len() as u32);
        let line = self.starts.partition_point(|&s| s <= offset) - 1;
        let start = self.starts[line] as usize;
        let before = &self.text.as_bytes()[start..offset as usize];
        let column = if self.ascii { before.len() } else { before.iter().filter(|b| (**b & 0xC0) != 0x80).count() };
        Position { line: line as u32 + 1, column: column as u32 + 1, offset }
    }

    /// Number of lines, a last empty one included.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The bytes of a line, from 1, with its line feed; empty at the end of the text for a line past the last.
    pub fn line_span(&self, line: u32) -> Span {
        let end_of_text = self.text.len() as u32;
        let start_of = |line: usize| self.starts.get(line).copied().unwrap_or(end_of_text);
        let at = (line as usize).saturating_sub(1);
        Span::new(start_of(at), start_of(at + 1))
    }

    /// The text of a line, from 1, without its line feed.
    pub fn line(&self, line: u32) -> &'s str {
        let at = line as usize - 1;
        let Some(&start) = self.starts.get(at) else { return "" };
        let end = self.starts.get(at + 1).map_or(self.text.len(), |&e| e as usize - 1);
        self.text[start as usize..end].trim_end_matches('\r')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters() {
        let index = LineIndex::new("a: ü\r\n日本: x\n");
        let at = |o| (index.position(o).line, index.position(o).column);
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(5), (1, 5));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(13), (2, 3));
        assert_eq!(at(99), (3, 1));
        assert_eq!(index.line(1), "a: ü");
        assert_eq!(index.line(2), "日本: x");
    }
}
