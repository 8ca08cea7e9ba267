//! Which files are applied together, in numbers.

use super::FileId;

/// For each file the sets that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// By file.
    pub of_files: Vec<Vec<u32>>,
    /// Sets of a number below this are applied together without a doubt.
    pub firm: u32,
    /// By file what it comes to the cluster by, where that is known: what has other ones never meets it there.
    pub ways: Vec<Vec<u32>>,
}

impl Sets {
    /// Whether the two are applied together as far as anybody can see.
    pub fn share(&self, a: FileId, b: FileId) -> bool {
        let of = |file: FileId| self.of_files.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        a == b || of(a).iter().any(|set| of(b).contains(set))
    }

    /// Whether the objects of two files may meet in one cluster: they do not where the ways of both are known and are others.
    pub fn may_meet(&self, a: FileId, b: FileId) -> bool {
        let of = |file: FileId| self.ways.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        let (one, other) = (of(a), of(b));
        a == b || one.is_empty() || other.is_empty() || one.iter().any(|way| other.contains(way))
    }
}
