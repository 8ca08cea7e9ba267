//! What a look at a file leaves behind beside findings.

use super::{Counts, Unchecked};
use crate::cross::{Known, References};
use crate::repository::Identities;

/// What the walk over documents leaves behind beside findings.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub counts: Counts,
    /// What was not checked, in the order in which it was met.
    pub unchecked: Vec<Unchecked>,
    /// For the rules between objects.
    pub known: Known,
    /// What the objects refer to, where that is to be drawn.
    pub references: Option<References>,
    /// The objects of each file by their names, where there are patches for them.
    pub identities: Identities,
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
        // What the only file left is moved, not copied.
        if self.unchecked.is_empty() {
            self.unchecked = other.unchecked;
        } else {
            self.unchecked.extend(other.unchecked);
        }
        self.known.append(other.known);
        self.identities.extend(other.identities);
    }
}
