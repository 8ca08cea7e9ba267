//! What decisions and scores differ in from release to release.
//!
//! By the release notes, and the pull requests of kubernetes/kubernetes that changed them (paths under `pkg/scheduler`); what 1.35.4
//! and 1.36.2 have was compared in their sources:
//!
//! | since | what | upstream |
//! |---|---|---|
//! | 1.30 | images of init containers count | 123366, `framework/plugins/imagelocality/image_locality.go` |
//! | 1.32 | sidecars of pods on a node count beside their containers | 127878, `framework/types.go`, `calculateResource` |
//! | 1.33 | no balance for pods that ask for nothing | 130260, `framework/plugins/noderesources/balanced_allocation.go` |
//! | 1.34 | host ports of sidecars are taken | 132040, `util/utils.go`, `GetHostPorts` |
//! | 1.36 | a node's balance counts for its change | 135573, `framework/plugins/noderesources/balanced_allocation.go` |
//! | 1.36 | images of volumes count | 130231, `framework/plugins/imagelocality/image_locality.go` |
//! | 1.37 | and raise the threshold | 138951, the same |
//!
//! The default weights are those of 1.23 (`apis/config/v1/default_plugins.go`). Feature gates are seen to where a pod has what they
//! are about.

/// What one minor version does.
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

    /// The images of volumes count.
    pub(super) fn counts_image_volumes(self) -> bool {
        self.minor >= 36
    }

    /// They raise the most that all images together may add.
    pub(super) fn raises_threshold_for_volumes(self) -> bool {
        self.minor >= 37
    }

    /// What sidecars ask counts beside what the containers of a pod ask, where it is on a node that is scored.
    pub(super) fn scores_sidecars(self) -> bool {
        self.minor >= 32
    }

    /// Sidecars have their ports for themselves.
    pub(super) fn counts_ports_of_sidecars(self) -> bool {
        self.minor >= 34
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Quantity;
    use crate::scheduler::types::{
        Cluster, Config, Container, ContainerImage, ContainerPort, Node, Pod, PodSpec, Verdict,
    };
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
    /// The scores for images of a pod with one of each size, on a node that has what its volume is.
    fn image_scores(minor: u8) -> Vec<Option<i64>> {
        let node = |name: &str, images: &[&str]| {
            let mut allocatable = list(100, 100);
            allocatable.insert("pods".to_owned(), Quantity::from_units(110));
            let images =
                images.iter().map(|name| ContainerImage { names: vec![(*name).to_owned()], size_bytes: 800 << 20 });
            Node { name: name.to_owned(), allocatable, images: images.collect(), ..Node::default() }
        };
        let mut pending = pod("p", "", 1, 1);
        pending.spec.image_volumes = vec!["v:1".to_owned()];
        pending.spec.containers[0].image = "c:1".to_owned();
        let nodes = vec![node("a", &["v:1"]), node("b", &[])];
        let cluster = Cluster { nodes, pending: vec![pending.into()], ..Cluster::default() };
        let config = Config { minor, ..Config::default() };
        let decisions = schedule(&cluster, &config, Detail { scores: true, refused: false, ..Detail::default() });
        let scores = decisions[0].scores.as_deref().unwrap();
        scores.nodes.iter().map(|(_, of)| of.get("ImageLocality").copied()).collect()
    }

    #[test]
    fn images_of_volumes_count_as_of_1_36_and_otherwise_as_of_1_37() {
        // Half of the nodes have it: 400 of the Mi between 23 and 1000, and then between 23 and 2000.
        assert_eq!(image_scores(35), [Some(0), Some(0)]);
        assert_eq!(image_scores(36), [Some(38), Some(0)]);
        assert_eq!(image_scores(37), [Some(19), Some(0)]);
    }

    #[test]
    fn ports_of_sidecars_are_taken_as_of_1_34() {
        let asks = |name: &str, node: &str| {
            let mut asks = pod(name, node, 1, 1);
            let port = ContainerPort { host_port: 80, ..ContainerPort::default() };
            let sidecar = Container { sidecar: true, ports: vec![port], ..Container::default() };
            asks.spec.init_containers = vec![sidecar];
            asks
        };
        let verdict = |minor: u8| {
            let mut allocatable = list(100, 100);
            allocatable.insert("pods".to_owned(), Quantity::from_units(110));
            let cluster = Cluster {
                nodes: vec![Node { name: "a".to_owned(), allocatable, ..Node::default() }],
                pods: vec![asks("old", "a").into()],
                pending: vec![asks("p", "").into()],
                ..Cluster::default()
            };
            let config = Config { minor, ..Config::default() };
            matches!(schedule(&cluster, &config, Detail::default())[0].verdict, Verdict::Scheduled { .. })
        };
        assert!(verdict(33) && !verdict(34));
    }
}
