//! Claims, volumes and classes, and what the scheduler has decided about them so far (upstream's listers and assume
//! caches).

use super::free_volumes::FreeVolumes;
use crate::model::Quantity;
use crate::scheduler::build::Build;
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::selector::Selector;
use crate::scheduler::snapshot::migration::{self, MIGRATED};
use crate::scheduler::types::{
    CsiNode, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator, PersistentVolume,
    PersistentVolumeClaim, Pod, StorageClass, VolumeSource,
};
use std::collections::HashMap;

/// The number of a claim in the cluster's list.
pub(in crate::scheduler) type ClaimId = usize;
/// The number of a volume in the cluster's list.
pub(in crate::scheduler) type VolumeId = usize;

const MIGRATED_PLUGINS: &str = "storage.alpha.kubernetes.io/migrated-plugins";
const BETA_CLASS: &str = "volume.beta.kubernetes.io/storage-class";
const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";

/// The storage side of the cluster.
#[derive(Clone)]
pub(in crate::scheduler) struct Volumes<'c> {
    claims: &'c [PersistentVolumeClaim],
    volumes: &'c [PersistentVolume],
    by_claim: HashMap<(&'c str, &'c str), ClaimId>,
    by_volume: HashMap<&'c str, VolumeId>,
    /// Volumes that name a claim, by the namespace and name of that.
    by_reference: HashMap<(&'c str, &'c str), Vec<VolumeId>>,
    free: FreeVolumes<'c>,
    classes: HashMap<&'c str, &'c StorageClass>,
    /// Nodes that a volume can be used from; `None` where it does not say.
    reach: Vec<Option<NodeSet>>,
    claim_labels: Vec<Option<Selector>>,
    /// The same for in-tree volumes as their driver sees them: the plugin, and the nodes or why there are none.
    driven: Vec<Option<Driven>>,
    /// For each plugin, the nodes whose kubelet leaves its volumes to the driver.
    migrated: Vec<NodeSet>,
    /// CSINode of each node.
    csi_nodes: Vec<Option<&'c CsiNode>>,
    /// For each published capacity, the nodes that have access.
    capacity_reach: Vec<NodeSet>,
    /// For each class, the nodes that its allowed topologies cover.
    class_reach: HashMap<&'c str, NodeSet>,
    /// Volumes promised to claims.
    promised: HashMap<VolumeId, ClaimId>,
    /// The same by claim.
    promised_to: HashMap<ClaimId, Vec<VolumeId>>,
    /// Nodes chosen for claims that are yet to be provisioned.
    chosen: HashMap<ClaimId, &'c str>,
    /// How many pods on nodes use a claim.
    users: HashMap<(&'c str, &'c str), usize>,
}

