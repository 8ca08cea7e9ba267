//! Pods that name their node (upstream `plugins/nodename`). The scheduler only sees pods without a node, so this
//! speaks up only where someone asks about a pod that has one.

/// The pod names another node.
pub(in crate::scheduler) const REASON: &str = "node(s) didn't match the requested node name";

/// Whether the pod may be on the node.
pub(in crate::scheduler) fn fits(requested: &str, node: &str) -> bool {
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
