//! What is read over: blanks, comments, the marks of a merge; and where something should have ended that did not.

use super::{Done, Reader, slips};
use crate::model::Span;

impl Reader<'_> {
    /// Passes blanks, and without care comments.
    pub(super) fn blanks(&mut self) -> Done {
        loop {
            match self.bytes.get(self.pos) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.pos += 1,
                Some(b'/' | b'#') if !self.care.strict => {
                    let start = self.pos;
                    let rest = &self.bytes[start..];
                    let block = rest.starts_with(b"/*");
                    if !block && !rest.starts_with(b"//") && rest[0] != b'#' {
                        return Ok(());
                    }
                    let length = if block {
                        memchr::memmem::find(rest, b"*/").map(|end| end + 2)
                    } else {
                        memchr::memchr2(b'\n', b'\r', rest)
                    };
                    self.pos += length.unwrap_or(rest.len());
                    let span = Span::new(start as u32, self.pos as u32);
                    if rest[0] == b'#' { self.document.comments.push(span) } else { self.slashes.push(span) }
                }
                Some(b'<' | b'=' | b'|' | b'>') if !self.care.strict && self.passes_conflict() => {}
                _ => return Ok(()),
            }
        }
    }

    /// Passes the mark of an unresolved merge, and of its sides the second.
    fn passes_conflict(&mut self) -> bool {
        let rest = &self.text[self.pos..];
        let is_line = self.pos == 0 || self.bytes[self.pos - 1] == b'\n';
        let begins = |mark: &str| is_line && rest.starts_with(mark);
        let line = rest.find('\n').unwrap_or(rest.len());
        if begins("<<<<<<<") {
            self.problems.push(slips::conflict(self.pos, self.pos + rest[..line].trim_end().len()));
            self.pos += line;
        } else if begins("=======") || begins("|||||||") {
            self.pos += rest.find("\n>>>>>>>").map_or(line, |feed| feed + 1);
        } else if begins(">>>>>>>") {
            self.pos += line;
        } else {
            return false;
        }
        true
    }

    /// The bracket `open` that is closed here by one that stands too far out for it.
    pub(super) fn skewed(&self, open: usize) -> Option<(usize, usize)> {
        let indent = |at: usize| {
            let start = self.text[..at].rfind('\n').map_or(0, |feed| feed + 1);
            let line = &self.text[start..at];
            (line.len() - line.trim_start().len(), line.trim_start().is_empty(), start)
        };
        let ((own, _, line), (other, alone, place)) = (indent(open), indent(self.pos));
        (alone && line != place && other < own).then_some((open, place))
    }

    /// How long the text is that opens at `start` and is not closed on its line: all of it, but the comma at the end and the
    /// brackets that close others of this line.
    pub(super) fn unclosed(&self, start: usize) -> usize {
        let line = self.text[..start].rfind('\n').map_or(0, |feed| feed + 1);
        let mut open = self.open.iter().filter(|open| open.at >= line).count();
        let rest = self.text[start..].lines().next().unwrap_or_default().trim_end();
        let mut said = rest.strip_suffix(',').unwrap_or(rest).trim_end();
        while open > 0 && said.len() > 1 && said.ends_with(['}', ']']) {
            said = said[..said.len() - 1].trim_end();
            open -= 1;
        }
        said.len()
    }
}
