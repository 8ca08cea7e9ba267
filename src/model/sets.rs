//! Which files are applied together, in numbers.

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
