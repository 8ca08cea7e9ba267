//! Whether a volume is fit for a claim, and what speaks against it (`FindMatchingVolume`, `checkVolumeSatisfyClaim`).

use std::collections::HashMap;

use crate::inventory::matching::selects;
use crate::model::Quantity;
use crate::scheduler::types::{PersistentVolume, PersistentVolumeClaim};

/// What keeps a volume from a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// It is smaller than what is asked for.
    Small {
        /// Bytes that it has.
        has: Quantity,
        /// Bytes that are asked for.
        wanted: Quantity,
    },
    /// It is a block device, or (`false`) a file system, and the claim asks for the other.
    Block(bool),
    /// It has another class; an empty name is none.
    Class(String),
    /// It lacks these access modes.
    Modes(Vec<String>),
    /// The claim's selector does not pick it.
    Labels,
    /// Its `claimRef` is another claim's: namespace and name.
    Taken(String, String),
    /// Its `claimRef` is that of an earlier claim of the same name: its `uid` says so.
    TakenBefore,
    /// It has another VolumeAttributesClass.
    Attributes,
    /// It is being deleted.
    Terminating,
    /// Its phase is not `Available` but this one.
    Phase(String),
}

/// Whether the volume's `claimRef` is this claim (`IsVolumeBoundToClaim`). A claim whose uid the files do not tell, and that
/// names the volume itself, is the one that the volume knows by its uid.
pub fn is_for(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let Some((namespace, name, uid)) = &volume.claim_ref else { return false };
    let stripped = claim.uid.is_empty() && claim.volume_name == volume.name;
    *namespace == claim.namespace && *name == claim.name && (uid.is_empty() || *uid == claim.uid || stripped)
}

/// What is asked of a volume whether or not it was meant for the claim: that it is large enough, of its mode and of its
/// attributes, and not being deleted.
fn in_any_case(volume: &PersistentVolume, claim: &PersistentVolumeClaim, out: &mut Vec<Misfit>) {
    if volume.capacity < claim.request {
        out.push(Misfit::Small { has: volume.capacity, wanted: claim.request });
    }
    if volume.block != claim.block {
        out.push(Misfit::Block(volume.block));
    }
    let attributes = |name: &Option<String>| name.clone().unwrap_or_default();
    if attributes(&volume.volume_attributes_class_name) != attributes(&claim.volume_attributes_class_name) {
        out.push(Misfit::Attributes);
    }
    if volume.terminating {
        out.push(Misfit::Terminating);
    }
}

fn modes(volume: &PersistentVolume, claim: &PersistentVolumeClaim, out: &mut Vec<Misfit>) {
    let lacking = claim.access_modes.iter().filter(|mode| !volume.access_modes.contains(mode));
    let lacking: Vec<String> = lacking.cloned().collect();
    if !lacking.is_empty() {
        out.push(Misfit::Modes(lacking));
    }
}

fn class(volume: &PersistentVolume, claim: &PersistentVolumeClaim, out: &mut Vec<Misfit>) {
    if volume.storage_class_name != claim.storage_class_name.as_deref().unwrap_or_default() {
        out.push(Misfit::Class(volume.storage_class_name.clone()));
    }
}

/// All that keeps the volume from a claim; nothing for one that is fit. Nodes are not looked at. A volume that the claim
/// names (`volumeName`) is asked less of than one that is searched for, and one that names the claim (`claimRef`) still less.
pub fn misfits(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> Vec<Misfit> {
    let mut out = Vec::new();
    let (named, meant) = (claim.volume_name == volume.name, is_for(volume, claim));
    if named && meant {
        return out;
    }
    if let (false, Some((namespace, name, _))) = (meant, &volume.claim_ref) {
        let own = (namespace, name) == (&claim.namespace, &claim.name);
        out.push(if own { Misfit::TakenBefore } else { Misfit::Taken(namespace.clone(), name.clone()) });
    }
    in_any_case(volume, claim, &mut out);
    modes(volume, claim, &mut out);
    if meant {
        return out;
    }
    class(volume, claim, &mut out);
    if named {
        return out;
    }
    if volume.claim_ref.is_none() && !matches!(volume.phase.as_str(), "" | "Available") {
        out.push(Misfit::Phase(volume.phase.clone()));
    }
    if claim.selector.as_ref().is_some_and(|selector| !selects(selector, &volume.labels)) {
        out.push(Misfit::Labels);
    }
    out
}

/// The volumes by what claims search them by.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_class: HashMap<String, Vec<usize>>,
    by_claim: HashMap<(String, String), Vec<usize>>,
    by_name: HashMap<String, usize>,
}

impl Index {
    pub(super) fn new(volumes: &[PersistentVolume]) -> Self {
        let mut index = Index::default();
        for (at, volume) in volumes.iter().enumerate() {
            index.by_name.insert(volume.name.clone(), at);
            match &volume.claim_ref {
                Some((namespace, name, _)) => {
                    index.by_claim.entry((namespace.clone(), name.clone())).or_default().push(at);
                }
                None => index.by_class.entry(volume.storage_class_name.clone()).or_default().push(at),
            }
        }
        index
    }

    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The volume is no longer free.
    pub(super) fn take(&mut self, at: usize, volume: &PersistentVolume) {
        if let Some(free) = self.by_class.get_mut(&volume.storage_class_name)
            && let Ok(place) = free.binary_search(&at)
        {
            free.remove(place);
        }
    }

    /// Volumes that name the claim.
    pub(super) fn meant_for(&self, claim: &PersistentVolumeClaim) -> &[usize] {
        self.by_claim.get(&(claim.namespace.clone(), claim.name.clone())).map_or(&[], Vec::as_slice)
    }

    /// The volume that a claim gets that names none (`findBestMatchForClaim`): of those with the fewest access modes one that
    /// was meant for it, or else the smallest. Where `meant_only`, no other is looked at: the scheduler chooses among them.
    pub(super) fn best(
        &self,
        volumes: &[PersistentVolume],
        claim: &PersistentVolumeClaim,
        meant_only: bool,
    ) -> Option<usize> {
        let class = claim.storage_class_name.as_deref().unwrap_or_default();
        let free: &[usize] = if meant_only { &[] } else { self.by_class.get(class).map_or(&[], Vec::as_slice) };
        let fit = |at: &&usize| misfits(&volumes[**at], claim).is_empty();
        let mut fitting: Vec<usize> = self.meant_for(claim).iter().chain(free).filter(fit).copied().collect();
        fitting.sort_unstable();
        fitting.into_iter().min_by_key(|&at| {
            let volume = &volumes[at];
            let meant = is_for(volume, claim);
            (volume.access_modes.len(), !meant, if meant { Quantity::ZERO } else { volume.capacity })
        })
    }
}
