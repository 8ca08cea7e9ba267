//! Keys of wide maps, found without looking at each: labels that a selector asks for, fields that a strange key may have
//! been meant for.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::node::{Entry, Node};
use super::tree::{Document, Kind};

/// So many entries of a map are looked at one by one.
pub(super) const NARROW: usize = 32;

/// The keys of the maps that are wider: the map, the hash of the key's text and the key itself, in that order.
pub(super) type Wide = Vec<(u32, u32, u32)>;

/// Reads the keys of a document's wide maps.
pub(super) fn keys(document: &Document<'_>) -> Wide {
    let mut wide = Wide::new();
    for id in 0..document.nodes.len() as u32 {
        let map = document.node(id);
        if map.kind() == Kind::Map && map.entries().nth(NARROW - 1).is_some() {
            wide.reserve(map.len());
            wide.extend(map.entries().map(|entry| (id, hash(entry.key.scalar_text()), entry.key.id())));
        }
    }
    wide.sort_unstable();
    wide
}

/// The last entry of a wide map under that key.
pub(super) fn entry<'a>(map: Node<'a>, key: &str) -> Option<Entry<'a>> {
    let (wide, of) = (map.document().wide(), (map.id(), hash(key)));
    let end = wide.partition_point(|&(map, hash, _)| (map, hash) <= of);
    // Few texts have the hash of another; those of one text are told by their places.
    let alike = wide[..end].iter().rev().take_while(|&&(map, hash, _)| (map, hash) == of);
    alike.map(|&(.., id)| map.document().node(id).entry_of_key()).find(|entry| entry.key.scalar_text() == key)
}

fn hash(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn wide_maps_are_read_like_narrow_ones() {
        for width in [NARROW - 1, NARROW, NARROW + 1, 5 * NARROW] {
            let entries: String = (0..width).map(|i| format!("k{i}: {i}\n")).collect();
            for (more, doubled) in [("", "1"), ("\"k1\": again\n", "again")] {
                let text = entries.clone() + more;
                let documents = parse(&text, &Limits::default());
                let root = documents[0].root().unwrap();
                let get = |key: &str| root.get(key).map(Node::scalar_text);
                let last = format!("k{}", width - 1);
                assert_eq!(get(&last), Some(&last[1..]), "{width}");
                assert_eq!((get("k0"), get("k1")), (Some("0"), Some(doubled)), "{width}");
                assert_eq!((get("k"), get(&format!("k{width}"))), (None, None), "{width}");
            }
        }
    }
}
