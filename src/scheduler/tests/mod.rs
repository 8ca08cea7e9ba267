//! Whole runs on small clusters.

pub(in crate::scheduler) mod build;
mod placement;
mod plain;
mod plain_volumes;
mod preemption;
mod refusals;
mod scores;
mod volumes;
mod words;
