//! Kinds that make pods from a template: `pkg/apis/apps/validation`, `pkg/apis/batch/validation`, and the replication
//! controller of the core group.

mod controller_revision;
mod cron_job;
mod daemon_set;
mod deployment;
mod failure_policy;
mod job;
mod job_labels;
mod mismatch;
mod other_crons;
mod replica_set;
mod replication_controller;
mod rolling;
mod schedule;
mod stateful_set;
mod success_policy;
#[cfg(test)]
mod table_tests;
mod template;
#[cfg(test)]
mod tests;
mod time_zones;

pub(super) use controller_revision::controller_revision;
pub(super) use cron_job::cron_job;
pub(super) use daemon_set::daemon_set;
pub(super) use deployment::{converted, deployment};
pub(super) use job::job;
pub(super) use replica_set::replica_set;
pub(super) use replication_controller::{long_name, replication_controller};
pub(super) use stateful_set::stateful_set;

use super::cx::Cx;
use super::pod;

/// What the server says of a workload's name that makes no host name.
fn warn_name(cx: &mut Cx<'_>) {
    pod::warn_name(cx, "this is used in Pod names and hostnames");
}
