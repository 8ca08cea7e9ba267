//! Whole runs on small clusters.

mod build;
mod placement;
mod plain;
mod preemption;
mod refusals;
mod volumes;
