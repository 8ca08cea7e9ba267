//! Keys of the fast parser, and those given twice.

use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;

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

/// The keys a map has so far. The map's own nodes say which; this only makes asking them rare.
#[derive(Default)]
pub(in crate::source) struct Keys {
    /// One bit for each key seen; most keys set their own.
    mask: u64,
    count: usize,
    /// Only of a map with many keys.
    index: Option<Index>,
}

/// The last key of each text. The texts are the document's.
#[derive(Default)]
struct Index {
    keys: HashTable<u32>,
    /// Of its own for each run: nobody can write keys that all fall together.
    state: RandomState,
}

impl Index {
    /// Notes a key, and tells the one before it of the same text.
    fn insert(&mut self, document: &Document<'_>, id: u32) -> Option<u32> {
        let text = |id: u32| Node::of(document, id).scalar_text();
        let hash = |id: u32| self.state.hash_one(text(id));
        match self.keys.find_mut(hash(id), |known| text(*known) == text(id)) {
            Some(known) => Some(std::mem::replace(known, id)),
            None => {
                self.keys.insert_unique(hash(id), id, |known| hash(*known));
                None
            }
        }
    }
}

impl Keys {
    /// Notes key `id` of the open map `map`, and in the document whether the map has it already.
    #[inline]
    pub(in crate::source) fn add(&mut self, document: &mut Document<'_>, map: u32, id: u32) {
        let text = Node::of(document, id).scalar_text();
        let sum = match text.as_bytes() {
            [] => 0,
            [first, .., last] => usize::from(*first) * 7 + usize::from(*last) * 3 + text.len(),
            [only] => usize::from(*only),
        };
        let bit = 1u64 << (sum % 64);
        let seen = self.mask & bit != 0;
        self.mask |= bit;
        self.count += 1;
        let first = if self.count > MANY {
            let index = self.index.get_or_insert_with(|| {
                let mut index = Index::default();
                keys_before(document, map, id).for_each(|key| {
                    index.insert(document, key.id());
                });
                index
            });
            index.insert(document, id)
        } else if seen {
            keys_before(document, map, id).filter(|k| k.scalar_text() == text).last().map(Node::id)
        } else {
            None
        };
        if let Some(first) = first {
            document.duplicates.push(Duplicate { first, second: id });
        }
    }
}

/// The keys of the open map `map` that stand before key `id`.
fn keys_before<'a>(document: &'a Document<'_>, map: u32, id: u32) -> impl Iterator<Item = Node<'a>> {
    let mut at = map + 1;
    std::iter::from_fn(move || {
        (at < id).then(|| {
            let key = Node::of(document, at);
            at = Node::of(document, key.end_id()).end_id();
            key
        })
    })
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
