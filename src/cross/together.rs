//! Which files are applied together: the same name in two of them is one object, elsewhere it is two.

use crate::model::FileId;

/// For each file the sets that it belongs to. Files that share a set are applied together.
#[derive(Clone, Debug, Default)]
pub struct Together {
    sets: Vec<Vec<u32>>,
    /// Sets below this number are whole: nothing else is applied with them.
    whole: u32,
}

/// The set of files of which nothing is said.
const UNSAID: [u32; 1] = [u32::MAX];

impl Together {
    /// By the sets of each file. Those of a number below `whole` are all that is applied of a kind, as what one kustomization
    /// makes; of others nobody knows what they meet in the cluster.
    pub fn new(sets: Vec<Vec<u32>>, whole: u32) -> Self {
        Together { sets, whole }
    }

    /// The sets that a file belongs to, at least one.
    pub(super) fn sets(&self, file: FileId) -> &[u32] {
        self.sets.get(file.0 as usize).map(Vec::as_slice).filter(|sets| !sets.is_empty()).unwrap_or(&UNSAID)
    }

    /// Whether the objects of two files may meet in one cluster: they do not where each belongs to wholes, and none is the
    /// other's.
    pub(super) fn may_meet(&self, a: FileId, b: FileId) -> bool {
        let (one, other) = (self.sets(a), self.sets(b));
        let whole = |sets: &[u32]| sets.iter().all(|set| *set < self.whole);
        a == b || !whole(one) || !whole(other) || one.iter().any(|set| other.contains(set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wholes_do_not_meet() {
        let together = Together::new(vec![vec![0], vec![1], vec![0, 1], vec![7], vec![8]], 2);
        let meet = |a, b| together.may_meet(FileId(a), FileId(b));
        assert!(meet(0, 0) && meet(0, 2) && meet(1, 2) && meet(0, 3) && meet(3, 4) && meet(9, 0));
        assert!(!meet(0, 1));
    }
}
