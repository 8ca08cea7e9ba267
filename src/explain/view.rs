//! The cluster as it stands when everything that finds a place has one.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use crate::inventory::{Inventory, PodInstance, add_resources, pod_requests};
use crate::model::{FileId, Quantity};
use crate::resource::Field;
use crate::scheduler::types::{Cluster, Decision, Node, Pod, ResourceList, Verdict};

use super::At;
use super::near::NodeLabels;

/// What explanations are made from.
#[derive(Debug)]
pub struct View<'v, 'a> {
    /// The objects with their places.
    pub inventory: &'v Inventory<'a>,
    /// The same objects as the scheduler saw them.
    pub cluster: &'v Cluster,
    /// Pods that asked for a node.
    pub pods: &'v [PodInstance<'a>],
    /// Pods on each node: those that ran, and those that were placed.
    pub on_node: Vec<Vec<&'v Pod>>,
    /// What they request in all.
    pub requested: Vec<ResourceList>,
    /// Pods that found no node.
    pub unplaced: Vec<&'v Pod>,
    /// What those ask for in all, and what all ask for that asked for a node: summed where it is first wanted.
    waiting: OnceCell<ResourceList>,
    everyone: OnceCell<ResourceList>,
    /// All pods by namespace and name, found where one is first looked for.
    instances: OnceCell<HashMap<(&'v str, &'v str), &'v PodInstance<'a>>>,
    /// The labels of all nodes.
    labels: OnceCell<NodeLabels<'v>>,
}

impl<'v, 'a> View<'v, 'a> {
    /// The state after `decisions`.
    pub fn new(
        inventory: &'v Inventory<'a>,
        cluster: &'v Cluster,
        pods: &'v [PodInstance<'a>],
        decisions: &[Decision],
    ) -> Self {
        let index: BTreeMap<&str, usize> =
            cluster.nodes.iter().enumerate().map(|(i, n)| (n.name.as_str(), i)).collect();
        let mut on_node = vec![Vec::new(); cluster.nodes.len()];
        for pod in &cluster.pods {
            if let Some(&at) = index.get(pod.node_name.as_str()) {
                on_node[at].push(&**pod);
            }
        }
        for decision in decisions {
            match &decision.verdict {
                Verdict::Scheduled { node } => on_node[*node].push(&cluster.pending[decision.pod]),
                // Its victims go, and nobody of lesser priority may take the room that it was promised.
                Verdict::Preempting { node, victims } => {
                    on_node[*node].retain(|p| !victims.contains(&p.key()));
                    on_node[*node].push(&cluster.pending[decision.pod]);
                }
                _ => {}
            }
        }
        let requested = on_node.iter().map(|pods| sum(pods.iter().copied())).collect();
        let waits = |d: &&Decision| d.verdict == Verdict::Unschedulable;
        let unplaced = decisions.iter().filter(waits).map(|d| &*cluster.pending[d.pod]).collect();
        let (waiting, everyone, instances) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let labels = OnceCell::new();
        View { inventory, cluster, pods, on_node, requested, unplaced, waiting, everyone, instances, labels }
    }

    /// What all pods without a node ask for.
    pub(super) fn asked_in_vain(&self) -> &ResourceList {
        self.waiting.get_or_init(|| sum(self.unplaced.iter().copied()))
    }

    /// What all pods ask for that asked for a node.
    pub(super) fn asked_in_all(&self) -> &ResourceList {
        self.everyone.get_or_init(|| sum(self.cluster.pending.iter().map(|pod| &**pod)))
    }

    /// The labels of all nodes.
    pub(super) fn node_labels(&self) -> &NodeLabels<'v> {
        self.labels.get_or_init(|| {
            let mut all = NodeLabels::new();
            for (key, value) in self.cluster.nodes.iter().flat_map(|node| node.labels.iter()) {
                *all.entry(key).or_default().entry(value).or_default() += 1;
            }
            all
        })
    }

    /// A node.
    pub fn node(&self, at: usize) -> &'v Node {
        &self.cluster.nodes[at]
    }

    /// A pod with its place in the manifests.
    pub(super) fn instance(&self, pod: &Pod) -> Option<&'v PodInstance<'a>> {
        let all = || self.inventory.running.iter().chain(self.pods).rev();
        let named = || all().map(|p| ((p.pod.namespace.as_str(), p.pod.name.as_str()), p)).collect();
        self.instances.get_or_init(named).get(&(pod.namespace.as_str(), pod.name.as_str())).copied()
    }

    /// What a node offers of a resource in all.
    pub(super) fn allocatable(&self, at: usize, resource: &str) -> Quantity {
        self.node(at).allocatable.get(resource).copied().unwrap_or(Quantity::ZERO)
    }

    /// What is left of a resource on a node.
    pub(super) fn free(&self, at: usize, resource: &str) -> Quantity {
        self.allocatable(at, resource).minus(self.requested[at].get(resource).copied().unwrap_or(Quantity::ZERO))
    }

    /// A node's object in its manifest.
    pub(super) fn node_field(&self, at: usize) -> (FileId, Field<'a>) {
        let origin = self.inventory.nodes[at].origin;
        (origin.file, origin.field())
    }

    /// Points at a field of a node, where it is written there.
    pub(super) fn at_node(
        &self,
        at: usize,
        find: impl Fn(Field<'a>) -> Option<Field<'a>>,
        message: &str,
    ) -> Option<At> {
        let (file, field) = self.node_field(at);
        let node = find(field)?.node()?;
        Some(At { file, span: node.span(), message: message.to_owned() })
    }
}

/// What these pods ask for in all.
fn sum<'p>(pods: impl Iterator<Item = &'p Pod>) -> ResourceList {
    let mut total = ResourceList::default();
    pods.for_each(|pod| add_resources(&mut total, &pod_requests(pod)));
    total
}

/// Points at a field of a pod, or where it is absent at the pod's name.
pub(super) fn at_pod(pod: &PodInstance<'_>, field: Field<'_>, message: impl Into<String>) -> At {
    match field.node() {
        Some(node) => At { file: pod.template.file, span: node.span(), message: message.into() },
        None => At { file: pod.object.file, span: pod.object.head(), message: message.into() },
    }
}

/// The `spec` of a pod, where it stands.
pub(super) fn spec<'a>(pod: &PodInstance<'a>) -> Field<'a> {
    pod.template.field().at("spec")
}
