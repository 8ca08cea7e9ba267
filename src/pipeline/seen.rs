//! What a look at a file leaves behind beside findings.

use super::{Counts, Unchecked};
use crate::cross::Known;

/// What the walk over documents leaves behind beside findings.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub counts: Counts,
    /// What was not checked, in the order in which it was met.
    pub unchecked: Vec<Unchecked>,
    /// For the rules between objects.
    pub known: Known,
}

impl Seen {
    /// Leaves something unchecked: it is counted, and kept for those who ask.
    pub(super) fn leave(&mut self, unchecked: Unchecked) {
        if let Some(number) = unchecked.why.number(&mut self.counts) {
            *number += 1;
        }
        self.unchecked.push(unchecked);
    }

    /// Adds what a look at another file left.
    pub(super) fn append(&mut self, other: Seen) {
        self.counts += other.counts;
        self.unchecked.extend(other.unchecked);
        self.known.append(other.known);
    }
}
