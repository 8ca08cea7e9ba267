//! Inventory, workloads, scheduler and explanations as one: objects in, decisions out.

use super::offers;
use crate::discover::SourceFile;
use crate::explain::Explanation;
use crate::inventory::{Command, Found, Inventory, PodInstance, budgets};
use crate::model::{FileId, Version};
use crate::resource::{Content, content};
use crate::scheduler::types::{Cluster, Config, Decision, Pod};
use crate::scheduler::{Detail, schedule};
use crate::source::Document;
use crate::workload::{Expansion, expand};

/// What a dry run of placement found.
#[derive(Debug)]
pub struct Placement<'a> {
    /// The objects, as they were given.
    pub inventory: Inventory<'a>,
    /// The same as the scheduler saw them.
    pub cluster: Cluster,
    /// Pods that asked for a node; `Decision::pod` counts them.
    pub pods: Vec<PodInstance<'a>>,
    /// Pods that named their node themselves.
    pub bound: Vec<PodInstance<'a>>,
    /// One for each of `pods`, in the order of first attempts.
    pub decisions: Vec<Decision>,
    /// For each decision without a node: why.
    pub explanations: Vec<Option<Explanation>>,
    /// The version asked for.
    pub version: Version,
}

impl Placement<'_> {
    /// The name of a node by its index.
    pub fn node_name(&self, at: usize) -> &str {
        self.cluster.nodes.get(at).map_or("", |n| n.name.as_str())
    }
}

/// What placement is asked to do.
#[derive(Clone, Debug)]
pub struct Placing {
    /// The scheduler's configuration.
    pub config: Config,
    /// Changes to the cluster, in order.
    pub what_if: Vec<Command>,
    /// The version asked for.
    pub version: Version,
    /// Keep every node's scores and refusals for the report.
    pub detail: Detail,
    /// Say why pods found no node, and prove what would help.
    pub explain: bool,
}

/// Every object of every file, in order.
pub fn objects<'a>(trees: &'a [Vec<Document<'a>>]) -> Vec<Found<'a>> {
    (0..).zip(trees).flat_map(|(file, documents)| of_file(FileId(file), documents)).collect()
}

/// Every object of one file.
pub(super) fn of_file<'a>(file: FileId, documents: &'a [Document<'a>]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for document in documents {
        if let Content::Objects(objects) = content(document) {
            found.extend(objects.into_iter().map(|resource| Found { file, resource }));
        }
    }
    found
}

/// Places what the trees hold.
///
/// # Errors
/// A what-if command that does not fit the cluster.
pub fn place<'a>(
    files: &[SourceFile],
    trees: &'a [Vec<Document<'a>>],
    placing: &Placing,
) -> Result<Placement<'a>, String> {
    let mut placement = run(&objects(trees), placing)?;
    if placing.explain {
        placement.explanations = offers::explanations(files, trees, placing, &placement);
    }
    Ok(placement)
}

/// Places the objects, without a word on why.
pub(super) fn run<'a>(objects: &[Found<'a>], placing: &Placing) -> Result<Placement<'a>, String> {
    let mut inventory = Inventory::collect(objects);
    for command in &placing.what_if {
        inventory.apply(command)?;
    }
    let expansion = expand(&inventory);
    let (cluster, pods, bound) = cluster(&inventory, expansion);
    let decisions = schedule(&cluster, &placing.config, placing.detail);
    Ok(Placement { inventory, cluster, pods, bound, decisions, explanations: Vec::new(), version: placing.version })
}

/// The scheduler's view of everything, the pods that it places, and those that name their node.
fn cluster<'a>(
    inventory: &Inventory<'a>,
    expansion: Expansion<'a>,
) -> (Cluster, Vec<PodInstance<'a>>, Vec<PodInstance<'a>>) {
    let (pending, named): (Vec<_>, Vec<_>) = expansion.pods.into_iter().partition(|p| p.pod.node_name.is_empty());
    let running: Vec<Pod> = inventory.running.iter().chain(&named).map(|p| p.pod.clone()).collect();
    let bound = inventory.running.iter().filter(|p| !p.observed).cloned().chain(named).collect();
    let claims = inventory.claims.iter().chain(&expansion.claims).map(|c| c.value.clone()).collect();
    let cluster = Cluster {
        nodes: inventory.nodes.iter().map(|n| n.value.clone()).collect(),
        pod_disruption_budgets: budgets(inventory, &running),
        pods: running,
        pending: pending.iter().map(|p| p.pod.clone()).collect(),
        namespaces: inventory.namespaces.clone(),
        persistent_volumes: inventory.persistent_volumes.iter().map(|v| v.value.clone()).collect(),
        persistent_volume_claims: claims,
        storage_classes: inventory.storage_classes.iter().map(|c| c.value.clone()).collect(),
        csi_nodes: inventory.csi_nodes.clone(),
        csi_drivers: inventory.csi_drivers.clone(),
        csi_storage_capacities: inventory.csi_storage_capacities.clone(),
        volume_attachments: inventory.volume_attachments.clone(),
        services: inventory.services.clone(),
        replication_controllers: expansion.replication_controllers,
        replica_sets: expansion.replica_sets,
        stateful_sets: expansion.stateful_sets,
        resource_claims: inventory.resource_claims.clone(),
    };
    (cluster, pending, bound)
}
