//! What the scheduler reads of the cluster's objects, and what it answers.
//!
//! Fields are named as the API names them. Absent strings are empty, as in Go, except where the API tells absent and
//! empty apart. Every object is expected as the API server would store it: defaults applied, priority resolved,
//! `matchLabelKeys` merged into selectors.

mod amounts;
mod cluster;
mod config;
mod decision;
mod node;
mod node_labels;
mod pod;
mod pod_volume;
mod selector;
mod volume;

pub use amounts::merge;
pub use cluster::{
    Cluster, Namespace, PodDisruptionBudget, ReplicaSet, ReplicationController, ResourceClaim, Service, StatefulSet,
};
pub use config::{
    AddedAffinity, Config, DefaultConstraints, PluginSet, PluginWeight, Profile, ScoringResource, ScoringStrategy,
    ShapePoint, StrategyKind,
};
pub use decision::{Decision, NodeStatus, PodScores, Refusal, Seen, StatusCode, Verdict};
pub use node::{ContainerImage, Node, Taint, TaintEffect};
pub use node_labels::{Labelled, NodeLabels};
pub use pod::{
    Affinity, Container, ContainerPort, NodeAffinity, OwnerReference, Pod, PodAffinity, PodAffinityTerm, PodRare,
    PodResourceClaim, PodSpec, PreemptionPolicy, Toleration, TolerationOperator, TopologySpreadConstraint,
    WeightedPodAffinityTerm, WhenUnsatisfiable,
};
pub use pod_volume::{PodVolume, VolumeSource};
pub use selector::{
    LabelSelector, LabelSelectorRequirement, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator,
    PreferredSchedulingTerm,
};
pub use volume::{
    BindingMode, CsiDriver, CsiNode, CsiNodeDriver, CsiStorageCapacity, PersistentVolume, PersistentVolumeClaim,
    PersistentVolumeSource, StorageClass, TopologySelectorTerm, VolumeAttachment,
};

use crate::model::Quantity;
use litemap::LiteMap;

/// Labels or annotations. Build many of them from an iterator: each that is set alone moves those behind it.
pub type Labels = LiteMap<String, String>;

/// Amounts by resource name.
pub type ResourceList = LiteMap<String, Quantity>;
