//! Pods that name their node (upstream `plugins/nodename`). The scheduler only sees pods without a node, so this
//! speaks up only where someone asks about a pod that has one.

use crate::scheduler::framework::{Attempt, Filter, Plugin};
use crate::scheduler::status::Rejection;

/// Upstream's name.
pub(crate) const NAME: &str = "NodeName";

/// What it does. For pods that are to be placed every node is open, since they name none.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { filter: Some(Filter::Settled { refuse, open: |_, _, _| {} }), ..Plugin::named(NAME) };

/// The pod names another node.
const REASON: &str = "node(s) didn't match the requested node name";

fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let fits = fits(&attempt.pod().node_name, &attempt.nodes().list[at].name);
    (!fits).then(|| Rejection::unresolvable(REASON))
}

/// Whether the pod may be on the node.
fn fits(requested: &str, node: &str) -> bool {
    requested.is_empty() || requested == node
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn names() {
        assert!(fits("", "a") && fits("a", "a") && !fits("a", "b"));
    }
}
