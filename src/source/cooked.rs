//! Texts that are not in the file as they stand (escapes, folded lines), behind one another: a document can have very many.

/// The texts of a document, by the nodes that have them.
#[derive(Debug, Default)]
pub(super) struct Cooked {
    /// Ascending by node.
    places: Vec<(u32, Place)>,
    texts: String,
}

/// Where a text stands. What is one and the same through aliases is there once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    start: usize,
    /// In bytes; no text is longer than a file may be.
    len: u32,
}

impl Cooked {
    /// Keeps the text of a node. Calls must come in ascending order of nodes.
    pub(super) fn add(&mut self, node: u32, text: &str) -> Place {
        let place = Place { start: self.texts.len(), len: u32::try_from(text.len()).unwrap_or_default() };
        self.texts.push_str(text);
        self.again(node, place);
        place
    }

    /// Gives a node a text that is kept already.
    pub(super) fn again(&mut self, node: u32, place: Place) {
        self.places.push((node, place));
    }

    /// The text of a node.
    pub(super) fn of(&self, node: u32) -> &str {
        let at = self.places.binary_search_by_key(&node, |(id, _)| *id);
        let place = at.ok().map(|at| self.places[at].1);
        place.and_then(|place| self.texts.get(place.start..place.start + place.len as usize)).unwrap_or_default()
    }

    /// The nodes that have one, ascending.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        self.places.iter().map(|(id, _)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_for_all_that_have_it() {
        let mut cooked = Cooked::default();
        let place = cooked.add(1, "a\n");
        cooked.add(3, "é");
        cooked.again(7, place);
        assert_eq!([1, 2, 3, 7].map(|node| cooked.of(node)), ["a\n", "", "é", "a\n"]);
        assert_eq!(cooked.texts, "a\né");
        assert_eq!(cooked.nodes().collect::<Vec<_>>(), [1, 3, 7]);
    }
}
