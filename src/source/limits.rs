//! How much is read.

/// Bounds that a user never meets and an attacker always does.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nesting.
    pub depth: usize,
    /// Documents in one file, however large it is; see [`Limits::of_documents`].
    pub documents: usize,
    /// Bytes of one file.
    pub bytes: usize,
    /// Nodes that aliases may add to a document, beside one for every [`BYTES_FOR_NODE`] of its file.
    pub alias_nodes: usize,
    /// Bytes of text that aliases may add to a document, beside [`TEXT_FOR_BYTE`] for each byte of its file.
    pub alias_bytes: usize,
    /// How often a document that cannot be read may be read again, as a whole, in the search for its slips.
    pub search: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let (alias_nodes, alias_bytes) = (64 << 10, 4 << 20);
        Limits { depth: 1_000, documents: 100_000, bytes: 1 << 30, alias_nodes, alias_bytes, search: 512 }
    }
}

/// Bytes of the file for which aliases may add one node more.
const BYTES_FOR_NODE: usize = 4;

/// Bytes of text that aliases may add for each byte of the file.
const TEXT_FOR_BYTE: usize = 32;

/// Documents that any file may have, and the bytes that each one beyond them needs: no object is written in fewer.
const FEW_DOCUMENTS: usize = 1_000;
const LEAST_DOCUMENT: usize = 32;

impl Limits {
    /// Documents that are read of a file with that many bytes. What is known of each takes far more memory than `{}`.
    pub fn of_documents(&self, bytes: usize) -> usize {
        self.documents.min(FEW_DOCUMENTS + bytes / LEAST_DOCUMENT)
    }

    /// Nodes that aliases may add to a document of such a file.
    pub(super) fn of_alias_nodes(&self, bytes: usize) -> usize {
        self.alias_nodes.saturating_add(bytes / BYTES_FOR_NODE)
    }

    /// Bytes of text that they may add.
    pub(super) fn of_alias_bytes(&self, bytes: usize) -> usize {
        self.alias_bytes.saturating_add(bytes.saturating_mul(TEXT_FOR_BYTE))
    }
}
