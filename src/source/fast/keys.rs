//! Keys of the fast parser, and those given twice.

use std::collections::HashMap;

use super::Fast;
use super::line::{Stop, begins_plain};
use crate::model::Span;
use crate::source::node::Node;
use crate::source::scalar;
use crate::source::tree::{Document, Duplicate, Kind, Style};

/// Keys longer than this are the grammar's to judge: it stops looking for their `:` after 1,024 characters.
const LONGEST: usize = 1000;

/// From that many keys on, a map is better asked by hash.
const MANY: usize = 24;

/// The keys a map has so far.
#[derive(Default)]
pub(super) struct Keys {
    /// One bit for each key seen; most keys set their own.
    mask: u64,
    ids: Vec<u32>,
    index: HashMap<Box<str>, u32>,
}

impl Keys {
    /// Notes key `id`, and in the document whether the map has it already.
    #[inline]
    pub(super) fn add(&mut self, document: &mut Document<'_>, map: u32, id: u32) {
        let text = Node::of(document, id).scalar_text();
        let bytes = text.as_bytes();
        let sum = match bytes {
            [] => 0,
            [first, .., last] => usize::from(*first) * 7 + usize::from(*last) * 3 + bytes.len(),
            [only] => usize::from(*only),
        };
        let bit = 1u64 << (sum % 64);
        let seen = self.mask & bit != 0;
        self.mask |= bit;
        let _ = map;
        if self.ids.len() < MANY {
            let first =
                if seen { self.ids.iter().rev().find(|k| Node::of(document, **k).scalar_text() == text) } else { None };
            let first = first.copied();
            self.ids.push(id);
            if let Some(first) = first {
                document.duplicates.push(Duplicate { first, second: id });
            }
            return;
        }
        if self.index.is_empty() {
            for key in &self.ids {
                self.index.insert(Node::of(document, *key).scalar_text().into(), *key);
            }
        }
        let first = self.index.insert(text.into(), id);
        if let Some(first) = first {
            document.duplicates.push(Duplicate { first, second: id });
        }
    }
}

impl Fast<'_> {
    /// Reads a key and its `:`; none where a scalar stands here that is no key.
    ///
    /// The outer option is whether to go on at all.
    #[inline]
    pub(super) fn key(&mut self) -> Option<Option<u32>> {
        let start = self.pos;
        match self.at(0) {
            b'"' | b'\'' => {
                let Some(length) = self.quoted_key() else { return Some(None) };
                let nodes = self.document.nodes.len();
                let id = self.quoted()?;
                debug_assert_eq!(nodes, id as usize);
                self.pos = start + length + 1;
                Some(Some(id))
            }
            first => {
                if !begins_plain(first, self.at(1)) {
                    return None;
                }
                let (end, stop) = self.plain_line()?;
                if stop != Stop::Colon {
                    return Some(None);
                }
                let text = &self.text[start..end];
                if end - start > LONGEST || text == "<<" || scalar::resolve(text).0 != Kind::Str {
                    return None;
                }
                let id = self.document.push(Kind::Str, Style::Plain, Span::new(start as u32, end as u32));
                self.pos = end;
                while self.at(0) == b' ' {
                    self.pos += 1;
                }
                self.pos += 1;
                Some(Some(id))
            }
        }
    }

    /// How far from here the `:` stands after a quoted scalar on one line that is a key.
    fn quoted_key(&self) -> Option<usize> {
        let quote = self.bytes[self.pos];
        let rest = &self.bytes[self.pos..];
        let mut at = 1;
        loop {
            match *rest.get(at)? {
                b'\n' | b'\r' => return None,
                b'\\' if quote == b'"' => at += 2,
                b'\'' if quote == b'\'' && rest.get(at + 1) == Some(&b'\'') => at += 2,
                b if b == quote => break,
                _ => at += 1,
            }
        }
        at += 1;
        while rest.get(at) == Some(&b' ') {
            at += 1;
        }
        let colon = rest.get(at) == Some(&b':') && matches!(rest.get(at + 1), None | Some(b' ' | b'\n' | b'\r'));
        (colon && at <= LONGEST).then_some(at)
    }
}
