//! Everything the scheduler knows when it starts.

use crate::model::Shared;

use super::{
    CsiDriver, CsiNode, CsiStorageCapacity, LabelSelector, Labels, Node, PersistentVolume, PersistentVolumeClaim, Pod,
    StorageClass, VolumeAttachment,
};

/// `Namespace`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namespace {
    /// Name.
    pub name: String,
    /// Labels; the API server has added `kubernetes.io/metadata.name`.
    pub labels: Labels,
}

/// `Service`, for default spreading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// `spec.selector`; `None` selects nothing.
    pub selector: Option<Labels>,
}

/// `ReplicationController`, for default spreading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplicationController {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// `spec.selector`.
    pub selector: Labels,
}

/// `ReplicaSet`, for default spreading (a Deployment's as well).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplicaSet {
    /// Namespace.
    pub namespace: String,
    /// Name, the one in its pods' owner reference.
    pub name: String,
    /// `spec.selector`.
    pub selector: Option<LabelSelector>,
}

/// `StatefulSet`, for default spreading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatefulSet {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// `spec.selector`.
    pub selector: Option<LabelSelector>,
}

/// `PodDisruptionBudget`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodDisruptionBudget {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// `spec.selector`; an absent or empty one protects nothing against preemption.
    pub selector: Option<LabelSelector>,
    /// `status.disruptionsAllowed`.
    pub disruptions_allowed: i32,
    /// `status.disruptedPods`, by name.
    pub disrupted_pods: Vec<String>,
}

/// `ResourceClaim`, as far as messages need it; devices are not simulated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceClaim {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
}

/// The cluster before the first pending pod is tried. The order of each list is the order of arrival.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cluster {
    /// All nodes.
    pub nodes: Vec<Node>,
    /// Pods that have a node (`spec.nodeName`), finished ones left out.
    pub pods: Vec<Shared<Pod>>,
    /// Pods to be placed, in the order in which they were created.
    pub pending: Vec<Shared<Pod>>,
    /// Whether each of them is tried before the next is there. Otherwise all wait in the queue, by priority.
    pub one_by_one: bool,
    /// Which of `pods` come to their node while those are tried, by their place there, each with the number of pending pods
    /// that are tried before; in that order.
    pub joining: Vec<(usize, usize)>,
    /// Namespaces.
    pub namespaces: Vec<Namespace>,
    /// Persistent volumes.
    pub persistent_volumes: Vec<PersistentVolume>,
    /// Claims.
    pub persistent_volume_claims: Vec<PersistentVolumeClaim>,
    /// Storage classes.
    pub storage_classes: Vec<StorageClass>,
    /// CSI drivers on nodes.
    pub csi_nodes: Vec<CsiNode>,
    /// CSI drivers.
    pub csi_drivers: Vec<CsiDriver>,
    /// Free space that drivers publish.
    pub csi_storage_capacities: Vec<CsiStorageCapacity>,
    /// Volumes attached.
    pub volume_attachments: Vec<VolumeAttachment>,
    /// Services.
    pub services: Vec<Service>,
    /// Replication controllers.
    pub replication_controllers: Vec<ReplicationController>,
    /// Replica sets.
    pub replica_sets: Vec<ReplicaSet>,
    /// Stateful sets.
    pub stateful_sets: Vec<StatefulSet>,
    /// Disruption budgets.
    pub pod_disruption_budgets: Vec<PodDisruptionBudget>,
    /// Resource claims.
    pub resource_claims: Vec<ResourceClaim>,
}
