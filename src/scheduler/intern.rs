//! Texts as small numbers, so that labels compare in a cycle or two.

use std::collections::HashMap;

/// A text's number.
pub(super) type Sym = u32;

/// Labels as numbers, sorted by name.
pub(super) type SymLabels = Vec<(Sym, Sym)>;

/// Gives every text a number, and the text back.
#[derive(Default)]
pub(super) struct Interner {
    ids: HashMap<Box<str>, Sym>,
    texts: Vec<Box<str>>,
}

impl Interner {
    /// The number of a text; the same text always has the same one.
    pub(super) fn sym(&mut self, text: &str) -> Sym {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = Sym::try_from(self.texts.len()).expect("fewer than four billion texts fit into memory");
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    /// The number of a text that has one.
    pub(super) fn find(&self, text: &str) -> Option<Sym> {
        self.ids.get(text).copied()
    }

    /// The text of a number.
    pub(super) fn text(&self, sym: Sym) -> &str {
        &self.texts[sym as usize]
    }

    /// Labels as numbers.
    pub(super) fn labels<'a>(&mut self, labels: impl IntoIterator<Item = (&'a String, &'a String)>) -> SymLabels {
        let mut out: SymLabels = labels.into_iter().map(|(k, v)| (self.sym(k), self.sym(v))).collect();
        out.sort_unstable();
        out
    }
}

/// The value of a label.
pub(super) fn label(labels: &[(Sym, Sym)], key: Sym) -> Option<Sym> {
    labels.binary_search_by_key(&key, |&(k, _)| k).ok().map(|i| labels[i].1)
}
