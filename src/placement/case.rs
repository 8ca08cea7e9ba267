//! The case that is put to the scheduler: inventory and workloads as it sees them.

use super::{DETAILED_NODES, Placing};
use crate::inventory::{Command, Found, Inventory, PodInstance, budgets};
use crate::model::FileId;
use crate::resource::{Content, content};
use crate::scheduler::Detail;
use crate::scheduler::types::{Cluster, Pod, ResourceClaim};
use crate::source::Document;
use crate::workload::{Expansion, expand};

/// Everything that goes into one run of the scheduler.
pub(super) struct Case<'a> {
    /// The objects, as they were given.
    pub(super) inventory: Inventory<'a>,
    /// The same as the scheduler sees them.
    pub(super) cluster: Cluster,
    /// Pods that ask for a node; `Decision::pod` counts them.
    pub(super) pods: Vec<PodInstance<'a>>,
    /// Pods that name their node themselves.
    pub(super) bound: Vec<PodInstance<'a>>,
    /// Pods that admission would turn away, so that they never ask.
    pub(super) refused: Vec<PodInstance<'a>>,
}

/// Every object of every file, in order.
pub(super) fn objects<'a>(trees: &'a [Option<Vec<Document<'a>>>]) -> Vec<Found<'a>> {
    let each = (0..).zip(trees).filter_map(|(file, tree)| Some((file, tree.as_ref()?)));
    each.flat_map(|(file, documents)| of_file(FileId(file), documents)).collect()
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

impl<'a> Case<'a> {
    /// Reads and expands the objects, after the what-if commands.
    pub(super) fn new(objects: &[Found<'a>], commands: &[Command]) -> Result<Self, String> {
        let mut inventory = Inventory::collect(objects);
        for command in commands {
            inventory.apply(command)?;
        }
        let expansion = expand(&inventory);
        Ok(case(inventory, expansion))
    }

    /// Scores and refusals of every pod on every node of a large cluster fill gigabytes: there they are told only
    /// where they are asked for.
    pub(super) fn detail(&self, placing: &Placing) -> Detail {
        let small = self.cluster.nodes.len() <= DETAILED_NODES;
        Detail { scores: placing.scores || (placing.detailed && small), refused: placing.detailed && small }
    }
}

/// The scheduler's view of everything; the pods that it places, those that name their node, and those that never come
/// to be.
fn case<'a>(mut inventory: Inventory<'a>, expansion: Expansion<'a>) -> Case<'a> {
    let barred = |p: &PodInstance<'_>| p.barred().is_some();
    let (mut refused, made): (Vec<_>, Vec<_>) = expansion.pods.into_iter().partition(barred);
    refused.extend(inventory.running.extract_if(.., |p| barred(p)));
    let (mut pods, named): (Vec<_>, Vec<_>) = made.into_iter().partition(|p| p.pod.node_name.is_empty());
    let running: Vec<Pod> = inventory.running.iter().chain(&named).map(|p| p.pod.clone()).collect();
    let bound = inventory.running.iter().filter(|p| !p.observed).cloned().chain(named).collect();
    let mut resource_claims = inventory.resource_claims.clone();
    for pod in &mut pods {
        make_claims(&inventory, &mut pod.pod, &mut resource_claims);
    }
    let claims = inventory.claims.iter().chain(&expansion.claims).map(|c| c.value.clone()).collect();
    let cluster = Cluster {
        nodes: inventory.nodes.iter().map(|n| n.value.clone()).collect(),
        pod_disruption_budgets: budgets(&inventory, &running),
        pods: running,
        pending: pods.iter().map(|p| p.pod.clone()).collect(),
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
        resource_claims,
    };
    Case { inventory, cluster, pods, bound, refused }
}

/// Makes the claims for devices that the pod's templates ask for (upstream's resource claim controller).
fn make_claims(inventory: &Inventory<'_>, pod: &mut Pod, made: &mut Vec<ResourceClaim>) {
    for claim in pod.resource_claims.iter_mut().filter(|c| c.claim_name.is_none()) {
        let of =
            |(namespace, name): &(String, String)| *namespace == pod.namespace && Some(name) == claim.template.as_ref();
        if inventory.claim_templates.iter().any(of) {
            let name = format!("{}-{}", pod.name, claim.name);
            made.push(ResourceClaim { namespace: pod.namespace.clone(), name: name.clone() });
            claim.claim_name = Some(name);
        }
    }
}
