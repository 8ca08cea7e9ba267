//! The bytes under the scanner: what a line break is, which column it is, which characters YAML allows.

use super::Problem;

/// A place in the text that knows its line and column.
pub(in crate::source) struct Reader<'s> {
    pub text: &'s str,
    pub bytes: &'s [u8],
    pub pos: usize,
    pub line: usize,
    /// The byte at which column 0 would be if every character of this line had one byte.
    zero: usize,
}

impl<'s> Reader<'s> {
    pub(in crate::source) fn new(text: &'s str, pos: usize) -> Self {
        Self::within(text, pos, pos)
    }

    /// A reader at `pos`, on the line that begins at `line_start` and has only ASCII up to there.
    pub(in crate::source) fn within(text: &'s str, pos: usize, line_start: usize) -> Self {
        Reader { text, bytes: text.as_bytes(), pos, line: 0, zero: line_start }
    }

    /// The refusal to read on from here.
    pub(in crate::source) fn problem<T>(
        &self,
        context: Option<(&'static str, u32)>,
        what: &'static str,
    ) -> Result<T, Problem> {
        Err(Problem { what, at: self.pos as u32, context })
    }

    /// The byte at which the line ends: a break, a NUL or the end of the text.
    pub(in crate::source) fn line_end(&self) -> usize {
        let end = memchr::memchr3(b'\n', b'\r', 0, &self.bytes[self.pos..]).map_or(self.bytes.len(), |i| self.pos + i);
        let mut at = self.pos;
        while let Some(found) = memchr::memchr2(0xC2, 0xE2, &self.bytes[at..end]) {
            at += found;
            if self.break_len(at - self.pos) > 0 {
                return at;
            }
            at += 1;
        }
        end
    }

    /// The byte `ahead` of here; 0 after the end, as in go-yaml's buffer.
    #[inline]
    pub(in crate::source) fn at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    /// From 0, in characters.
    #[inline]
    pub(in crate::source) fn column(&self) -> usize {
        self.pos - self.zero
    }

    pub(in crate::source) fn is_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    /// The length of the line break `ahead` of here; 0 where there is none.
    #[inline]
    pub(in crate::source) fn break_len(&self, ahead: usize) -> usize {
        match self.at(ahead) {
            b'\n' => 1,
            b'\r' => 1 + usize::from(self.at(ahead + 1) == b'\n'),
            0xC2 if self.at(ahead + 1) == 0x85 => 2,
            0xE2 if self.at(ahead + 1) == 0x80 && matches!(self.at(ahead + 2), 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    #[inline]
    pub(in crate::source) fn is_break(&self, ahead: usize) -> bool {
        self.break_len(ahead) > 0
    }

    /// A break or the end.
    #[inline]
    pub(in crate::source) fn is_breakz(&self, ahead: usize) -> bool {
        self.at(ahead) == 0 || self.is_break(ahead)
    }

    #[inline]
    pub(in crate::source) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.at(ahead), b' ' | b'\t')
    }

    /// A space, a tab, a break or the end.
    #[inline]
    pub(in crate::source) fn is_blankz(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_breakz(ahead)
    }

    /// What libyaml calls alphabetical: letters, digits, `_`, `-`.
    pub(in crate::source) fn is_alpha(&self) -> bool {
        matches!(self.at(0), b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-')
    }

    /// Passes one character.
    #[inline]
    pub(in crate::source) fn skip(&mut self) {
        let width = match self.at(0) {
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
        self.pos += width;
        self.zero += width - 1;
    }

    /// Passes `count` bytes of ASCII.
    #[inline]
    pub(in crate::source) fn skip_ascii(&mut self, count: usize) {
        self.pos += count;
    }

    /// Passes one line break.
    pub(in crate::source) fn skip_line(&mut self) {
        self.pos += self.break_len(0);
        self.line += 1;
        self.zero = self.pos;
    }

    /// Passes one line break and writes it as YAML normalizes it.
    pub(in crate::source) fn read_line(&mut self, out: &mut String) {
        match self.break_len(0) {
            0 => return,
            3 => out.push_str(&self.text[self.pos..self.pos + 3]),
            _ => out.push('\n'),
        }
        self.skip_line();
    }

    /// The end counts as a new line.
    pub(in crate::source) fn end_line(&mut self) {
        if self.column() != 0 {
            self.line += 1;
            self.zero = self.pos;
        }
    }

    /// Passes what stands up to the end of the line.
    pub(in crate::source) fn skip_comment(&mut self) {
        self.pos = self.line_end();
    }

    /// Whether `---` or `...` stands here at the beginning of a line.
    pub(in crate::source) fn is_document_marker(&self) -> bool {
        self.column() == 0
            && matches!((self.at(0), self.at(1), self.at(2)), (b'-', b'-', b'-') | (b'.', b'.', b'.'))
            && self.is_blankz(3)
    }

    /// Whether more than `limit` characters lie between an earlier place and here.
    pub(in crate::source) fn is_far_from(&self, earlier: usize, limit: usize) -> bool {
        // A character has at least one byte.
        self.pos - earlier > limit
            && self.bytes[earlier..self.pos].iter().filter(|b| (**b & 0xC0) != 0x80).count() > limit
    }
}

/// The first character from `from` on that YAML does not allow anywhere.
pub(in crate::source) fn forbidden(text: &str, from: usize) -> Option<usize> {
    let odd = |b: &u8| (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || *b >= 0x7F;
    let mut at = from;
    while let Some(found) = text.as_bytes()[at..].iter().position(odd) {
        at += found;
        let c = text[at..].chars().next()?;
        let allowed = c == '\u{85}' || (c >= '\u{A0}' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'));
        if !allowed {
            return Some(at);
        }
        at += c.len_utf8();
    }
    None
}
