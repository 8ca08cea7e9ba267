//! Flow collections of the fast parser, `[…]` and `{…}`, JSON among them.

use super::Fast;
use super::keys::Keys;
use super::line::begins_plain;
use crate::model::Span;
use crate::source::scalar;
use crate::source::tree::{Kind, Style};

impl Fast<'_> {
    /// Reads the collection whose bracket stands here, to just after its closing bracket.
    pub(super) fn flow_node(&mut self) -> Option<()> {
        self.enter()?;
        let open = self.pos;
        let list = self.bytes[open] == b'[';
        let (kind, close) = if list { (Kind::Seq, b']') } else { (Kind::Map, b'}') };
        let id = self.document.push(kind, Style::Flow, Span::point(open as u32));
        self.pos += 1;
        let mut keys = Keys::default();
        loop {
            self.flow_space()?;
            if self.at(0) == close {
                break;
            }
            if list {
                self.flow_value()?;
            } else {
                self.flow_entry(id, &mut keys)?;
            }
            self.flow_space()?;
            match self.at(0) {
                b',' => self.pos += 1,
                b if b == close => break,
                _ => return None,
            }
        }
        self.pos += 1;
        self.document.close(id, self.pos as u32);
        self.depth -= 1;
        Some(())
    }

    fn flow_value(&mut self) -> Option<()> {
        match self.at(0) {
            b'[' | b'{' => self.flow_node(),
            b'"' | b'\'' => self.quoted().map(|_| ()),
            _ => {
                let (start, end) = self.flow_plain()?;
                self.push_plain(start, end).map(|_| ())
            }
        }
    }

    fn flow_entry(&mut self, map: u32, keys: &mut Keys) -> Option<()> {
        let start = self.pos;
        let id = match self.at(0) {
            b'"' | b'\'' => self.quoted()?,
            _ => {
                let (start, end) = self.flow_plain()?;
                let text = &self.text[start..end];
                if text == "<<" || scalar::resolve(text).0 != Kind::Str {
                    return None;
                }
                self.document.push(Kind::Str, Style::Plain, Span::new(start as u32, end as u32))
            }
        };
        // The `:` must stand on the key's line, and near.
        if self.pos - start > 1000 || self.line_start > start {
            return None;
        }
        keys.add(&mut self.document, map, id);
        while self.at(0) == b' ' {
            self.pos += 1;
        }
        if self.at(0) != b':' || self.pos == self.bytes.len() {
            return None;
        }
        self.pos += 1;
        let colon = self.pos;
        self.flow_space()?;
        if matches!(self.at(0), b',' | b'}') {
            self.document.push(Kind::Null, Style::Plain, Span::point(colon as u32));
            return Some(());
        }
        self.flow_value()
    }

    /// A plain scalar on one line: its bytes. Leaves the reader at its end.
    fn flow_plain(&mut self) -> Option<(usize, usize)> {
        let start = self.pos;
        if !begins_plain(self.at(0), self.at(1)) || matches!(self.at(0), b'?' | b':') {
            return None;
        }
        let mut at = start;
        loop {
            match self.bytes.get(at)? {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' => break,
                b'?' | b'\t' => return None,
                b':' if matches!(self.bytes.get(at + 1), Some(b' ' | b'\n' | b'\r')) => break,
                b':' if matches!(self.bytes.get(at + 1), None | Some(b'\t')) => return None,
                b'#' if self.bytes[at - 1] == b' ' => break,
                _ => at += 1,
            }
        }
        let mut end = at;
        while end > start && self.bytes[end - 1] == b' ' {
            end -= 1;
        }
        self.pos = end;
        if matches!(self.bytes.get(at), Some(b'\n' | b'\r')) {
            // Only a bracket or a comma on the next line makes sure that the scalar ends here.
            let rest = self.text[at..].trim_start_matches([' ', '\t', '\n', '\r']);
            if !rest.starts_with([',', ']', '}']) {
                return None;
            }
            // Before it a tab that stands left of the block around the brackets is refused.
            let passed = &self.bytes[at..self.text.len() - rest.len()];
            let in_block = self.document.nodes.first().is_some_and(|root| root.style != Style::Flow);
            if in_block && passed.contains(&b'\t') {
                return None;
            }
        }
        Some((start, end))
    }

    /// Passes blanks, line breaks and comments.
    #[inline]
    fn flow_space(&mut self) -> Option<()> {
        loop {
            match self.bytes.get(self.pos)? {
                b' ' | b'\t' => self.pos += 1,
                b'\n' | b'\r' => {
                    self.break_line();
                    if self.is_marker(b'-') || self.is_marker(b'.') {
                        return None;
                    }
                }
                b'#' if matches!(self.bytes[self.pos - 1], b' ' | b'\t' | b'\n') => self.comment(),
                b'#' => return None,
                _ => return Some(()),
            }
        }
    }
}
