//! The case that is put to the scheduler: inventory and workloads as it sees them.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use super::fate::Fate;
use super::kubelet::{self, Failed, is_gone};
use super::{DETAILED_NODES, Placing, steps, trace};
use crate::discover::SourceFile;
use crate::inventory::{
    Arrival, Command, Found, Ground, Inventory, Made, Named, PodInstance, Pool, Setting, Sourced, Workload, bears,
    budgets, dumped, hold_quotas,
};
use crate::model::{FileId, Shared};
use crate::resource::{Content, content};
use crate::scheduler::Detail;
use crate::scheduler::types::{Cluster, Config, PersistentVolumeClaim, Pod, ResourceClaim};
use crate::source::Document;
use crate::workload::persistent_volume::{Assumed, bind, ephemeral_claims};
use crate::workload::{Cut, Expansion, expand};

/// Everything that goes into one run of the scheduler.
#[derive(Clone)]
pub(super) struct Case<'a> {
    /// The objects, as they were given.
    pub(super) inventory: Inventory<'a>,
    /// The same as the scheduler sees them.
    pub(super) cluster: Cluster,
    /// Pods that ask for a node; `Decision::pod` counts them.
    pub(super) pods: Vec<PodInstance<'a>>,
    /// Pods that name their node themselves.
    pub(super) bound: Vec<PodInstance<'a>>,
    /// Those of them that the kubelet of their node refuses.
    pub(super) failed: Failed,
    /// Pods that admission would turn away, so that they never ask.
    pub(super) refused: Vec<PodInstance<'a>>,
    /// Controllers of which not all pods were made.
    pub(super) cut: Vec<Cut<'a>>,
    /// DaemonSets that no node runs: each with the pod that it would make.
    pub(super) idle: Vec<PodInstance<'a>>,
    /// What was taken for granted of its storage.
    pub(super) assumed: Assumed,
}

/// Every object of every file that bears on placement, in order.
pub(super) fn objects<'a>(
    trees: &'a [Option<Vec<Document<'a>>>],
    is_dump: impl Fn(FileId) -> bool,
    is_told: impl Fn(FileId) -> bool,
) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for (file, tree) in (0..).map(FileId).zip(trees).filter(|(file, _)| !is_told(*file)) {
        found.extend(bearing(file, tree.as_deref().unwrap_or_default(), is_dump(file)));
    }
    found
}

/// Every object of one file that bears on placement; of a dump also those that do not say what they are.
pub(super) fn bearing<'a>(file: FileId, documents: &'a [Document<'a>], dump: bool) -> Vec<Found<'a>> {
    let mut found: Vec<_> = if dump {
        let all = documents.iter().flat_map(dumped).map(|resource| Found { file, resource });
        all.filter(bears).collect()
    } else {
        each(file, documents).filter(bears).collect()
    };
    found.shrink_to_fit();
    found
}

/// A file that what-if commands name.
pub(super) fn named<'a>(id: FileId, file: &'a SourceFile, documents: &'a [Document<'a>]) -> Named<'a> {
    let unread = documents.iter().flat_map(|document| &document.errors).next().map(|error| error.message.clone());
    let problem = file.problem.as_ref().map(ToString::to_string).or(unread);
    Named { path: file.path.clone(), text: &file.text, objects: of_file(id, documents), problem }
}

