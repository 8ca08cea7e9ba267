//! Kinds of the core group (pods and what is made of them aside), and parts that other groups share with it.

pub(super) mod binding;
pub(super) mod bytes;
pub(super) mod config_map;
pub(super) mod endpoints;
pub(super) mod event;
pub(super) mod helpers;
pub(super) mod limit_range;
pub(super) mod namespace;
pub(super) mod node;
pub(super) mod node_selector;
pub(super) mod persistent_volume;
pub(super) mod persistent_volume_claim;
pub(super) mod resource_names;
pub(super) mod resource_quota;
pub(super) mod secret;
pub(super) mod service;
pub(super) mod service_account;

#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
