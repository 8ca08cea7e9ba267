//! Which files are applied together: the same name in two of them is one object, elsewhere it is two.

use std::cell::OnceCell;

use crate::model::{FileId, Sets};

/// The sets that each file belongs to, worked out once somebody asks. Files that share a set are applied together.
pub struct Together<'t> {
    work_out: Box<dyn Fn() -> Sets + 't>,
    sets: OnceCell<Sets>,
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

    /// Whether the two are applied together without a doubt.
    pub fn are_firmly(&self, a: FileId, b: FileId) -> bool {
        let (one, other) = (self.sets(a), self.sets(b));
        let least = self.sets.get().map_or(0, |sets| sets.firm);
        a == b || one.iter().any(|set| *set < least && other.contains(set))
    }

    /// Whether the two are applied together as far as anybody can see.
    pub(super) fn share(&self, a: FileId, b: FileId) -> bool {
        a == b || self.sets(a).iter().any(|set| self.sets(b).contains(set))
    }

    /// Whether the objects of two files may meet in one cluster: they do not where the ways of both are known and are others.
    pub(super) fn may_meet(&self, a: FileId, b: FileId) -> bool {
        self.sets.get_or_init(&self.work_out).may_meet(a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_other_ways_does_not_meet() {
        let ways = vec![vec![0], vec![1], vec![0, 1], vec![]];
        let together = Together::new(|| Sets { ways: ways.clone(), ..Sets::default() });
        let meet = |a, b| together.may_meet(FileId(a), FileId(b));
        assert!(meet(0, 0) && meet(0, 2) && meet(1, 2) && meet(0, 3) && meet(3, 3) && meet(9, 0));
        assert!(!meet(0, 1));
    }
}
