//! What scores differ from release to release; what decides whether a node is fit is the same from 1.26 on.
//!
//! From the pull requests that changed them: kubernetes/kubernetes 135573 (the change of a node's balance, 1.36), 130260 (no
//! balance for pods that ask for nothing, 1.33), 123366 (images of init containers, 1.30). The default weights are those of 1.23.

/// The scores of one minor version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Release {
    minor: u8,
}

impl Default for Release {
    fn default() -> Self {
        Release { minor: 36 }
    }
}

impl Release {
    /// Those of `1.minor`.
    pub(super) fn of(minor: u8) -> Self {
        Release { minor }
    }

    /// A node's balance counts for how much the pod changes it, and not for what comes of it.
    pub(super) fn weighs_change_of_balance(self) -> bool {
        self.minor >= 36
    }

    /// Nodes are told apart by their balance for a pod that asks for nothing, too.
    pub(super) fn balances_for_nothing(self) -> bool {
        self.minor <= 32
    }

    /// The images of init containers count.
    pub(super) fn counts_init_images(self) -> bool {
        self.minor >= 30
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Quantity;
    use crate::scheduler::types::{Cluster, Config, Container, Node, Pod, PodSpec};
    use crate::scheduler::{Detail, schedule};

    const BALANCED: &str = "NodeResourcesBalancedAllocation";

    fn list(cpu: i64, memory: i64) -> crate::scheduler::types::ResourceList {
        [("cpu".to_owned(), Quantity::from_units(cpu)), ("memory".to_owned(), Quantity::from_units(memory))]
            .into_iter()
            .collect()
    }

    fn pod(name: &str, node: &str, cpu: i64, memory: i64) -> Pod {
        let container = Container { requests: list(cpu, memory), ..Container::default() };
        let spec = PodSpec {
            scheduler_name: "default-scheduler".to_owned(),
            containers: vec![container],
            ..PodSpec::default()
        };
        Pod {
            name: name.to_owned(),
            namespace: "d".to_owned(),
            node_name: node.to_owned(),
            spec: spec.into(),
            ..Pod::default()
        }
    }

    /// The balance scores of two nodes of 100 cpu and 100 bytes, of which the first holds 10 and 50, for a pod that asks that.
    fn scores(minor: u8, cpu: i64, memory: i64) -> Vec<Option<i64>> {
        let node = |name: &str| {
            let mut allocatable = list(100, 100);
            allocatable.insert("pods".to_owned(), Quantity::from_units(110));
            Node { name: name.to_owned(), allocatable, ..Node::default() }
        };
        let cluster = Cluster {
            nodes: vec![node("a"), node("b")],
            pods: vec![pod("old", "a", 10, 50).into()],
            pending: vec![pod("p", "", cpu, memory).into()],
            ..Cluster::default()
        };
        let config = Config { minor, ..Config::default() };
        let detail = Detail { scores: true, refused: false, ..Detail::default() };
        let decisions = schedule(&cluster, &config, detail);
        let scores = decisions[0].scores.as_deref().unwrap();
        scores.nodes.iter().map(|(_, of)| of.get(BALANCED).copied()).collect()
    }

    #[test]
    fn the_balance_of_a_node_counted_otherwise_before() {
        // On `a` 20 and 60 of 100 are taken then: a deviation of 0.2, as before; on `b` 10 of each.
        for minor in [26, 33, 35] {
            assert_eq!(scores(minor, 10, 10), [Some(80), Some(100)], "1.{minor}");
        }
        assert_eq!(scores(36, 10, 10), [Some(75), Some(75)]);
        // Nothing asked: `a` is at 10 and 50.
        assert_eq!(scores(32, 0, 0), [Some(80), Some(100)]);
        assert_eq!(scores(33, 0, 0).iter().flatten().sum::<i64>(), 0);
    }
}
