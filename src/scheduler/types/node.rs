//! Nodes.

use super::{Labels, NodeLabels, ResourceList};

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaintEffect {
    /// They are not placed here.
    NoSchedule,
    /// They are rather placed elsewhere.
    PreferNoSchedule,
    /// They are not placed here, and driven out.
    NoExecute,
}

/// A mark that keeps pods away which do not tolerate it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Taint {
    /// Its name.
    pub key: String,
    /// Often empty.
    pub value: String,
    /// What it does.
    pub effect: TaintEffect,
}

/// An image that a node has pulled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerImage {
    /// All names by which it is known.
    pub names: Vec<String>,
    /// In bytes.
    pub size_bytes: i64,
}

/// A node, in the order in which nodes joined the cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Unique among nodes.
    pub name: String,
    /// Its labels.
    pub labels: NodeLabels,
    /// Its annotations.
    pub annotations: Labels,
    /// Its taints, without those whose effect is unknown.
    pub taints: Vec<Taint>,
    /// Cordoned.
    pub unschedulable: bool,
    /// What pods may request in all (`status.allocatable`).
    pub allocatable: ResourceList,
    /// Nobody says how much ephemeral storage it has: what pods ask for of that is not held against it.
    pub untold_storage: bool,
    /// `status.images`.
    pub images: Vec<ContainerImage>,
    /// `status.declaredFeatures`.
    pub declared_features: Vec<String>,
}
