//! Names that are stable and can be read.

use crate::source::Node;

/// Letters that upstream uses for hashes in names: none that make words (`rand.SafeEncodeString`).
const SAFE: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

/// A short hash of a template as it is written, in the letters of a `pod-template-hash`. It changes when the template
/// does, and is not the cluster's own, which hashes Go's memory.
pub(super) fn template_hash(template: Node<'_>) -> String {
    // FNV-1a, as upstream's, over the bytes.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in template.source().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    (0..5)
        .map(|i| {
            let letter = (hash >> (8 * i)) % (SAFE.len() as u64);
            char::from(SAFE[usize::try_from(letter).unwrap_or_default()])
        })
        .collect()
}
