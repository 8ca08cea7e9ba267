//! What a look at a file leaves behind beside findings.

use super::Counts;
use crate::cross::Known;

/// What the walk over documents leaves behind beside findings.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub counts: Counts,
    /// For the rules between objects.
    pub known: Known,
}
