//! Which files are applied together: the same name in two of them is one object, elsewhere it is two.

use crate::model::FileId;

/// For each file the sets that it belongs to. Files that share a set are applied together.
#[derive(Clone, Debug, Default)]
pub struct Together(Vec<Vec<u32>>);

/// The set of files of which nothing is said.
const UNSAID: [u32; 1] = [u32::MAX];

impl Together {
    /// By the sets of each file.
    pub fn new(sets: Vec<Vec<u32>>) -> Self {
        Together(sets)
    }

    /// The sets that a file belongs to, at least one.
    pub(super) fn sets(&self, file: FileId) -> &[u32] {
        self.0.get(file.0 as usize).map(Vec::as_slice).filter(|sets| !sets.is_empty()).unwrap_or(&UNSAID)
    }
}
