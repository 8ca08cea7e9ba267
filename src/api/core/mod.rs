//! Kinds of the core group (pods and what is made of them aside), and parts that other groups share with it.

pub(super) mod endpoints;
pub(super) mod helpers;
pub(super) mod node_selector;
pub(super) mod resource_names;
pub(super) mod persistent_volume;
pub(super) mod persistent_volume_claim;
pub(super) mod service;