/// Every object of one file.
pub(super) fn of_file<'a>(file: FileId, documents: &'a [Document<'a>]) -> Vec<Found<'a>> {
    each(file, documents).collect()
}

fn each<'a>(file: FileId, documents: &'a [Document<'a>]) -> impl Iterator<Item = Found<'a>> {
    let objects = |document| if let Content::Objects(objects) = content(document) { objects } else { Vec::new() };
    documents.iter().flat_map(objects).map(move |resource| Found { file, resource })
}

impl<'a> Case<'a> {
    /// Reads and expands the objects, after the what-if commands. Unless the scheduler is alone, claims are bound.
    ///
    /// # Errors
    /// A command that does not fit the cluster.
    pub(super) fn new(
        objects: &[Found<'a>],
        (commands, made): (&[Command], &'a Made<'a>),
        setting: Setting<'a>,
        config: &Config,
    ) -> Result<Self, String> {
        Ok(Case::of(read(objects, (commands, made), setting, None, config)?, setting))
    }

    /// Expands what is there. Unless the scheduler is alone, claims are bound.
    pub(super) fn of(mut inventory: Inventory<'a>, setting: Setting<'_>) -> Self {
        let mut expansion = expand(&mut inventory);
        let Sorted { mut pods, named, refused, resource_claims } = sort(&mut inventory, &mut expansion);
        pods.shrink_to_fit();
        let between = Between::of(&mut inventory, &mut expansion, &pods, &named, setting);
        let (cut, idle) = (std::mem::take(&mut expansion.cut), std::mem::take(&mut expansion.idle));
        let failed = failed(&inventory, &named);
        // The scheduler alone meets a cluster in which no kubelet has refused anybody yet.
        let gone = if setting.alone { &Failed::new() } else { &failed };
        let running = taking(&inventory.running, &named, gone);
        let pending = pods.iter().map(|p| p.pod.clone()).collect();
        let bound = inventory.running.iter().filter(|p| !p.observed).cloned().chain(named).collect();
        let mut cluster = cluster(&mut inventory, expansion, running, pending, resource_claims, true);
        let assumed = between.happens_in(&mut cluster, setting);
        Case { inventory, cluster, pods, bound, failed, refused, cut, idle, assumed }
    }

    /// Scores and refusals of every pod on every node of a large cluster fill gigabytes: there they are told only
    /// where they are asked for.
    pub(super) fn detail(&self, placing: &Placing) -> Detail {
        let small = self.cluster.nodes.len() <= DETAILED_NODES;
        let asked = placing.trace.as_deref().and_then(|name| trace::find(self, name).ok());
        let of = asked.and_then(|place| if let trace::Place::Asks(at) = place { Some(at) } else { None });
        Detail { scores: placing.scores || (placing.detailed && small), refused: placing.detailed && small, of }
    }
}

/// What the scheduler alone needs of a case, moved rather than copied, and what is settled without it.
pub(super) struct Bare {
    /// Everything as the scheduler sees it.
    pub(super) cluster: Cluster,
    /// The objects that the pending pods are made from.
    pub(super) owners: Vec<Option<Shared<Workload>>>,
    /// What becomes of the pods that the scheduler is not asked about.
    pub(super) settled: Vec<Fate>,
}

impl Bare {
    /// Reads and expands the objects, after the what-if commands. Pods that are known as they are now are held once.
    /// Unless the scheduler is alone, claims are bound.
    ///
    /// # Errors
    /// A command that does not fit the cluster.
    pub(super) fn new<'a>(
        objects: &[Found<'a>],
        commands: (&[Command], &'a Made<'a>),
        known: &Arc<Pool>,
        setting: Setting<'a>,
        config: &Config,
    ) -> Result<Self, String> {
        let mut inventory = read(objects, commands, setting, Some(Arc::clone(known)), config)?;
        let mut expansion = expand(&mut inventory);
        let Sorted { pods, named, refused, resource_claims } = sort(&mut inventory, &mut expansion);
        let between = Between::of(&mut inventory, &mut expansion, &pods, &named, setting);
        let failed = if setting.alone { Failed::new() } else { failed(&inventory, &named) };
        let running = taking(&inventory.running, &named, &failed);
        let bound = inventory.running.iter().filter(|p| !p.observed).chain(&named).enumerate();
        let fate = |(at, pod)| {
            if failed.get(&at).is_some_and(|why| is_gone(why)) { Fate::refused(pod) } else { Fate::bound(pod) }
        };
        let settled = bound.map(fate).chain(refused.iter().map(Fate::refused)).collect();
        let owners = pods.iter().map(|pod| pod.workload.clone()).collect();
        inventory.running = Vec::new();
        // Not collected from the pods themselves: that would keep their room, many times what is wanted.
        let mut pending = Vec::with_capacity(pods.len());
        pending.extend(pods.into_iter().map(|p| p.pod));
        let mut cluster = cluster(&mut inventory, expansion, running, pending, resource_claims, false);
        between.happens_in(&mut cluster, setting);
        Ok(Bare { cluster, owners, settled })
    }
}

/// Which of the new pods that name their node are refused there, by their place among all that are new.
fn failed(inventory: &Inventory<'_>, named: &[PodInstance<'_>]) -> Failed {
    let (mut there, mut bound, mut comes) = (Vec::new(), Vec::new(), Vec::new());
    for pod in inventory.running.iter().chain(named) {
        if pod.is_there() {
            there.push(pod);
        } else {
            comes.push(bound.len());
        }
        bound.extend((!pod.observed).then_some(pod));
    }
    let new: Vec<&PodInstance<'_>> = comes.iter().map(|at| bound[*at]).collect();
    let failed = kubelet::failed(&inventory.nodes, &inventory.namespaces, &there, &new);
    failed.into_iter().map(|(at, why)| (comes[at], why)).collect()
}

/// The pods that have a node, as the scheduler sees them: one that its kubelet refused is on none.
fn taking(running: &[PodInstance<'_>], named: &[PodInstance<'_>], failed: &Failed) -> Vec<Shared<Pod>> {
    let mut bound = 0..;
    let one = |instance: &PodInstance<'_>| {
        let mut pod = instance.pod.clone();
        let place = if instance.observed { None } else { bound.next() };
        if place.and_then(|place| failed.get(&place)).is_some_and(|why| is_gone(why)) {
            pod.node_name = String::new();
        }
        pod
    };
    running.iter().chain(named).map(one).collect()
}

pub(super) fn read<'a>(
    objects: &[Found<'a>],
    (commands, made): (&[Command], &'a Made<'a>),
    setting: Setting<'a>,
    known: Option<Arc<Pool>>,
    config: &Config,
) -> Result<Inventory<'a>, String> {
    steps::after(Inventory::collect_beside(objects, setting, known), commands, made, setting, config)
}

