//! The workplace where the cluster is taken in: names, nodes, and the questions that pods will ask.

use super::intern::Interner;
use super::last::Last;
use super::node_set::NodeSet;
use super::snapshot::index::{Index, MaskId};
use super::snapshot::nodes::{Nodes, TopologyId};
use super::snapshot::usage::Demand;
use super::types::Cluster;
use std::collections::HashMap;

/// Everything that plugins compile against.
pub(super) struct Build<'c> {
    /// The cluster as given.
    pub(super) cluster: &'c Cluster,
    /// Texts as numbers.
    pub(super) names: Interner,
    /// The nodes in the scheduler's order.
    pub(super) nodes: Nodes<'c>,
    /// Counts of pods by place.
    pub(super) index: Index,
    /// What the last pod takes of a node.
    pub(super) demand: Last<Demand<'c>>,
    masks: HashMap<NodeSet, MaskId>,
    services: HashMap<&'c str, Vec<usize>>,
}

impl<'c> Build<'c> {
    /// Takes in the nodes and namespaces.
    pub(super) fn new(cluster: &'c Cluster) -> Self {
        let mut names = Interner::default();
        let nodes = Nodes::new(cluster, &mut names);
        let namespaces = cluster.namespaces.iter().map(|n| (names.sym(&n.name), names.labels(&n.labels))).collect();
        let mut services: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, service) in cluster.services.iter().enumerate() {
            services.entry(&service.namespace).or_default().push(i);
        }
        let (index, demand) = (Index::new(namespaces), Last::default());
        Build { cluster, names, nodes, index, demand, masks: HashMap::new(), services }
    }

    /// The nodes grouped by a label.
    pub(super) fn topology(&mut self, key: &str) -> TopologyId {
        self.nodes.topology_id(self.names.sym(key))
    }

    /// The nodes that have all of these labels.
    pub(super) fn with_labels<'a>(&mut self, keys: impl Iterator<Item = &'a str>) -> NodeSet {
        let mut set = NodeSet::all(self.nodes.len());
        for key in keys {
            let id = self.topology(key);
            set.and(&self.nodes.topology(id).present);
        }
        set
    }

    /// Keeps a set of nodes, once; all nodes need no set.
    pub(super) fn mask(&mut self, set: NodeSet) -> Option<MaskId> {
        if set.is_all() {
            return None;
        }
        let index = &mut self.index;
        Some(*self.masks.entry(set).or_insert_with_key(|set| index.mask(set.clone())))
    }

    /// Services of a namespace, as indices into the cluster's.
    pub(super) fn services(&self, namespace: &str) -> &[usize] {
        self.services.get(namespace).map_or(&[], Vec::as_slice)
    }
}
