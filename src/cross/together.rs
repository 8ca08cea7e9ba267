//! Which files are applied together: the same name in two of them is one object, elsewhere it is two.

use std::cell::OnceCell;

use crate::model::FileId;

/// The sets that each file belongs to, worked out once somebody asks. Files that share a set are applied together.
pub struct Together<'t> {
    work_out: Box<dyn Fn() -> Sets + 't>,
    sets: OnceCell<Sets>,
}

/// For each file the sets that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// By file.
    pub of_files: Vec<Vec<u32>>,
    /// Sets of a number below this are all that is applied of a kind, as what one kustomization makes; of others nobody knows what
    /// they meet in the cluster.
    pub whole: u32,
}

/// The set of files of which nothing is said.
const UNSAID: [u32; 1] = [u32::MAX];

impl<'t> Together<'t> {
    /// As `work_out` has it.
    pub fn new(work_out: impl Fn() -> Sets + 't) -> Self {
        Together { work_out: Box::new(work_out), sets: OnceCell::new() }
    }

    /// The sets that a file belongs to, at least one.
    pub(super) fn sets(&self, file: FileId) -> &[u32] {
        let sets = &self.sets.get_or_init(&self.work_out).of_files;
        sets.get(file.0 as usize).map(Vec::as_slice).filter(|sets| !sets.is_empty()).unwrap_or(&UNSAID)
    }

    /// Whether the objects of two files may meet in one cluster: they do not where each belongs to wholes, and none is the
    /// other's.
    pub(super) fn may_meet(&self, a: FileId, b: FileId) -> bool {
        if a == b {
            return true;
        }
        let (one, other) = (self.sets(a), self.sets(b));
        let least = self.sets.get().map_or(0, |sets| sets.whole);
        let whole = |sets: &[u32]| sets.iter().all(|set| *set < least);
        !whole(one) || !whole(other) || one.iter().any(|set| other.contains(set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wholes_do_not_meet() {
        let of_files = vec![vec![0], vec![1], vec![0, 1], vec![7], vec![8]];
        let together = Together::new(|| Sets { of_files: of_files.clone(), whole: 2 });
        let meet = |a, b| together.may_meet(FileId(a), FileId(b));
        assert!(meet(0, 0) && meet(0, 2) && meet(1, 2) && meet(0, 3) && meet(3, 4) && meet(9, 0));
        assert!(!meet(0, 1));
    }
}
