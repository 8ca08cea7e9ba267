//! How kustomizations are made of each other.

use hashbrown::HashSet;

use super::entries::Wanted;
use super::survey::Survey;
use crate::model::FileId;

impl Survey {
    /// The kustomizations that no other one names.
    pub(super) fn roots(&self) -> impl Iterator<Item = usize> {
        let inner: HashSet<usize> = (0..self.kustomizations.len()).flat_map(|at| self.parts(at)).collect();
        (0..self.kustomizations.len()).filter(move |at| !inner.contains(at))
    }

    /// The kustomizations that one names.
    pub(super) fn parts(&self, at: usize) -> impl Iterator<Item = usize> {
        let wanted = |w: Wanted| matches!(w, Wanted::Resource | Wanted::Component);
        let named = self.kustomizations[at].named.iter().filter(move |n| wanted(n.wanted));
        named.filter_map(|n| self.by_folder.get(&n.path).copied())
    }

    /// Every kustomization that one is made of, itself the first.
    pub(super) fn tree(&self, root: usize) -> Vec<usize> {
        let (mut found, mut known, mut next) = (vec![root], HashSet::new(), 0);
        known.insert(root);
        while next < found.len() {
            let parts: Vec<usize> = self.parts(found[next]).filter(|part| known.insert(*part)).collect();
            found.extend(parts);
            next += 1;
        }
        found
    }

    /// The files of objects that some kustomizations name.
    pub(super) fn resources(&self, kustomizations: &[usize]) -> Vec<FileId> {
        let named = kustomizations.iter().flat_map(|at| &self.kustomizations[*at].named);
        let resources = named.filter(|n| n.wanted == Wanted::Resource);
        resources.filter_map(|n| self.by_path.get(&n.path).copied()).collect()
    }
}