/// The pods by what becomes of them before the scheduler sees any, and all claims for devices.
struct Sorted<'a> {
    /// They ask for a node.
    pods: Vec<PodInstance<'a>>,
    /// They are new and name their node themselves.
    named: Vec<PodInstance<'a>>,
    /// They never come to be.
    refused: Vec<PodInstance<'a>>,
    resource_claims: Vec<ResourceClaim>,
}

fn sort<'a>(inventory: &mut Inventory<'a>, expansion: &mut Expansion<'a>) -> Sorted<'a> {
    let barred = |p: &PodInstance<'_>| p.barred().is_some();
    let mut pods = std::mem::take(&mut expansion.pods);
    hold_quotas(inventory, &mut pods, &mut expansion.claims);
    // Most pods are neither: they stay where they are.
    let mut refused: Vec<_> = pods.extract_if(.., |p| barred(p)).collect();
    refused.extend(inventory.running.extract_if(.., |p| barred(p)));
    leave_out(inventory, &mut pods, &mut expansion.claims);
    let named = pods.extract_if(.., |p| !p.pod.node_name.is_empty()).collect();
    if !inventory.policies.is_alone() {
        // Those that wait already are in the queue together; the others come one after the other.
        pods.sort_by_key(|p| if p.is_there() { (0, Reverse(p.pod.priority)) } else { (1, Reverse(0)) });
    }
    let mut resource_claims = inventory.resource_claims.clone();
    let templates = inventory.claim_templates.iter().cloned().collect();
    for pod in pods.iter_mut().filter(|pod| !pod.pod.rare().resource_claims.is_empty()) {
        make_claims(&templates, &mut pod.pod, &mut resource_claims);
    }
    Sorted { pods, named, refused, resource_claims }
}

/// Takes away what belongs to environments that are not placed.
fn leave_out<'a>(
    inventory: &mut Inventory<'a>,
    pods: &mut Vec<PodInstance<'a>>,
    claims: &mut Vec<Sourced<'a, PersistentVolumeClaim>>,
) {
    let left: HashSet<FileId> = inventory.left_out.iter().map(|left| left.file).collect();
    if left.is_empty() {
        return;
    }
    pods.retain(|pod| !left.contains(&pod.object.file));
    claims.retain(|claim| !left.contains(&claim.origin.file));
    inventory.running.retain(|pod| !left.contains(&pod.object.file));
    inventory.claims.retain(|claim| !left.contains(&claim.origin.file));
    inventory.arrivals.retain(|arrival| match arrival {
        Arrival::Pod(pod) => !left.contains(&pod.object.file),
        Arrival::Controller(controller) => !left.contains(&controller.origin.file),
    });
}

/// What controllers have to do with the pods and claims before the scheduler meets them.
struct Between {
    joining: Vec<(usize, usize)>,
    /// Of each claim, on what ground all storage classes are declared that it may have.
    told: Vec<Option<Ground>>,
}

