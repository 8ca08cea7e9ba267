//! Block maps and lists of the fast parser.
//!
//! Every function leaves the reader at the next token and says where that is.

use super::keys::Keys;
use super::{At, Fast};
use crate::model::Span;
use crate::source::tree::{Kind, Style};

impl Fast<'_> {
    #[inline]
    fn is_dash(&self) -> bool {
        self.at(0) == b'-' && matches!(self.at(1), b' ' | b'\n' | b'\r')
    }

    /// Reads the node that begins here, at `column`, inside of a block at column `outer`.
    pub(super) fn block_node(&mut self, column: usize, outer: isize) -> Option<At> {
        match self.at(0) {
            b'[' | b'{' => {
                self.flow_node()?;
                self.end_line()?;
                self.next_line()
            }
            b'|' | b'>' => {
                self.block_scalar(outer)?;
                self.next_line()
            }
            b'-' if self.is_dash() => self.block_list(column, false),
            _ => self.block_map_or_scalar(column, outer),
        }
    }

    fn block_map_or_scalar(&mut self, column: usize, outer: isize) -> Option<At> {
        let map = self.document.push(Kind::Map, Style::Plain, Span::point(self.pos as u32));
        let mut key = self.key()?;
        if key.is_none() {
            self.document.nodes.pop();
            if matches!(self.at(0), b'"' | b'\'') {
                self.quoted()?;
            } else {
                self.plain(outer)?;
            }
            self.end_line()?;
            return self.next_line();
        }
        self.enter()?;
        let mut keys = Keys::default();
        loop {
            let id = key?;
            keys.add(&mut self.document, map, id);
            let value = self.document.nodes.len() as u32;
            let at = self.block_value(column)?;
            if at != At::Column(column) {
                let end = self.end_of(value);
                self.document.close(map, end);
                self.depth -= 1;
                // A line further in than this map, yet no value, is broken; one further out ends it.
                return match at {
                    At::Column(next) if next > column => None,
                    at => Some(at),
                };
            }
            if self.is_dash() {
                return None;
            }
            key = self.key()?;
        }
    }

    /// Reads what follows the `:` of a key at `column`.
    #[inline]
    fn block_value(&mut self, column: usize) -> Option<At> {
        let colon = self.pos;
        while self.at(0) == b' ' {
            self.pos += 1;
        }
        match self.at(0) {
            b'\n' | b'\r' | b'#' => {
                self.pos = colon;
                self.end_line()?;
                let at = self.next_line()?;
                match at {
                    At::Column(next) if next > column => return self.block_node(next, column as isize),
                    At::Column(next) if next == column && self.is_dash() => return self.block_list(column, true),
                    _ => {}
                }
                self.document.push(Kind::Null, Style::Plain, Span::point(colon as u32));
                Some(at)
            }
            b'"' | b'\'' => {
                self.quoted()?;
                self.end_line()?;
                self.next_line()
            }
            b'[' | b'{' => {
                self.flow_node()?;
                self.end_line()?;
                self.next_line()
            }
            b'|' | b'>' => {
                self.block_scalar(column as isize)?;
                self.next_line()
            }
            _ => {
                self.plain(column as isize)?;
                self.end_line()?;
                self.next_line()
            }
        }
    }

    /// Reads the list whose first `-` stands here; `under` a key at the same column it ends with the next key.
    fn block_list(&mut self, column: usize, under: bool) -> Option<At> {
        self.enter()?;
        let list = self.document.push(Kind::Seq, Style::Plain, Span::point(self.pos as u32));
        loop {
            let dash = self.pos + 1;
            self.pos = dash;
            while self.at(0) == b' ' {
                self.pos += 1;
            }
            let item = self.document.nodes.len() as u32;
            let at = match self.at(0) {
                b'\n' | b'\r' | b'#' => {
                    self.pos = dash;
                    self.end_line()?;
                    match self.next_line()? {
                        At::Column(next) if next > column => self.block_node(next, column as isize)?,
                        at => {
                            self.document.push(Kind::Null, Style::Plain, Span::point(dash as u32));
                            at
                        }
                    }
                }
                _ => {
                    let inner = self.pos - self.line_start;
                    self.block_node(inner, column as isize)?
                }
            };
            if item == list + 1 {
                let first = self.document.nodes[item as usize].start;
                self.document.nodes[list as usize].start = first;
            }
            let more = at == At::Column(column) && self.is_dash();
            if !more {
                let end = self.end_of(item);
                self.document.close(list, end);
                self.depth -= 1;
                return match at {
                    At::Column(next) if next > column || (next == column && !under) => None,
                    at => Some(at),
                };
            }
        }
    }
}
