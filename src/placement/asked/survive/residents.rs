//! Who has a node, and how each comes back when that is lost.

use std::collections::{HashMap, HashSet};

use crate::inventory::PodInstance;
use crate::model::Shared;
use crate::placement::asked::standing::Standing;
use crate::placement::case::Case;
use crate::scheduler::named_node;
use crate::scheduler::types::{BindingMode, Cluster, Decision, Pod, VolumeSource};
use crate::workload::persistent_volume::NO_PROVISIONER;

/// How a pod comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Back {
    /// Its controller makes another.
    Again,
    /// The same, but that it can run elsewhere hangs on what cannot be known here.
    Maybe(&'static str),
    /// It belongs to the node, and is not missed with it.
    WithNode,
    /// Nobody makes it again, in these words.
    Never(&'static str),
}

impl Back {
    /// Whether another is made, which looks for a node.
    pub(super) fn is_made(self) -> bool {
        matches!(self, Back::Again | Back::Maybe(_))
    }
}

const BARE: &str = "no controller makes it again: it is lost with its node";
const NAMED: &str = "its manifest names the node itself: another goes there, too";
const VOLUME: &str =
    "its volume is made for the node that it is on: whether it can be had elsewhere is for the storage to say";

/// A pod with a node.
pub(super) struct Resident<'c, 'a> {
    pub(super) instance: &'c PodInstance<'a>,
    pub(super) node: usize,
    pub(super) back: Back,
    /// Its place among those that may come back.
    pub(super) pending: usize,
    /// When its controller makes another beside those of others: in the order of what is there, then of what was asked for.
    pub(super) turn: usize,
}

/// Everything before a loss.
pub(super) struct World<'c, 'a> {
    /// Every pod with a node.
    pub(super) residents: Vec<Resident<'c, 'a>>,
    /// The cluster in which those that come back are to be placed.
    pub(super) cluster: Cluster,
    /// Pods that wait already and are tried before those that come back, each with the node that it is tied to.
    pub(super) waiting: Vec<(usize, Option<usize>)>,
}

impl<'c, 'a> World<'c, 'a> {
    pub(super) fn of(case: &'c Case<'a>, decisions: &[Decision]) -> Self {
        let standing = Standing::of(case, decisions);
        let nodes: HashMap<&str, usize> =
            case.cluster.nodes.iter().enumerate().map(|(at, node)| (node.name.as_str(), at)).collect();
        let there = case.inventory.running.iter().filter(|pod| pod.observed).chain(&case.bound);
        let there = there.filter(|pod| !standing.gone.contains(&pod.pod.key()));
        let there = there.filter_map(|pod| Some((pod, *nodes.get(pod.pod.node_name.as_str())?, pod.is_there())));
        let first = case.inventory.running.len() + case.bound.len();
        let there = there.enumerate().map(|(turn, (pod, node, is_free))| (pod, node, is_free, turn));
        let placed = standing.placed.iter().map(|&(pod, node)| (&case.pods[pod], node, true, first + pod));
        let claims = Claims::of(&case.cluster);
        let empty = Cluster { pods: Vec::new(), pending: Vec::new(), joining: Vec::new(), ..case.cluster.clone() };
        let mut world = World { residents: Vec::new(), cluster: empty, waiting: Vec::new() };
        for (instance, node, is_free, turn) in there.chain(placed) {
            let back = back(instance, is_free, &claims);
            world.settle(Resident { instance, node, back, pending: world.cluster.pending.len(), turn });
        }
        let mut waiting = standing.waiting;
        waiting.sort_unstable();
        for pod in waiting {
            let tied = named_node(&case.pods[pod].pod).and_then(|node| nodes.get(node).copied());
            world.waiting.push((world.cluster.pending.len(), tied));
            world.cluster.pending.push(case.cluster.pending[pod].clone());
        }
        world
    }

    fn settle(&mut self, resident: Resident<'c, 'a>) {
        let mut pod: Shared<Pod> = resident.instance.pod.clone();
        if resident.back.is_made() {
            if !pod.node_name.is_empty() {
                pod.node_name.clear();
            }
            self.cluster.pending.push(pod);
        } else {
            if pod.node_name.is_empty() {
                pod.node_name.clone_from(&self.cluster.nodes[resident.node].name);
            }
            self.cluster.pods.push(pod);
        }
        self.residents.push(resident);
    }

    /// The pods that may come back, each with its node.
    pub(super) fn made(&self) -> impl Iterator<Item = &Resident<'c, 'a>> {
        self.residents.iter().filter(|resident| resident.back.is_made())
    }

    /// Those that wait and are not tied to a lost node.
    pub(super) fn waiting(&self, lost: &[usize]) -> impl Iterator<Item = usize> {
        let stays = |tied: &Option<usize>| tied.is_none_or(|node| !lost.contains(&node));
        self.waiting.iter().filter(move |(_, tied)| stays(tied)).map(|(pod, _)| *pod)
    }
}

/// Claims whose volume a provisioner makes once a pod has a node, by namespace and name.
struct Claims<'c>(HashSet<(&'c str, &'c str)>);

impl<'c> Claims<'c> {
    fn of(cluster: &'c Cluster) -> Self {
        let made = |name: &str| {
            let class = cluster.storage_classes.iter().find(|class| class.name == name);
            class.is_some_and(|class| {
                class.volume_binding_mode == BindingMode::WaitForFirstConsumer && class.provisioner != NO_PROVISIONER
            })
        };
        let open = cluster.persistent_volume_claims.iter().filter(|claim| {
            claim.volume_name.is_empty() && made(claim.storage_class_name.as_deref().unwrap_or_default())
        });
        Claims(open.map(|claim| (claim.namespace.as_str(), claim.name.as_str())).collect())
    }

    fn are_open(&self, pod: &Pod) -> bool {
        pod.volumes.iter().any(|volume| match &volume.source {
            VolumeSource::Claim { claim_name } => self.0.contains(&(pod.namespace.as_str(), claim_name.as_str())),
            VolumeSource::Ephemeral => true,
            _ => false,
        })
    }
}

/// How a pod comes back. `is_free` is whether the scheduler or a cluster gave it its node, and not its manifest.
fn back(instance: &PodInstance<'_>, is_free: bool, claims: &Claims<'_>) -> Back {
    let kind = instance.workload.as_ref().map(|own| own.kind.as_str());
    let kind = kind.or(instance.pod.owner.as_ref().map(|owner| owner.kind.as_str()));
    // What stands for the use of a node is no pod: it goes with it.
    let is_pod = instance.template.field().at("spec").exists();
    match kind {
        Some("DaemonSet" | "Node") => Back::WithNode,
        None if !is_pod => Back::WithNode,
        None => Back::Never(BARE),
        Some(_) if !is_free => Back::Never(NAMED),
        Some(_) if claims.are_open(&instance.pod) => Back::Maybe(VOLUME),
        Some(_) => Back::Again,
    }
}