impl<'c> Volumes<'c> {
    /// Takes in the cluster's storage.
    pub(in crate::scheduler) fn new(build: &mut Build<'c>) -> Self {
        let cluster = build.cluster;
        let mut by_reference: HashMap<(&str, &str), Vec<VolumeId>> = HashMap::new();
        for (id, volume) in cluster.persistent_volumes.iter().enumerate() {
            if let Some((namespace, name, _)) = &volume.claim_ref {
                by_reference.entry((namespace, name)).or_default().push(id);
            }
        }
        let volumes = cluster.persistent_volumes.iter();
        let reach: Vec<_> = volumes.map(|v| reach(v.node_affinity.as_ref(), build)).collect();
        let driven = cluster.persistent_volumes.iter().map(|v| driven(v, build)).collect();
        let mut claim_labels = Vec::with_capacity(cluster.persistent_volume_claims.len());
        for claim in &cluster.persistent_volume_claims {
            claim_labels.push(claim.selector.as_ref().map(|s| Selector::new(Some(s), &mut build.names)));
        }
        let mut csi_nodes = vec![None; build.nodes.len()];
        for csi in &cluster.csi_nodes {
            if let Some(at) = build.nodes.position(&csi.name) {
                csi_nodes[at] = Some(csi);
            }
        }
        let migrated = MIGRATED.iter().map(|plugin| {
            let mut set = NodeSet::none(build.nodes.len());
            let on = |csi: &&CsiNode| is_migrated(csi, plugin.in_tree);
            (0..build.nodes.len()).filter(|&at| csi_nodes[at].as_ref().is_some_and(on)).for_each(|at| set.add(at));
            set
        });
        let migrated = migrated.collect();
        let capacity_reach = cluster.csi_storage_capacities.iter().map(|c| {
            let selector = Selector::new(c.node_topology.as_ref(), &mut build.names);
            build.nodes.selected(&selector, &build.names)
        });
        let capacity_reach = capacity_reach.collect();
        let class_reach = cluster.storage_classes.iter().map(|c| (c.name.as_str(), allowed(c, build))).collect();
        let claims = &cluster.persistent_volume_claims;
        Volumes {
            claims,
            volumes: &cluster.persistent_volumes,
            by_claim: claims.iter().enumerate().map(|(i, c)| ((c.namespace.as_str(), c.name.as_str()), i)).collect(),
            by_volume: cluster.persistent_volumes.iter().enumerate().map(|(i, v)| (v.name.as_str(), i)).collect(),
            by_reference,
            free: FreeVolumes::new(&cluster.persistent_volumes, &reach),
            classes: cluster.storage_classes.iter().map(|c| (c.name.as_str(), c)).collect(),
            reach,
            driven,
            migrated,
            claim_labels,
            csi_nodes,
            capacity_reach,
            class_reach,
            promised: HashMap::new(),
            promised_to: HashMap::new(),
            chosen: HashMap::new(),
            users: HashMap::new(),
        }
    }

    /// A claim by namespace and name.
    pub(in crate::scheduler) fn claim_id(&self, namespace: &str, name: &str) -> Option<ClaimId> {
        self.by_claim.get(&(namespace, name)).copied()
    }

