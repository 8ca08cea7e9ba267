//! Scalars of the fast parser. What spans several lines is folded by the grammar's own functions.

use super::Fast;
use crate::model::Span;
use crate::source::comments;
use crate::source::grammar::Reader;
use crate::source::scalar;
use crate::source::tree::{Kind, Style};

/// What ends the text of a plain scalar on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// `:` and a space or the end of the line.
    Colon,
    /// ` #`
    Comment,
    /// The line's end.
    Line,
}

/// The bytes at which a plain scalar needs a look: `\t`, `\n`, `\r`, `#`, `:`.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    table[b'\t' as usize] = true;
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table[b'#' as usize] = true;
    table[b':' as usize] = true;
    table
};

/// Whether a plain scalar may begin so; `-`, `?` and `:` only before something that is no blank.
#[inline]
pub(super) fn begins_plain(first: u8, second: u8) -> bool {
    match first {
        b'-' | b'?' | b':' => !matches!(second, b' ' | b'\t' | b'\n' | b'\r'),
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
        | b'`' => false,
        _ => true,
    }
}

impl Fast<'_> {
    /// The end of the plain text that begins here, and what ends it. Does not move.
    #[inline]
    pub(super) fn plain_line(&self) -> Option<(usize, Stop)> {
        let bytes = self.bytes;
        let mut at = self.pos;
        let stop = loop {
            while at < bytes.len() && !SPECIAL[bytes[at] as usize] {
                at += 1;
            }
            let Some(&byte) = bytes.get(at) else { break Stop::Line };
            match byte {
                b'\n' | b'\r' => break Stop::Line,
                b':' => match bytes.get(at + 1) {
                    None | Some(b' ' | b'\n' | b'\r') => break Stop::Colon,
                    Some(b'\t') => return None,
                    _ => {}
                },
                b'#' if at > self.pos && bytes[at - 1] == b' ' => break Stop::Comment,
                b'#' => {}
                _ => return None,
            }
            at += 1;
        };
        let mut end = at;
        while end > self.pos && bytes[end - 1] == b' ' {
            end -= 1;
        }
        Some((end, stop))
    }

    /// Writes a plain scalar that is one line.
    #[inline]
    pub(super) fn push_plain(&mut self, start: usize, end: usize) -> Option<u32> {
        let text = &self.text[start..end];
        let (kind, truth) = scalar::resolve(text);
        if kind == Kind::Float && !scalar::float(text)?.is_finite() {
            return None;
        }
        let id = self.document.push(kind, Style::Plain, Span::new(start as u32, end as u32));
        if kind == Kind::Bool {
            self.document.nodes[id as usize].flag = truth;
        }
        Some(id)
    }

    /// Reads a plain scalar inside of a block at column `outer`, over as many lines as it has, to the end of
    /// its last.
    #[inline]
    pub(super) fn plain(&mut self, outer: isize) -> Option<u32> {
        if !begins_plain(self.at(0), self.at(1)) {
            return None;
        }
        let (end, stop) = self.plain_line()?;
        if stop == Stop::Colon {
            return None;
        }
        let start = self.pos;
        if stop == Stop::Line && self.may_go_on(end, outer) {
            return self.folded_plain(outer);
        }
        self.pos = end;
        self.push_plain(start, end)
    }

    /// Whether the line after the one that ends here may belong to the same plain scalar.
    #[inline]
    fn may_go_on(&self, end: usize, outer: isize) -> bool {
        let bytes = self.bytes;
        let mut at = end;
        loop {
            while matches!(bytes.get(at), Some(b' ' | b'\r')) {
                at += 1;
            }
            if bytes.get(at) != Some(&b'\n') {
                return false;
            }
            let line = at + 1;
            at = line;
            while bytes.get(at) == Some(&b' ') {
                at += 1;
            }
            match bytes.get(at) {
                None | Some(b'#') => return false,
                Some(b'\n' | b'\r') => {}
                // Let the grammar's reader say what a tab is here.
                Some(b'\t') => return true,
                Some(b'-' | b'.') if at == line => {
                    let marker = matches!(&bytes[at..(at + 3).min(bytes.len())], b"---" | b"...")
                        && matches!(bytes.get(at + 3), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
                    return !marker && outer < 0;
                }
                _ => return (at - line) as isize > outer,
            }
        }
    }

    #[cold]
    fn folded_plain(&mut self, outer: isize) -> Option<u32> {
        let start = self.pos;
        let mut reader = Reader::within(self.text, start, self.line_start);
        let plain = reader.plain((outer + 1) as usize, false).ok()?;
        let end = plain.end;
        // A `:` ends it as a key, which it cannot be; a comment may end it.
        let rest = self.text[end..].trim_start_matches(' ');
        if !(rest.is_empty() || rest.starts_with(['\n', '\r', '#'])) {
            return None;
        }
        self.pos = end;
        self.line_start = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        let text = plain.text;
        let (kind, _) = scalar::resolve(&text);
        if kind != Kind::Str {
            return None;
        }
        let id = self.document.push(kind, Style::Plain, Span::new(start as u32, end as u32));
        if self.text[start..end] != *text {
            self.document.cook(id, &text);
        }
        Some(id)
    }

    /// Reads a quoted scalar up to its closing quote.
    #[inline]
    pub(super) fn quoted(&mut self) -> Option<u32> {
        let start = self.pos;
        let quote = self.bytes[start];
        let style = if quote == b'\'' { Style::Single } else { Style::Double };
        let mut at = start + 1;
        loop {
            let byte = *self.bytes.get(at)?;
            if byte == quote || byte == b'\\' || byte < b' ' {
                break;
            }
            at += 1;
        }
        let single = quote == b'\'';
        if self.bytes[at] == quote && !(single && self.bytes.get(at + 1) == Some(&quote)) {
            self.pos = at + 1;
            return Some(self.document.push(Kind::Str, style, Span::new(start as u32, self.pos as u32)));
        }
        let mut reader = Reader::within(self.text, start, self.line_start);
        let text = reader.quoted(single).ok()?;
        self.pos = reader.pos;
        if let Some(feed) = memchr::memrchr(b'\n', &self.bytes[start..self.pos]) {
            self.line_start = start + feed + 1;
        }
        let id = self.document.push(Kind::Str, style, Span::new(start as u32, self.pos as u32));
        if self.text[start + 1..self.pos - 1] != *text {
            self.document.cook(id, &text);
        }
        Some(id)
    }

    /// Reads a block scalar inside of a block at column `outer`, up to the beginning of the line after it.
    pub(super) fn block_scalar(&mut self, outer: isize) -> Option<u32> {
        let start = self.pos;
        let literal = self.bytes[start] == b'|';
        let mut reader = Reader::within(self.text, start, self.line_start);
        let (text, end) = reader.block_scalar(outer, literal).ok()?;
        comments::of_header(self.text, start as u32, &mut self.document.comments);
        let style = if literal { Style::Literal } else { Style::Folded };
        let id = self.document.push(Kind::Str, style, Span::new(start as u32, end as u32));
        self.document.cook(id, &text);
        // What follows begins a line of its own: blanks that were passed are passed again.
        self.pos = reader.pos;
        self.line_start = memchr::memrchr(b'\n', &self.bytes[..self.pos]).map_or(0, |at| at + 1).max(self.line_start);
        if self.bytes[self.line_start..self.pos].iter().any(|b| *b != b' ') {
            return (self.pos == self.bytes.len()).then_some(id);
        }
        self.pos = self.line_start;
        Some(id)
    }
}