impl Between {
    /// Adds the claims that are made for pods, unless the scheduler is alone, and looks at what comes.
    fn of<'a>(
        inventory: &mut Inventory<'a>,
        expansion: &mut Expansion<'a>,
        pods: &[PodInstance<'a>],
        named: &[PodInstance<'a>],
        setting: Setting<'_>,
    ) -> Self {
        inventory.claims.append(&mut expansion.claims);
        if !setting.alone {
            let made = ephemeral_claims(inventory, pods);
            inventory.claims.extend(made);
        }
        Between { joining: joining(inventory, pods, named), told: told(inventory) }
    }

    /// Unless the scheduler is alone, pods come one by one, and claims are bound.
    fn happens_in(self, cluster: &mut Cluster, setting: Setting<'_>) -> Assumed {
        (cluster.one_by_one, cluster.joining) = (!setting.alone, self.joining);
        if setting.alone { Assumed::default() } else { bind(cluster, &|claim| self.told[claim]) }
    }
}

/// The pods that come to the node that they name while others are tried, by their place among all that have a node, each with
/// the number of those others that are tried before. Only a file that makes up its cluster tells that order.
fn joining(inventory: &Inventory<'_>, pods: &[PodInstance<'_>], named: &[PodInstance<'_>]) -> Vec<(usize, usize)> {
    let place = |pod: &PodInstance<'_>| (pod.object.file, pod.object.root.span().start);
    let all = inventory.running.iter().chain(named).enumerate();
    let policies = &inventory.policies;
    let new =
        all.filter(|(_, pod)| !policies.is_alone() && !pod.is_there() && policies.absent.is_made_up(pod.object.file));
    let before = |pod: &PodInstance<'_>| pods.partition_point(|other| other.is_there() || place(other) < place(pod));
    let mut joining: Vec<(usize, usize)> = new.map(|(at, pod)| (at, before(pod))).collect();
    joining.sort_by_key(|(_, before)| *before);
    joining
}

/// On what ground all storage classes are declared that each claim may have.
fn told(inventory: &Inventory<'_>) -> Vec<Option<Ground>> {
    let absent = &inventory.policies.absent;
    inventory.claims.iter().map(|claim| absent.of(claim.origin.file)).collect()
}

/// The scheduler's view of everything. The inventory keeps what it has only where it is needed any longer.
fn cluster(
    inventory: &mut Inventory<'_>,
    expansion: Expansion<'_>,
    running: Vec<Shared<Pod>>,
    pending: Vec<Shared<Pod>>,
    resource_claims: Vec<ResourceClaim>,
    keep: bool,
) -> Cluster {
    let pod_disruption_budgets = budgets(inventory, &running);
    Cluster {
        nodes: values(&mut inventory.nodes, keep),
        pod_disruption_budgets,
        pods: running,
        pending,
        namespaces: all(&mut inventory.namespaces, keep),
        persistent_volumes: values(&mut inventory.persistent_volumes, keep),
        persistent_volume_claims: values(&mut inventory.claims, keep),
        storage_classes: values(&mut inventory.storage_classes, keep),
        csi_nodes: all(&mut inventory.csi_nodes, keep),
        csi_drivers: all(&mut inventory.csi_drivers, keep),
        csi_storage_capacities: all(&mut inventory.csi_storage_capacities, keep),
        volume_attachments: all(&mut inventory.volume_attachments, keep),
        services: all(&mut inventory.services, keep),
        replication_controllers: expansion.replication_controllers,
        replica_sets: expansion.replica_sets,
        stateful_sets: expansion.stateful_sets,
        resource_claims,
        ..Cluster::default()
    }
}

fn all<T: Clone>(of: &mut Vec<T>, keep: bool) -> Vec<T> {
    if keep { of.clone() } else { std::mem::take(of) }
}

fn values<T: Clone>(of: &mut Vec<Sourced<'_, T>>, keep: bool) -> Vec<T> {
    if keep {
        return of.iter().map(|sourced| sourced.value.clone()).collect();
    }
    std::mem::take(of).into_iter().map(|sourced| sourced.value).collect()
}

/// Makes the claims for devices that the pod's templates ask for (upstream's resource claim controller).
fn make_claims(templates: &HashSet<(String, String)>, pod: &mut Pod, made: &mut Vec<ResourceClaim>) {
    let Pod { namespace, name: of, rare, .. } = pod;
    let claims = rare.iter_mut().flat_map(|rare| &mut rare.resource_claims);
    for claim in claims.filter(|claim| claim.claim_name.is_none()) {
        let Some(template) = &claim.template else { continue };
        if templates.contains(&(namespace.clone(), template.clone())) {
            let name = format!("{of}-{}", claim.name);
            made.push(ResourceClaim { namespace: namespace.clone(), name: name.clone() });
            claim.claim_name = Some(name);
        }
    }
}
