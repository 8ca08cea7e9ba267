//! Inventory, workloads, scheduler and explanations as one: objects in, decisions out.

use super::offers;
use crate::discover::SourceFile;
use crate::explain::Explanation;
use crate::inventory::{Command, Found, Inventory, PodInstance, budgets, scheduler_config};
use crate::model::{FileId, Finding, Version};
use crate::resource::{Content, content};
use crate::scheduler::types::{Cluster, Config, Decision, Pod, ResourceClaim};
use crate::scheduler::{Detail, Scheduler, schedule};
use crate::source::Document;
use crate::workload::{Expansion, expand};

/// Up to so many nodes, reports tell every node's scores and refusals for every pod.
const DETAILED_NODES: usize = 100;

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
    /// Pods that admission would turn away, so that they never ask.
    pub refused: Vec<PodInstance<'a>>,
    /// One for each of `pods`, in the order of first attempts.
    pub decisions: Vec<Decision>,
    /// For each decision without a node: why.
    pub explanations: Vec<Option<Explanation>>,
    /// The version asked for.
    pub version: Version,
    /// The scheduler's configuration.
    pub config: Config,
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
    /// The file that holds the scheduler's configuration; its own takes the place of `config`.
    pub config_file: Option<FileId>,
    /// Keep every node's scores, whatever the size of the cluster.
    pub scores: bool,
    /// Keep every node's scores and refusals for a report of up to a hundred nodes.
    pub detailed: bool,
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
/// A what-if command that does not fit the cluster; a file named as the scheduler's configuration that holds none.
pub fn place<'a>(
    files: &[SourceFile],
    trees: &'a [Vec<Document<'a>>],
    placing: &Placing,
) -> Result<Placement<'a>, String> {
    let mut placing = placing.clone();
    let findings = configure(files, trees, &mut placing)?;
    let mut case = Case::new(&objects(trees), &placing)?;
    case.inventory.findings.extend(findings);
    let mut scheduler = Scheduler::new(&case.cluster, &placing.config);
    let decisions = scheduler.run(case.detail(&placing));
    let explanations = if placing.explain {
        offers::explanations(files, trees, &placing, &case, &decisions, &mut scheduler)
    } else {
        Vec::new()
    };
    let Case { inventory, cluster, pods, bound, refused } = case;
    let (version, config) = (placing.version, placing.config);
    Ok(Placement { inventory, cluster, pods, bound, refused, decisions, explanations, version, config })
}

/// Places the objects, without a word on why.
pub(super) fn run<'a>(objects: &[Found<'a>], placing: &Placing) -> Result<Placement<'a>, String> {
    let case = Case::new(objects, placing)?;
    let decisions = schedule(&case.cluster, &placing.config, Detail::default());
    let Case { inventory, cluster, pods, bound, refused } = case;
    let (version, config) = (placing.version, placing.config.clone());
    Ok(Placement { inventory, cluster, pods, bound, refused, decisions, explanations: Vec::new(), version, config })
}

/// Takes the scheduler's configuration from the file that was named for it; returns what in it is not understood.
fn configure(files: &[SourceFile], trees: &[Vec<Document<'_>>], placing: &mut Placing) -> Result<Vec<Finding>, String> {
    let Some(file) = placing.config_file else { return Ok(Vec::new()) };
    let at = file.0 as usize;
    let objects = trees.get(at).map(|documents| of_file(file, documents)).unwrap_or_default();
    let (config, findings) = scheduler_config(&objects).ok_or_else(|| {
        let path = files.get(at).map_or("", |f| f.path.as_str());
        format!("{path}: no KubeSchedulerConfiguration of kubescheduler.config.k8s.io is in it")
    })?;
    placing.config = config;
    Ok(findings)
}

/// Everything that goes into one run of the scheduler.
pub(super) struct Case<'a> {
    pub(super) inventory: Inventory<'a>,
    pub(super) cluster: Cluster,
    pub(super) pods: Vec<PodInstance<'a>>,
    pub(super) bound: Vec<PodInstance<'a>>,
    pub(super) refused: Vec<PodInstance<'a>>,
}

impl<'a> Case<'a> {
    /// Reads and expands the objects, after the what-if commands.
    pub(super) fn new(objects: &[Found<'a>], placing: &Placing) -> Result<Self, String> {
        let mut inventory = Inventory::collect(objects);
        for command in &placing.what_if {
            inventory.apply(command)?;
        }
        let expansion = expand(&inventory);
        Ok(case(inventory, expansion))
    }

    /// Scores and refusals of every pod on every node of a large cluster fill gigabytes: there they are told only
    /// where they are asked for.
    fn detail(&self, placing: &Placing) -> Detail {
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
