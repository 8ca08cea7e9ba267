//! How much is read.

/// Bounds that a user never meets and an attacker always does.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nesting.
    pub depth: usize,
    /// Documents in one file.
    pub documents: usize,
    /// Bytes of one file.
    pub bytes: usize,
    /// Nodes that aliases may add to a document.
    pub alias_nodes: usize,
    /// How often a document that cannot be read may be read again, as a whole, in the search for its slips.
    pub search: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 1_000, documents: 100_000, bytes: 1 << 30, alias_nodes: 1_000_000, search: 512 }
    }
}
