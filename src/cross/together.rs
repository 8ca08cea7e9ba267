//! Which files are applied together: the same name in two of them is one object, elsewhere it is two.

use std::sync::{Arc, OnceLock};

use super::Object;
use super::environments::{Environments, common};
use crate::model::{FileId, Overlays, Sets};

/// The sets that each file belongs to, worked out once somebody asks. Files that share a set are applied together.
pub struct Together<'t> {
    work_out: Box<dyn Fn() -> Arc<Sets> + Sync + 't>,
    sets: OnceLock<Arc<Sets>>,
    changes: Option<&'t dyn Overlays>,
    environments: OnceLock<Environments>,
}

/// The set of files of which nothing is said.
const UNSAID: [u32; 1] = [u32::MAX];

/// How near two files are, more being nearer: one and the same; applied together; in so many folders both.
const SAME: usize = usize::MAX;
const SHARED: usize = usize::MAX - 1;

impl<'t> Together<'t> {
    /// As `work_out` has it.
    pub fn new(work_out: impl Fn() -> Arc<Sets> + Sync + 't) -> Self {
        Together { work_out: Box::new(work_out), sets: OnceLock::new(), changes: None, environments: OnceLock::new() }
    }

    /// The same where somebody makes something else of objects.
    #[must_use]
    pub fn changed_by(mut self, changes: &'t dyn Overlays) -> Self {
        self.changes = Some(changes);
        self
    }

    /// Learns from the objects of all files which folders are environments of one another.
    pub(super) fn learn(&self, objects: &[Object]) {
        if objects.windows(2).all(|pair| pair[0].file == pair[1].file) {
            return;
        }
        self.environments.get_or_init(|| Environments::of(objects, |object| self.folder(object.file)));
    }

    fn all(&self) -> &Sets {
        self.sets.get_or_init(&self.work_out)
    }

    fn folder(&self, file: FileId) -> &str {
        self.all().folders.get(file.0 as usize).map_or("", String::as_str)
    }

    /// The sets that a file belongs to, at least one.
    pub(super) fn sets(&self, file: FileId) -> &[u32] {
        let sets = &self.all().of_files;
        sets.get(file.0 as usize).map(Vec::as_slice).filter(|sets| !sets.is_empty()).unwrap_or(&UNSAID)
    }

    /// Whether the two are applied together without a doubt.
    pub fn are_firmly(&self, a: FileId, b: FileId) -> bool {
        let (one, other) = (self.sets(a), self.sets(b));
        let least = self.all().firm;
        a == b || one.iter().any(|set| *set < least && other.contains(set))
    }

    /// Whether the two are applied together as far as anybody can see.
    pub(super) fn share(&self, a: FileId, b: FileId) -> bool {
        a == b || self.sets(a).iter().any(|set| self.sets(b).contains(set))
    }

    fn ways(&self, file: FileId) -> &[u32] {
        self.all().ways.get(file.0 as usize).map_or(&[][..], Vec::as_slice)
    }

    /// Whether the objects of two files may meet in one cluster: they do not where the ways of both are known and are others.
    pub(super) fn may_meet(&self, a: FileId, b: FileId) -> bool {
        self.all().may_meet(a, b)
    }

    /// Whether they may meet, and nothing speaks for it that their folders are environments of one another.
    pub fn likely_meet(&self, a: FileId, b: FileId) -> bool {
        let is_known = || self.ways(a).iter().any(|way| self.ways(b).contains(way));
        let apart = || {
            let environments = self.environments.get();
            environments.is_some_and(|known| known.are_apart(self.folder(a), self.folder(b)))
        };
        self.share(a, b) || self.may_meet(a, b) && (is_known() || !apart())
    }

    /// Whether objects of one name in two files are called alike in the cluster as well, by some way of each.
    pub fn are_called_alike(&self, a: FileId, b: FileId) -> bool {
        let of = |file: FileId| self.all().renamed.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        let is_same = |way: &[String; 3]| of(b).contains(way) || of(b).is_empty() && way.iter().all(String::is_empty);
        match of(a) {
            [] => of(b).is_empty() || of(b).iter().any(|way| way.iter().all(String::is_empty)),
            ways => ways.iter().any(is_same),
        }
    }

    /// How near two files are; more is nearer.
    pub fn nearness(&self, a: FileId, b: FileId) -> usize {
        match () {
            () if a == b => SAME,
            () if self.share(a, b) => SHARED,
            () => common(self.folder(a), self.folder(b)),
        }
    }

    /// The namespaces that an object of a file comes into, which its manifest says is in `own`: each with the way there, where that is
    /// known.
    pub(super) fn namespaces<'s>(&'s self, file: FileId, own: &'s str) -> Vec<(Option<u32>, &'s str)> {
        let set = self.all().namespaces.get(file.0 as usize).filter(|set| !set.is_empty());
        let Some(set) = set else { return vec![(None, own)] };
        let one = |(way, namespace): &'s (u32, String)| {
            (Some(*way), if namespace.is_empty() { own } else { namespace.as_str() })
        };
        set.iter().map(one).collect()
    }

    /// Whether some way puts the objects of both files into one namespace, whatever they say.
    pub(super) fn are_put_together(&self, a: FileId, b: FileId) -> bool {
        let set = |file: FileId| self.all().namespaces.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        set(a).iter().any(|way| !way.1.is_empty() && set(b).contains(way))
    }

    /// Whether some way puts the objects of a file into a namespace, whatever they say.
    pub fn is_put_somewhere(&self, file: FileId) -> bool {
        self.all().namespaces.get(file.0 as usize).is_some_and(|ways| !ways.is_empty())
    }

    /// Whether a field of that name is written anew in an object before the cluster sees it.
    pub(super) fn writes(&self, object: &Object, field: &str) -> bool {
        self.changes.is_some_and(|changes| changes.writes(object.file, &object.reference, field))
    }

    /// Whether an object, or where `of_pods` its pods, may get the label before the cluster sees it.
    pub(super) fn may_label(&self, object: &Object, label: (&str, &str), of_pods: bool) -> bool {
        self.changes.is_some_and(|changes| {
            let writes = |field: &str| changes.writes(object.file, &object.reference, field);
            changes.adds_label(object.file, label, of_pods) || writes("labels") && writes(label.0)
        })
    }

    /// Whether anything is made of the objects of a file before the cluster sees them.
    pub(super) fn is_changed(&self, file: FileId) -> bool {
        self.changes.is_some_and(|changes| changes.is_changed(file))
    }

    /// Whether nobody knows what is made of them.
    pub(super) fn is_open(&self, file: FileId) -> bool {
        self.changes.is_some_and(|changes| changes.is_open(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_other_ways_does_not_meet() {
        let ways = vec![vec![0], vec![1], vec![0, 1], vec![]];
        let together = Together::new(|| Sets { ways: ways.clone(), ..Sets::default() }.into());
        let meet = |a, b| together.may_meet(FileId(a), FileId(b));
        assert!(meet(0, 0) && meet(0, 2) && meet(1, 2) && meet(0, 3) && meet(3, 3) && meet(9, 0));
        assert!(!meet(0, 1));
    }
}