    /// A claim.
    pub(in crate::scheduler) fn claim(&self, id: ClaimId) -> &'c PersistentVolumeClaim {
        &self.claims[id]
    }

    /// The claim's selector over volumes.
    pub(in crate::scheduler) fn claim_selector(&self, id: ClaimId) -> Option<&Selector> {
        self.claim_labels[id].as_ref()
    }

    /// A volume by name.
    pub(in crate::scheduler) fn volume_id(&self, name: &str) -> Option<VolumeId> {
        self.by_volume.get(name).copied()
    }

    /// A volume.
    pub(in crate::scheduler) fn volume(&self, id: VolumeId) -> &'c PersistentVolume {
        &self.volumes[id]
    }

    /// The volumes that a claim has been promised, or that name it, in their order.
    pub(in crate::scheduler) fn meant_for(&self, claim: ClaimId) -> Vec<VolumeId> {
        let PersistentVolumeClaim { namespace, name, .. } = self.claim(claim);
        let named = self.by_reference.get(&(namespace.as_str(), name.as_str()));
        let promised = self.promised_to.get(&claim);
        let mut all: Vec<VolumeId> = named.into_iter().chain(promised).flatten().copied().collect();
        all.retain(|id| self.promise(*id, claim).1);
        all.sort_unstable();
        all
    }

    /// The smallest of the volumes of a class that nobody was promised, have at least so much, and suit, for a node.
    pub(in crate::scheduler) fn smallest_free(
        &self,
        class: &str,
        at: usize,
        least: Quantity,
        suits: impl Fn(VolumeId) -> bool,
    ) -> Option<VolumeId> {
        self.free.smallest(class, at, least.nanos(), suits)
    }

    /// A storage class.
    pub(in crate::scheduler) fn class(&self, name: &str) -> Option<&'c StorageClass> {
        self.classes.get(name).copied()
    }

    /// Whether a volume can be used from a node (upstream `CheckNodeAffinity`).
    pub(in crate::scheduler) fn reaches(&self, id: VolumeId, at: usize) -> bool {
        self.reach[id].as_ref().is_none_or(|set| set.has(at))
    }

    /// The same for a volume that is bound, seen as the node's driver does (upstream `tryTranslatePVToCSI`). The text
    /// breaks the attempt off.
    pub(in crate::scheduler) fn bound_reaches(&self, id: VolumeId, at: usize) -> Result<bool, String> {
        match &self.driven[id] {
            Some((plugin, nodes)) if self.migrated[*plugin].has(at) => match nodes {
                Ok(set) => Ok(set.as_ref().is_none_or(|set| set.has(at))),
                Err(why) => Err(format!("could not translate pv: {why}")),
            },
            _ => Ok(self.reaches(id, at)),
        }
    }

    /// The node's CSI drivers.
    pub(in crate::scheduler) fn csi_node(&self, at: usize) -> Option<&'c CsiNode> {
        self.csi_nodes[at]
    }

    /// Whether a published capacity can be used from a node.
    pub(in crate::scheduler) fn capacity_reaches(&self, capacity: usize, at: usize) -> bool {
        self.capacity_reach[capacity].has(at)
    }

    /// Whether the class may make volumes for a node.
    pub(in crate::scheduler) fn class_reaches(&self, class: &str, at: usize) -> bool {
        self.class_reach.get(class).is_some_and(|set| set.has(at))
    }

    /// Whether the claim has its volume for good (upstream `isPVCFullyBound`).
    pub(in crate::scheduler) fn is_bound(&self, id: ClaimId) -> bool {
        let claim = &self.claims[id];
        !claim.volume_name.is_empty() && claim.annotations.contains_key(BIND_COMPLETED)
    }

    /// The node chosen for a claim that is to be provisioned.
    pub(in crate::scheduler) fn chosen_node(&self, id: ClaimId) -> Option<&str> {
        let given = || self.claims[id].annotations.get(SELECTED_NODE).map(String::as_str);
        self.chosen.get(&id).copied().or_else(given)
    }

    /// Whether the volume is promised to anyone, and whether to this claim (upstream `IsVolumeBoundToClaim`).
    pub(in crate::scheduler) fn promise(&self, volume: VolumeId, claim: ClaimId) -> (bool, bool) {
        if let Some(&to) = self.promised.get(&volume) {
            return (true, to == claim);
        }
        let Some((namespace, name, uid)) = &self.volumes[volume].claim_ref else { return (false, false) };
        let claim = &self.claims[claim];
        let same = *namespace == claim.namespace && *name == claim.name && (uid.is_empty() || *uid == claim.uid);
        (true, same)
    }

    /// Promises a volume to a claim (upstream `AssumePodVolumes`).
    pub(in crate::scheduler) fn promise_to(&mut self, volume: VolumeId, claim: ClaimId) {
        self.promised.insert(volume, claim);
        self.promised_to.entry(claim).or_default().push(volume);
        self.free.take(volume, &self.volumes[volume], self.reach[volume].as_ref());
    }

    /// Chooses the node for which a claim will be provisioned.
    pub(in crate::scheduler) fn choose(&mut self, claim: ClaimId, node: &'c str) {
        self.chosen.insert(claim, node);
    }

    /// Forgets the nodes that were chosen for the pod's claims: what is yet to be provisioned may be so elsewhere.
    pub(in crate::scheduler) fn unchoose(&mut self, pod: &Pod) {
        for volume in &pod.volumes {
            let made;
            let name = match &volume.source {
                VolumeSource::Claim { claim_name } => claim_name,
                VolumeSource::Ephemeral => {
                    made = ephemeral_claim(pod, &volume.name);
                    &made
                }
                _ => continue,
            };
            if let Some(claim) = self.claim_id(&pod.namespace, name) {
                self.chosen.remove(&claim);
            }
        }
    }

    /// Whether a pod on a node uses the claim (upstream `IsPVCUsedByPods`).
    pub(in crate::scheduler) fn is_used(&self, namespace: &str, name: &str) -> bool {
        self.users.get(&(namespace, name)).is_some_and(|&n| n > 0)
    }

    /// Notes that a pod came to a node (`sign` 1) or left it (-1).
    pub(in crate::scheduler) fn note(&mut self, pod: &'c Pod, sign: isize) {
        for volume in &pod.volumes {
            if let VolumeSource::Claim { claim_name } = &volume.source {
                let users = self.users.entry((&pod.namespace, claim_name)).or_default();
                *users = users.saturating_add_signed(sign);
            }
        }
    }
}

