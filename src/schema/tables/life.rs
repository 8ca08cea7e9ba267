//! When API versions are deprecated and end.

use std::cmp::Ordering;

use super::layout::Section;
use super::raw::{self, Row};

/// What releases from [`Life::since`] on say of one kind of one API version.
#[derive(Clone, Copy)]
pub(in super::super) struct Life(Row);

impl Life {
    /// Empty for the core group.
    pub(in super::super) fn group(self) -> &'static str {
        self.0.text(0)
    }

    /// `v1beta1`
    pub(in super::super) fn version(self) -> &'static str {
        self.0.text(4)
    }

    /// `CronJob`
    pub(in super::super) fn kind(self) -> &'static str {
        self.0.text(8)
    }

    /// `apiVersion Kind` as the server names it; empty where it names none.
    pub(in super::super) fn replacement(self) -> &'static str {
        self.0.text(12)
    }

    /// The minor version that first says so.
    pub(in super::super) fn since(self) -> u16 {
        self.0.number(16)
    }

    /// The minor version that deprecates it.
    pub(in super::super) fn deprecated(self) -> u16 {
        self.0.number(18)
    }

    /// The minor version that no longer serves it; 0 where none is set.
    pub(in super::super) fn removed(self) -> u16 {
        self.0.number(20)
    }

    fn compare(self, group: &str, version: &str, kind: &str) -> Ordering {
        let order = |offset, text: &str| self.0.bytes(offset).cmp(text.as_bytes());
        order(0, group).then_with(|| order(4, version)).then_with(|| order(8, kind))
    }
}

/// What releases say of that kind, oldest first.
pub(in super::super) fn lives(group: &str, version: &str, kind: &str) -> impl Iterator<Item = Life> + Clone {
    let (mut low, mut high) = (0, raw::rows(Section::Lives));
    while low < high {
        let middle = low.midpoint(high);
        if at(middle).compare(group, version, kind) == Ordering::Less {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (low..raw::rows(Section::Lives)).map(at).take_while(move |l| l.compare(group, version, kind).is_eq())
}

fn at(index: u16) -> Life {
    Life(Row::of(Section::Lives, index))
}

#[cfg(test)]
pub(in super::super) fn all() -> impl Iterator<Item = Life> {
    (0..raw::rows(Section::Lives)).map(at)
}
