//! The fast way: one pass over the bytes of the YAML that people write, straight into the flat tree.
//!
//! It reads block and flow collections, all scalar styles, comments and document markers. Whatever is exotic
//! (anchors, aliases, tags, `? ` keys, merge keys, directives), doubtful or broken makes it give up on the
//! document, and the grammar decides. So it never accepts what the grammar refuses, nor reads other values;
//! property tests hold the two against each other.

mod block;
mod flow;
mod keys;
mod line;

pub(super) use keys::Keys;

use super::limits::Limits;
use super::tree::{Document, Kind, Style};
use crate::model::Span;

/// Nesting that is read here; anything deeper is the grammar's to judge.
const DEPTH: usize = 256;

/// What came of a document.
pub(super) enum Outcome<'s> {
    /// It is read, and another begins at that byte.
    More(Document<'s>, usize),
    /// It is read, and was the last.
    Last(Document<'s>),
    /// There was none.
    None,
    /// The grammar must read it.
    GiveUp,
}

/// Where the next token stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// On a line of its own, at that column.
    Column(usize),
    /// At `---`, `...` or the end of the text.
    End,
}

struct Fast<'s> {
    text: &'s str,
    bytes: &'s [u8],
    pos: usize,
    line_start: usize,
    depth: usize,
    max_depth: usize,
    document: Document<'s>,
}

/// Reads the document at byte `from`.
pub(super) fn read<'s>(text: &'s str, from: usize, index: u32, limits: &Limits) -> Outcome<'s> {
    let mut fast = Fast {
        text,
        bytes: text.as_bytes(),
        pos: from,
        line_start: from,
        depth: 0,
        max_depth: limits.depth.min(DEPTH),
        document: Document::new(text, index),
    };
    // Manifests have a node for each ten bytes or so.
    // Room for this document, not for the whole file: files hold thousands of them.
    let rest = &text.as_bytes()[from..text.len().min(from + (1 << 16))];
    let until = memchr::memmem::find(rest, b"\n---").unwrap_or(rest.len());
    fast.document.nodes.reserve(until / 12 + 8);
    match fast.document(from) {
        Some(true) if fast.pos < fast.bytes.len() => Outcome::More(fast.document, fast.pos),
        Some(true) => Outcome::Last(fast.document),
        Some(false) => Outcome::None,
        None => Outcome::GiveUp,
    }
}

/// Whether every document of a simple text is read here. Where it is not, the grammar may yet take it.
pub(super) fn reads(text: &str) -> bool {
    let (mut from, limits) = (0, Limits::default());
    loop {
        match read(text, from, 0, &limits) {
            Outcome::More(_, next) if next > from => from = next,
            Outcome::More(..) | Outcome::GiveUp => return false,
            Outcome::Last(_) | Outcome::None => return true,
        }
    }
}

impl<'s> Fast<'s> {
    /// The byte `ahead` of here; a line feed after the end.
    #[inline]
    fn at(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(b'\n')
    }

    /// Reads one document; whether there was one.
    fn document(&mut self, from: usize) -> Option<bool> {
        let mut at = self.next_line()?;
        let mut marked = false;
        if at == At::End && self.is_marker(b'-') {
            marked = true;
            self.pos += 3;
            self.end_line()?;
            at = self.next_line()?;
        }
        match at {
            At::End if self.pos < self.bytes.len() && !self.is_marker(b'-') => return None,
            At::End if !marked => return if self.pos < self.bytes.len() { None } else { Some(false) },
            At::End => {
                self.document.push(Kind::Null, Style::Plain, Span::point(self.pos as u32));
            }
            At::Column(column) => {
                if self.at(0) == b'%' {
                    return None;
                }
                let after = self.block_node(column, -1)?;
                if after != At::End || (self.pos < self.bytes.len() && !self.is_marker(b'-')) {
                    return None;
                }
            }
        }
        self.document.span = Span::new(from as u32, self.pos as u32);
        Some(true)
    }

    /// Whether `---` (or `...`) stands here, at the beginning of a line.
    fn is_marker(&self, of: u8) -> bool {
        let rest = &self.bytes[self.pos..];
        rest.starts_with(&[of, of, of])
            && matches!(rest.get(3), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
            && self.pos == self.line_start
    }

    /// Passes what may follow a token on its line, spaces and a comment, and the line's break.
    #[inline]
    fn end_line(&mut self) -> Option<()> {
        let from = self.pos;
        while self.at(0) == b' ' {
            self.pos += 1;
        }
        match self.at(0) {
            b'\n' | b'\r' => {}
            b'#' if self.pos > from => self.comment(),
            _ => return None,
        }
        self.break_line();
        Some(())
    }

    /// Notes the comment that begins here and goes to the end of its line.
    fn comment(&mut self) {
        let start = self.pos;
        let rest = &self.bytes[start..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let length = length - usize::from(length > 0 && rest[length - 1] == b'\r' && length < rest.len());
        self.pos = start + length;
        self.document.comments.push(Span::new(start as u32, self.pos as u32));
    }

    /// Passes the line break that stands here.
    #[inline]
    fn break_line(&mut self) {
        if self.at(0) == b'\r' {
            self.pos += 1;
        }
        self.pos = (self.pos + 1).min(self.bytes.len());
        self.line_start = self.pos;
    }

    /// From the beginning of a line to the next token, over empty lines and comments.
    #[inline]
    fn next_line(&mut self) -> Option<At> {
        loop {
            let start = self.pos;
            while self.bytes.get(self.pos) == Some(&b' ') {
                self.pos += 1;
            }
            let Some(&byte) = self.bytes.get(self.pos) else { return Some(At::End) };
            match byte {
                b'\n' | b'\r' => self.break_line(),
                b'#' => {
                    self.comment();
                    if self.pos < self.bytes.len() {
                        self.break_line();
                    }
                }
                b'\t' => return None,
                b'-' | b'.' if self.pos == start && (self.is_marker(b'-') || self.is_marker(b'.')) => {
                    return Some(At::End);
                }
                _ => return Some(At::Column(self.pos - start)),
            }
        }
    }

    /// Goes one level in, or gives up.
    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= self.max_depth).then_some(())
    }

    /// The end of node `id`.
    fn end_of(&self, id: u32) -> u32 {
        self.document.nodes[id as usize].end
    }
}
