//! Ports of the node (upstream `plugins/nodeports`).

use crate::scheduler::snapshot::ports::HostPort;
use crate::scheduler::snapshot::usage::Usage;
use crate::scheduler::status::Rejection;
use crate::scheduler::types::StatusCode;

/// Another pod has one of the ports.
pub(in crate::scheduler) const REASON: &str = "node(s) didn't have free ports for the requested pod ports";

/// Refuses nodes on which a port is taken.
pub(in crate::scheduler) fn filter(wanted: &[HostPort<'_>], usage: &Usage<'_>, at: usize) -> Option<Rejection> {
    (!usage.ports_free(at, wanted)).then_some(Rejection::Plain(StatusCode::Unschedulable, REASON))
}
