//! Which files are applied together: the same name in two of them is one object, elsewhere it is two.

use crate::model::FileId;

/// For each file the sets that it belongs to, ascending. Files that share a set are applied together; where nothing is said
/// of a file, it is together with all others of which nothing is said.
#[derive(Clone, Debug, Default)]
pub struct Together(Vec<Vec<u32>>);

impl Together {
    /// By the sets of each file.
    pub fn new(sets: Vec<Vec<u32>>) -> Self {
        Together(sets)
    }

    /// Whether the two are applied together.
    pub(super) fn are(&self, a: FileId, b: FileId) -> bool {
        let sets = |file: FileId| self.0.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        let (one, other) = (sets(a), sets(b));
        a == b || one.is_empty() && other.is_empty() || one.iter().any(|set| other.contains(set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_set_is_enough() {
        let together = Together::new(vec![vec![1, 2], vec![2], vec![3], vec![], vec![]]);
        let are = |a, b| together.are(FileId(a), FileId(b));
        assert!(are(0, 1) && are(2, 2) && are(3, 4) && are(9, 4));
        assert!(!are(0, 2) && !are(1, 3));
    }
}
