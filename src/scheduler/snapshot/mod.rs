//! The cluster as the scheduler keeps it: nodes in its own order, what is taken on each, and counts of pods by place.
//!
//! Everything that a pod might ask is known before the first one is tried, so the counts are registered up front and
//! kept up to date as pods come and go, instead of being counted anew for each pod.

mod free_volumes;
pub(super) mod images;
pub(super) mod index;
pub(super) mod migration;
pub(super) mod node_tree;
pub(super) mod nodes;
pub(super) mod ports;
pub(super) mod resource;
pub(super) mod usage;
pub(super) mod volumes;
