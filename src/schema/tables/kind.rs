//! Kinds: what an `apiVersion` and a `kind` mean.

use std::cmp::Ordering;
use std::fmt;

use super::layout::Section;
use super::raw::{self, Row};
use super::types::{Definition, Type};
use crate::model::{Gvk, Version, VersionSet};

/// A kind in one version of its group, as an API server knows it that serves everything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kind(Row);

impl Kind {
    /// What it is called.
    pub fn gvk(self) -> Gvk {
        Gvk { kind: self.0.text(0), group: self.0.text(4), version: self.0.text(8) }
    }

    /// The resource of its URLs, `pods`.
    pub fn resource(self) -> &'static str {
        self.0.text(12)
    }

    /// The Kubernetes versions that know it.
    pub fn versions(self) -> VersionSet {
        VersionSet(self.0.number(16))
    }

    /// The versions that serve it without being asked to (`--runtime-config`).
    pub fn served(self) -> VersionSet {
        VersionSet(self.0.number(18))
    }

    /// Whether `version` serves it without being asked to.
    pub fn served_by_default(self, version: Version) -> bool {
        self.served().contains(version)
    }

    /// Its fields.
    pub fn definition(self) -> Definition {
        Definition(self.0.number(20))
    }

    /// Its type, always a struct.
    pub fn ty(self) -> Type {
        Type::Struct(self.definition())
    }

    /// Whether its objects live in a namespace.
    pub fn namespaced(self) -> bool {
        self.0.number(22) != 0
    }

    /// The feature gate that `version` has off, and without which it cannot be made to serve this.
    pub fn gate_off(self, version: Version) -> Option<&'static str> {
        let gate = self.0.number(24).checked_sub(1).filter(|_| VersionSet(self.0.number(26)).contains(version))?;
        Some(Row::of(Section::Items, gate).text(0))
    }

    fn compare(self, kind: &str, group: &str, version: &str) -> Ordering {
        let order = |offset, text: &str| self.0.bytes(offset).cmp(text.as_bytes());
        order(0, kind).then_with(|| order(4, group)).then_with(|| order(8, version))
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.gvk())
    }
}

/// The kind of that name, where `target` knows it, served by default or not.
pub fn kind(group: &str, version: &str, kind: &str, target: Version) -> Option<Kind> {
    let (mut low, mut high) = (0, raw::rows(Section::Kinds));
    while low < high {
        let middle = low.midpoint(high);
        let found = at(middle);
        match found.compare(kind, group, version) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return found.versions().contains(target).then_some(found),
        }
    }
    None
}

fn at(index: u16) -> Kind {
    Kind(Row::of(Section::Kinds, index))
}

/// Every kind of every version, by kind, group, version.
pub fn kinds() -> impl Iterator<Item = Kind> + Clone {
    (0..raw::rows(Section::Kinds)).map(at)
}

/// The kinds of that name in whatever group, of every version.
pub fn kinds_named(name: &str) -> impl Iterator<Item = Kind> + Clone {
    kinds().filter(move |k| k.0.bytes(0) == name.as_bytes())
}

/// The groups of Kubernetes itself, sorted, the core group (empty) first.
pub fn groups() -> Vec<&'static str> {
    let mut groups: Vec<_> = kinds().map(|k| k.gvk().group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Whether Kubernetes itself has, in any version known, such a group.
pub fn group_exists(group: &str) -> bool {
    kinds().any(|k| k.0.bytes(4) == group.as_bytes())
}