/// The class of a claim (upstream `GetPersistentVolumeClaimClass`).
pub(in crate::scheduler) fn claim_class(claim: &PersistentVolumeClaim) -> &str {
    claim.annotations.get(BETA_CLASS).or(claim.storage_class_name.as_ref()).map_or("", String::as_str)
}

/// The class of a volume (upstream `GetPersistentVolumeClass`).
pub(in crate::scheduler) fn volume_class(volume: &PersistentVolume) -> &str {
    volume.annotations.get(BETA_CLASS).unwrap_or(&volume.storage_class_name)
}

/// The claim of an ephemeral volume (upstream `ephemeral.VolumeClaimName`).
pub(in crate::scheduler) fn ephemeral_claim(pod: &Pod, volume: &str) -> String {
    format!("{}-{volume}", pod.name)
}

/// Whether the claim was made for the pod (upstream `ephemeral.VolumeIsForPod`).
pub(in crate::scheduler) fn check_owner(claim: &PersistentVolumeClaim, pod: &Pod) -> Result<(), String> {
    if claim.namespace == pod.namespace && claim.owner_pod.as_deref() == Some(pod.name.as_str()) {
        return Ok(());
    }
    Err(format!(
        "PVC {}/{} was not created for pod {}/{} (pod is not owner)",
        claim.namespace, claim.name, pod.namespace, pod.name
    ))
}

/// The nodes that match a volume's affinity. Only labels are looked at; upstream asks with a nameless node, for which
/// terms about its name hold.
fn reach(required: Option<&NodeSelector>, build: &mut Build<'_>) -> Option<NodeSet> {
    let required = required?;
    let mut set = NodeSet::none(build.nodes.len());
    for term in &required.node_selector_terms {
        if term.match_expressions.is_empty() && !term.match_fields.is_empty() {
            return Some(NodeSet::all(build.nodes.len()));
        }
        let labels = NodeSelectorTerm { match_expressions: term.match_expressions.clone(), match_fields: Vec::new() };
        set.or(&build.nodes.matching_term(&labels, &mut build.names));
    }
    Some(set)
}

/// A plugin by its place in [`MIGRATED`], and the nodes that its driver would use a volume from.
type Driven = (usize, Result<Option<NodeSet>, String>);

fn driven(volume: &PersistentVolume, build: &mut Build<'_>) -> Option<Driven> {
    let (plugin, handle) = migration::persistent(volume)?;
    Some((plugin, handle.map(|_| reach(migration::affinity(volume, plugin).as_ref(), build))))
}

/// Whether the node's kubelet leaves the plugin's volumes to the driver (upstream `isPluginMigratedToCSIOnNode`).
fn is_migrated(node: &CsiNode, plugin: &str) -> bool {
    node.annotations.get(MIGRATED_PLUGINS).is_some_and(|list| list.split(',').any(|name| name == plugin))
}

/// The nodes that a class's allowed topologies cover (upstream `MatchTopologySelectorTerms`).
fn allowed(class: &StorageClass, build: &mut Build<'_>) -> NodeSet {
    if class.allowed_topologies.is_empty() {
        return NodeSet::all(build.nodes.len());
    }
    let mut set = NodeSet::none(build.nodes.len());
    for term in class.allowed_topologies.iter().filter(|t| !t.match_label_expressions.is_empty()) {
        let requirements = term.match_label_expressions.iter().map(|(key, values)| NodeSelectorRequirement {
            key: key.clone(),
            operator: Operator::In,
            values: values.clone(),
        });
        let term = NodeSelectorTerm { match_expressions: requirements.collect(), match_fields: Vec::new() };
        set.or(&build.nodes.matching_term(&term, &mut build.names));
    }
    set
}
