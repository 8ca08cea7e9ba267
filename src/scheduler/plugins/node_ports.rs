//! Ports of the node (upstream `plugins/nodeports`).

use crate::scheduler::framework::{Attempt, Filter, Plugin, PreFiltered};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::StatusCode;

/// Upstream's name.
pub(crate) const NAME: &str = "NodePorts";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { pre_filter: Some(pre_filter), filter: Some(Filter::Each(refuse)), ..Plugin::named(NAME) };

/// Another pod has one of the ports.
const REASON: &str = "node(s) didn't have free ports for the requested pod ports";

fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    Ok(if attempt.template.burden.demand.ports.is_empty() { PreFiltered::Skip } else { PreFiltered::Run })
}

/// Refuses nodes on which a port is taken.
fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let free = attempt.usage().ports_free(at, &attempt.template.burden.demand.ports);
    (!free).then_some(Rejection::Plain(StatusCode::Unschedulable, REASON))
}
