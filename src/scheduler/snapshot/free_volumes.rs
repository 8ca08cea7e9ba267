//! Volumes that nobody was promised: the smallest one that suits a claim is found without a look at all of a class, for which
//! every pod would ask on every node.

use std::collections::{BTreeSet, HashMap};

use super::volumes::{VolumeId, volume_class};
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::types::PersistentVolume;

/// A volume that can be used from no more nodes than this is kept with each of them.
const FEW: usize = 8;

/// Capacity, in the unit of quantities, and number: of equally small volumes the first is taken.
type Key = (i128, VolumeId);

/// The free volumes of one class.
#[derive(Clone, Default)]
struct OfClass {
    of_node: HashMap<usize, BTreeSet<Key>>,
    /// Volumes of many nodes, or of all.
    wide: BTreeSet<Key>,
}

impl OfClass {
    /// The lists that a volume is in.
    fn lists(&mut self, reach: Option<&NodeSet>, mut each: impl FnMut(&mut BTreeSet<Key>)) {
        match reach.filter(|nodes| nodes.count() <= FEW) {
            Some(nodes) => nodes.iter().for_each(|at| each(self.of_node.entry(at).or_default())),
            None => each(&mut self.wide),
        }
    }
}

/// All free volumes.
#[derive(Clone, Default)]
pub(super) struct FreeVolumes<'c> {
    classes: HashMap<&'c str, OfClass>,
}

fn key(id: VolumeId, volume: &PersistentVolume) -> Key {
    (volume.capacity.nanos(), id)
}

impl<'c> FreeVolumes<'c> {
    /// Those that name no claim; `reach` are the nodes that each can be used from, where it says so.
    pub(super) fn new(volumes: &'c [PersistentVolume], reach: &[Option<NodeSet>]) -> Self {
        let mut free = FreeVolumes::default();
        for (id, volume) in volumes.iter().enumerate().filter(|(_, volume)| volume.claim_ref.is_none()) {
            let class = free.classes.entry(volume_class(volume)).or_default();
            class.lists(reach[id].as_ref(), |list| {
                list.insert(key(id, volume));
            });
        }
        free
    }

    /// The volume is no longer free.
    pub(super) fn take(&mut self, id: VolumeId, volume: &PersistentVolume, reach: Option<&NodeSet>) {
        if let Some(class) = self.classes.get_mut(volume_class(volume)) {
            class.lists(reach, |list| {
                list.remove(&key(id, volume));
            });
        }
    }

    /// The smallest volume of a class that has at least so much and suits, among those that may be used from the node.
    pub(super) fn smallest(
        &self,
        class: &str,
        at: usize,
        least: i128,
        suits: impl Fn(VolumeId) -> bool,
    ) -> Option<VolumeId> {
        let class = self.classes.get(class)?;
        let first = |list: &BTreeSet<Key>| list.range((least, 0)..).find(|(_, id)| suits(*id)).copied();
        let own = class.of_node.get(&at).and_then(first);
        own.into_iter().chain(first(&class.wide)).min().map(|(_, id)| id)
    }
}
