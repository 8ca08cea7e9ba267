//! Trees to typed objects. What is broken or absent reads as Go's zero value: placement goes on with what is sound.

mod affinity;
mod cluster;
mod machine;
mod node;
mod pod;
mod storage;
mod value;
mod volumes;

pub(crate) use affinity::node_affinity_parts;
pub(crate) use cluster::{NAME_OF_NAMESPACE, namespace};
pub(super) use cluster::{pod_disruption_budget, priority_class, service};
pub(crate) use cluster::{replica_set_selector, replication_controller_selector};
pub(super) use machine::{MachineShape, has_joined, machine_shape, node_claim};
pub(super) use node::node;
pub(crate) use node::taint_effect;
pub(crate) use pod::pod_spec;
pub(crate) use storage::claim_spec;
pub(super) use storage::{
    csi_driver, csi_node, csi_storage_capacity, persistent_volume, persistent_volume_claim, storage_class,
    volume_attachment,
};
pub(crate) use value::{
    amount, int32, label_selector, labels, node_selector, preferred_terms, resources, spread_constraint, strings,
    toleration,
};
