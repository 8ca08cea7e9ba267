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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;

    /// What is wrong with a text, made as long as this by a comment.
    fn told(text: &str, length: usize) -> Vec<String> {
        let padded = format!("{text}#{}", "x".repeat(length - text.len() - 1));
        parse(&padded, &Limits::default())[0].errors.iter().map(|error| error.message.clone()).collect()
    }

    #[test]
    fn aliases_add_so_many_values_and_no_more() {
        // Sixteen times a list of 4500: 72,016 values, which are 65,536 and one for every four bytes of 25,920.
        let text = format!("a: &a [{}]\nb: [{}]\n", "1,".repeat(4500), "*a,".repeat(16));
        assert_eq!(told(&text, 25_920), [] as [&str; 0]);
        let most = "the aliases of this document add more than 72015 values; the rest is not read";
        assert_eq!(told(&text, 25_919), [most]);
    }

    #[test]
    fn aliases_add_so_much_text_and_no_more() {
        // A hundred times 64 KiB, which are 4 MiB and 32 bytes for each of 73,728.
        let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(65_536), "*a,".repeat(100));
        assert_eq!(told(&text, 73_728), [] as [&str; 0]);
        let most = "the aliases of this document add more than 6553568 bytes of text; the rest is not read";
        assert_eq!(told(&text, 73_727), [most]);
    }

    #[test]
    fn a_file_may_have_so_many_documents() {
        let limits = Limits::default();
        for (bytes, documents) in [(0, 1_000), (31, 1_000), (32, 1_001), (99_000 * 32, 100_000), (1 << 30, 100_000)] {
            assert_eq!(limits.of_documents(bytes), documents, "{bytes}");
        }
        assert_eq!(limits.of_documents(98_999 * 32), 99_999);
    }

    #[test]
    fn a_text_may_be_so_deep() {
        let nested = |depth: usize| format!("{}{}\n", "- ".repeat(depth), "x");
        let errors = |depth: usize| parse(&nested(depth), &Limits::default())[0].errors.len();
        assert_eq!((errors(999), errors(1_001)), (0, 1));
    }
}
