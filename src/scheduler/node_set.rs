//! Sets of node positions.

/// A set of node positions, one bit each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct NodeSet {
    words: Vec<u64>,
    len: usize,
}

impl NodeSet {
    /// No position of `len`.
    pub(super) fn none(len: usize) -> Self {
        NodeSet { words: vec![0; len.div_ceil(64)], len }
    }

    /// Every position of `len`.
    pub(super) fn all(len: usize) -> Self {
        let mut set = NodeSet { words: vec![u64::MAX; len.div_ceil(64)], len };
        set.trim();
        set
    }

    fn trim(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }

    /// Whether the position is in the set.
    pub(super) fn has(&self, at: usize) -> bool {
        self.words[at / 64] >> (at % 64) & 1 != 0
    }

    /// Puts the position into the set.
    pub(super) fn add(&mut self, at: usize) {
        self.words[at / 64] |= 1 << (at % 64);
    }

    /// Keeps what is also in the other set.
    pub(super) fn and(&mut self, other: &NodeSet) {
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a &= b;
        }
    }

    /// Adds what is in the other set.
    pub(super) fn or(&mut self, other: &NodeSet) {
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a |= b;
        }
    }

    /// Takes out what is in the other set.
    pub(super) fn minus(&mut self, other: &NodeSet) {
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a &= !b;
        }
    }

    /// The complement.
    pub(super) fn not(mut self) -> Self {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
        self
    }

    /// Whether every position is in the set.
    pub(super) fn is_all(&self) -> bool {
        self.count() == self.len
    }

    /// How many positions are in the set.
    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The positions in the set, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(i * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complements_stay_inside() {
        for len in [0, 1, 63, 64, 65, 130] {
            assert_eq!(NodeSet::none(len).not(), NodeSet::all(len), "{len}");
            assert_eq!(NodeSet::all(len).count(), len);
            assert!(NodeSet::all(len).is_all());
        }
    }

    #[test]
    fn lists_what_was_set() {
        let mut set = NodeSet::none(200);
        for at in [0, 63, 64, 127, 199] {
            set.add(at);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 127, 199]);
        assert!(set.has(64) && !set.has(65));
        let mut other = NodeSet::all(200);
        other.minus(&set);
        assert_eq!(other.count(), 195);
    }
}
