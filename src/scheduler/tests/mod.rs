//! Whole runs on small clusters.

pub(in crate::scheduler) mod build;
mod placement;
mod plain;
mod preemption;
mod refusals;
mod volumes;
