//! Names that are stable and can be read.

/// Letters that upstream uses for hashes in names: none that make words (`rand.SafeEncodeString`).
const SAFE: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

/// A short hash for the replica set of a Deployment, in the letters of a `pod-template-hash`. A cluster hashes the
/// template; here it is the Deployment's own name, so that its pods keep their names when the template changes and a
/// run before a change can be held against the run after it.
pub(super) fn stable_hash(namespace: &str, name: &str) -> String {
    // FNV-1a, as upstream's.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in namespace.bytes().chain([b'/']).chain(name.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    (0..5)
        .map(|i| {
            let letter = (hash >> (8 * i)) % (SAFE.len() as u64);
            char::from(SAFE[usize::try_from(letter).unwrap_or_default()])
        })
        .collect()
}
