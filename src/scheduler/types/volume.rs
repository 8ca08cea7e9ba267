//! Volumes, claims, classes and what nodes can do with them.

use super::{LabelSelector, Labels, NodeSelector};
use crate::model::Quantity;

/// Where a persistent volume's data lies, as far as placement cares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PersistentVolumeSource {
    /// `csi`.
    Csi {
        /// Driver name.
        driver: String,
        /// The volume, unique for the driver.
        volume_handle: String,
    },
    /// `gcePersistentDisk`.
    GcePersistentDisk {
        /// Disk name.
        pd_name: String,
    },
    /// `awsElasticBlockStore`.
    AwsElasticBlockStore {
        /// Volume id.
        volume_id: String,
    },
    /// `azureDisk`.
    AzureDisk {
        /// `diskURI`.
        disk_uri: String,
        /// `kind`, `Shared` by default.
        kind: String,
    },
    /// `cinder`.
    Cinder {
        /// Volume id.
        volume_id: String,
    },
    /// `portworxVolume`.
    Portworx {
        /// Volume id.
        volume_id: String,
    },
    /// Everything else.
    #[default]
    Other,
}

/// `PersistentVolume`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersistentVolume {
    /// Name.
    pub name: String,
    /// Labels (zones among them).
    pub labels: Labels,
    /// Annotations.
    pub annotations: Labels,
    /// `spec.capacity.storage`.
    pub capacity: Quantity,
    /// `spec.accessModes`.
    pub access_modes: Vec<String>,
    /// `spec.claimRef`: namespace, name, and uid (empty where not given).
    pub claim_ref: Option<(String, String, String)>,
    /// `spec.storageClassName`; empty means none.
    pub storage_class_name: String,
    /// `spec.volumeMode` is `Block` (else `Filesystem`).
    pub block: bool,
    /// `spec.volumeAttributesClassName`.
    pub volume_attributes_class_name: Option<String>,
    /// `spec.nodeAffinity.required`.
    pub node_affinity: Option<NodeSelector>,
    /// Where the data lies.
    pub source: PersistentVolumeSource,
    /// `metadata.deletionTimestamp` is set.
    pub terminating: bool,
    /// `status.phase`, empty where not given.
    pub phase: String,
}

/// `PersistentVolumeClaim`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersistentVolumeClaim {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// May be empty.
    pub uid: String,
    /// Annotations (`pv.kubernetes.io/bind-completed`, `volume.kubernetes.io/selected-node`).
    pub annotations: Labels,
    /// The pod that owns it, by name, for an ephemeral volume's claim.
    pub owner_pod: Option<String>,
    /// `spec.storageClassName`; `None` where absent even after defaulting, empty for "no class".
    pub storage_class_name: Option<String>,
    /// `spec.volumeAttributesClassName`.
    pub volume_attributes_class_name: Option<String>,
    /// `spec.accessModes`.
    pub access_modes: Vec<String>,
    /// `spec.volumeName`; empty while unbound.
    pub volume_name: String,
    /// `spec.volumeMode` is `Block` (else `Filesystem`).
    pub block: bool,
    /// `spec.selector`.
    pub selector: Option<LabelSelector>,
    /// `spec.resources.requests.storage`.
    pub request: Quantity,
    /// `status.phase`, empty where not given.
    pub phase: String,
    /// `metadata.deletionTimestamp` is set.
    pub terminating: bool,
}

/// When a claim gets its volume.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BindingMode {
    /// At once.
    #[default]
    Immediate,
    /// When its first pod is placed.
    WaitForFirstConsumer,
}

/// Node labels and values that all must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopologySelectorTerm {
    /// `matchLabelExpressions`: key, and the values allowed.
    pub match_label_expressions: Vec<(String, Vec<String>)>,
}

/// `StorageClass`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StorageClass {
    /// Name.
    pub name: String,
    /// `provisioner`; `kubernetes.io/no-provisioner` makes nothing.
    pub provisioner: String,
    /// `volumeBindingMode`.
    pub volume_binding_mode: BindingMode,
    /// `allowedTopologies`, of which one must hold; empty allows every node.
    pub allowed_topologies: Vec<TopologySelectorTerm>,
    /// `parameters.zone`, or `parameters.zones` parted at commas: where its provisioner makes volumes.
    pub zones: Vec<String>,
}

/// A driver on a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsiNodeDriver {
    /// Driver name.
    pub name: String,
    /// The node's name for the driver.
    pub node_id: String,
    /// `allocatable.count`: how many of its volumes the node takes; `None` is no limit.
    pub allocatable_count: Option<i32>,
    /// Node labels that the driver uses as topology.
    pub topology_keys: Vec<String>,
}

/// `CSINode`, named like its node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsiNode {
    /// Name of the node.
    pub name: String,
    /// Annotations (`storage.alpha.kubernetes.io/migrated-plugins`).
    pub annotations: Labels,
    /// `spec.drivers`.
    pub drivers: Vec<CsiNodeDriver>,
}

/// `CSIDriver`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsiDriver {
    /// Name.
    pub name: String,
    /// `spec.storageCapacity`: free space is published and looked at.
    pub storage_capacity: bool,
    /// `spec.preventPodSchedulingIfMissing`.
    pub prevent_pod_scheduling_if_missing: bool,
}

/// `CSIStorageCapacity`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CsiStorageCapacity {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// Storage class.
    pub storage_class_name: String,
    /// Nodes from which the space can be reached; `None` is none.
    pub node_topology: Option<LabelSelector>,
    /// Free space.
    pub capacity: Option<Quantity>,
    /// Largest single volume.
    pub maximum_volume_size: Option<Quantity>,
}

/// `VolumeAttachment`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeAttachment {
    /// Driver.
    pub attacher: String,
    /// Node.
    pub node_name: String,
    /// Persistent volume; empty for an inline one.
    pub persistent_volume_name: String,
}
