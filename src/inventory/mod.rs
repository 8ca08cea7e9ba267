//! What the cluster has: nodes, running pods, volumes, classes and policies as typed objects that remember where they
//! stand in the manifests.
//!
//! The typed structs are the scheduler's own ([`crate::scheduler::types`]), as the API server would store them, so that
//! nothing has to be copied from one shape to another; beside each stands its [`Origin`].

mod admission;
mod adopt;
mod age;
mod apart;
mod autoscaler;
mod budget;
pub mod compact;
pub(crate) mod cut_short;
mod doubles;
mod dump;
mod glance;
mod groups;
mod kinds;
mod listing;
mod manifest;
pub mod matching;
mod new_pod;
mod node_conditions;
mod not_created;
mod origin;
mod pool;
mod price;
pub(crate) mod read;
mod requests;
mod rules;
mod scheduler_config;
mod setting;
mod summary;
mod surroundings;
mod told;
mod version;
mod what_if;
mod words;

pub use admission::limit_range;
pub(crate) use admission::quota::exceeded_text;
pub use admission::quota::{hold_quotas, let_in};
pub use admission::{Absent, Ground, LimitRange, Policies, PriorityClass, Refusal, ResourceQuota, RuntimeClass};
pub(crate) use admission::{Violations, claim_refusal, daemon_tolerations};
pub use apart::LeftOut;
pub use autoscaler::Autoscaler;
pub use budget::budgets;
pub(crate) use budget::share;
pub use compact::GROUP as INVENTORY_GROUP;
pub(crate) use doubles::INVENTORY;
pub use dump::{Plain, plain};
pub(crate) use dump::{cut_off, is_by_shape, objects as dumped};
pub use glance::{Glance, glance, is_dump};
pub use groups::{NodeGroup, is_of_group};
pub(crate) use kinds::bears;
pub use kinds::bears_on_placement;
pub use listing::{NodeRow, parse_selector, rows};
pub use manifest::{claim_resources, manifest_pod, read_limit_range};
pub use origin::{Found, Origin, Sourced};
pub use pool::Pool;
pub use price::{PRICE, node_price, parse_price};
pub(crate) use requests::add_resources;
pub use requests::pod_requests;
pub use rules::RULES;
pub use scheduler_config::scheduler_config;
pub use setting::Setting;
pub use summary::{Summary, summary};
pub use surroundings::{Around, Denial, Surroundings};
pub(crate) use told::INVENTORY_READ;
pub use told::told;
pub use version::version;
pub use what_if::{
    Apply, Command, Draining, Gone, Judge, Judgement, Made, Named, Objects, Older, Patch, PatchKind, first_to_go,
    kind_named, parse_commands,
};
pub use words::{amount_text, effect_text, taint_text};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Finding, Shared};
use crate::resource::{Field, PodKind};
use crate::scheduler::types::{
    CsiDriver, CsiNode, CsiStorageCapacity, Labels, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod,
    PodDisruptionBudget, ResourceClaim, Service, StorageClass, VolumeAttachment,
};
use crate::source::Draft;

/// The namespace of objects that name none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// The object that a pod was made from, as its author knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Workload {
    /// `Deployment`, …
    pub kind: String,
    /// Its name, in the pod's namespace.
    pub name: String,
}

/// A pod and where its fields stand.
#[derive(Clone, Debug)]
pub struct PodInstance<'a> {
    /// The pod as the API server would store it.
    pub pod: Shared<Pod>,
    /// The object that holds it: the Pod, or the controller with its template.
    pub object: Origin<'a>,
    /// The map that holds the pod's `metadata` and `spec`: the Pod itself, or the template.
    pub template: Origin<'a>,
    /// The object of the tree that it was made from; `None` for a pod that stands there itself.
    pub workload: Option<Shared<Workload>>,
    /// What admission would refuse.
    pub refusals: Vec<Refusal>,
    /// It came out of a cluster (it has a status), rather than from a manifest.
    pub observed: bool,
    /// It was there, with a node or without, before the last command.
    pub settled: bool,
    /// Why the API server would refuse its manifest, where it would.
    pub invalid: Option<Arc<str>>,
}

/// A controller whose pods are still to be made.
#[derive(Clone, Debug)]
pub struct Controller<'a> {
    /// `Deployment`, `ReplicaSet`, `ReplicationController`, `StatefulSet`, `DaemonSet`, `Job`, `CronJob`.
    pub kind: &'a str,
    /// Name; where only `generateName` is given, that without its dash.
    pub name: String,
    /// Namespace, never empty.
    pub namespace: String,
    /// Where it stands.
    pub origin: Origin<'a>,
    /// The kind and name of its own controller, where it has one.
    pub owner: Option<Workload>,
    /// `--what-if 'kubectl scale …'`: the replicas wanted instead of those written.
    pub scaled: Option<i64>,
    /// How many pods of a Job were driven away.
    pub failed: i64,
    /// Templates that it had before, with the pods that are of them still: a rollout is under way.
    pub older: Vec<Older>,
    /// Templates that what-if commands replaced, in order.
    pub former: Vec<Draft>,
}

impl<'a> Controller<'a> {
    /// The template of its pods.
    pub(crate) fn template(&self) -> Field<'a> {
        let row = PodKind::named(self.kind).expect("controllers are made of the kinds in that table alone");
        row.holder(self.origin.field())
    }

    /// How many pods it is to have: `spec.replicas`, 1 by default, or what a command scales it to.
    pub(crate) fn wanted(&self) -> i64 {
        self.scaled.or(self.origin.field().at("spec").at("replicas").opt_int()).unwrap_or(1)
    }
}

/// What asks for placement, in the order given.
#[derive(Clone, Debug)]
pub enum Arrival<'a> {
    /// A pod.
    Pod(Box<PodInstance<'a>>),
    /// A controller.
    Controller(Box<Controller<'a>>),
}

/// Everything that bears on placement.
#[derive(Clone, Debug, Default)]
pub struct Inventory<'a> {
    /// Nodes, in the order given.
    pub nodes: Vec<Sourced<'a, Node>>,
    /// Pods that have a node.
    pub running: Vec<PodInstance<'a>>,
    /// Pods without a node, and controllers.
    pub arrivals: Vec<Arrival<'a>>,
    /// Namespaces: those of the tree, and those that only its objects name.
    pub namespaces: Vec<Namespace>,
    /// Persistent volumes.
    pub persistent_volumes: Vec<Sourced<'a, PersistentVolume>>,
    /// Claims.
    pub claims: Vec<Sourced<'a, PersistentVolumeClaim>>,
    /// Claims that admission would not let in, and why.
    pub refused_claims: Vec<(Sourced<'a, PersistentVolumeClaim>, Refusal)>,
    /// Storage classes.
    pub storage_classes: Vec<Sourced<'a, StorageClass>>,
    /// CSI drivers on nodes.
    pub csi_nodes: Vec<CsiNode>,
    /// CSI drivers.
    pub csi_drivers: Vec<CsiDriver>,
    /// Free space that drivers publish.
    pub csi_storage_capacities: Vec<CsiStorageCapacity>,
    /// Volumes attached.
    pub volume_attachments: Vec<VolumeAttachment>,
    /// Services.
    pub services: Vec<Service>,
    /// Disruption budgets, with the share they protect where no status says what they allow.
    pub budgets: Vec<(PodDisruptionBudget, Option<Origin<'a>>)>,
    /// Resource claims; devices are not simulated.
    pub resource_claims: Vec<ResourceClaim>,
    /// Templates of resource claims, by namespace and name.
    pub claim_templates: Vec<(String, String)>,
    /// Extended resources that device classes serve.
    pub device_resources: Vec<String>,
    /// What admission looks at.
    pub policies: Policies,
    /// Pods that commands drove away, or could not.
    pub gone: Vec<Gone<'a>>,
    /// What is to be said of commands beside what comes of them.
    pub notes: Vec<String>,
    /// Commands change what is placed after them alone: nothing has a node before.
    pub anew: bool,
    /// Objects that commands made anew or took away, by kind, namespace and name.
    changed: BTreeMap<(String, String, String), Option<Found<'a>>>,
    /// What makes nodes.
    pub groups: Vec<NodeGroup<'a>>,
    /// What scales workloads.
    pub autoscalers: Vec<Autoscaler<'a>>,
    /// The nodes of claims, before they are held against those that are there.
    claimed: Vec<Sourced<'a, Node>>,
    /// Nodes and running pods that stand there more than once, without the first of each.
    pub doubles: (usize, usize),
    /// Files of environments that are not placed, as another state of their workloads is.
    pub left_out: Vec<LeftOut<'a>>,
    /// Nodes that are declared twice.
    pub findings: Vec<Finding>,
    /// The storage class that claims get which name none.
    default_class: Option<String>,
    /// Pods that were read before.
    known: Option<Arc<Pool>>,
    /// Who knows what stands around it.
    pub(crate) around: Around<'a>,
    /// Pods ran there from the beginning, as the cluster says.
    ran: bool,
    /// Deployments of replica sets that are not here, by the namespace and name of those.
    adopted: BTreeMap<(String, String), String>,
}

impl<'a> Inventory<'a> {
    /// Reads the objects of all files, in the order given. Unknown kinds are passed over.
    pub fn collect(objects: &[Found<'a>]) -> Self {
        Self::collect_beside(objects, Setting::default(), None)
    }

    /// The same, beside pods that were read before: those that are the same are held once.
    pub fn collect_beside(objects: &[Found<'a>], setting: Setting<'a>, known: Option<Arc<Pool>>) -> Self {
        let mut inventory = Inventory { known, around: setting.around, ..Inventory::default() };
        let policies = &mut inventory.policies;
        (policies.alone, policies.version) = (setting.alone, setting.version);
        policies.absent.complete = setting.complete;
        let (objects, left_out) = apart::choose(objects, setting.around);
        inventory.left_out = left_out;
        kinds::collect(&mut inventory, &objects);
        doubles::remove(&mut inventory);
        inventory.ran = inventory.running.iter().any(|pod| pod.observed);
        adopt::settle(&mut inventory);
        inventory.complete_namespaces();
        admission::quota::settle(&mut inventory);
        inventory
    }

    /// The pod that `template` describes, changed by its controller (labels first, then `change`), as the API server
    /// would store it.
    pub(crate) fn instance(
        &self,
        object: Origin<'a>,
        template: Origin<'a>,
        labels: &Labels,
        change: impl FnOnce(&mut Pod),
    ) -> PodInstance<'a> {
        let f = template.field();
        let mut pod = read::pod_spec(f, labels);
        if pod.name.is_empty() {
            pod.name = f.at("metadata").at("generateName").str().trim_end_matches('-').to_owned();
        }
        change(&mut pod);
        namespaced(&mut pod.namespace);
        let observed = object.field().at("status").at("phase").exists();
        let is_new = !observed && !f.at("metadata").at("uid").exists();
        let meta = object.field().at("metadata");
        let absent = is_new.then(|| self.without_namespace(object.file, &pod.namespace, meta)).flatten();
        let mut refusals: Vec<Refusal> = absent.into_iter().collect();
        refusals.extend(self.policies.admit(self.around, object.file, f, &mut pod));
        if is_new && !refusals.iter().any(|refusal| refusal.bars) {
            refusals.extend(self.denied(object, template, &pod));
        }
        PodInstance {
            pod: pod.into(),
            object,
            template,
            workload: None,
            refusals,
            observed,
            settled: false,
            invalid: None,
        }
    }

    /// Lets a pod share what is known of it.
    pub(crate) fn share(&self, pod: &mut Shared<Pod>) {
        if let Some(known) = &self.known {
            known.share(pod);
        }
    }

    /// Whether a device class of the tree serves the extended resource.
    pub fn is_device(&self, resource: &str) -> bool {
        self.device_resources.iter().any(|name| name == resource)
    }

    /// DefaultStorageClass, and the default namespace.
    pub(crate) fn admit_claim(&self, mut claim: PersistentVolumeClaim) -> PersistentVolumeClaim {
        namespaced(&mut claim.namespace);
        if claim.storage_class_name.is_none() {
            claim.storage_class_name.clone_from(&self.default_class);
        }
        claim
    }

    /// Namespaces that only objects name are there, too, with the label that each has.
    fn complete_namespaces(&mut self) {
        let arrivals = self.arrivals.iter().map(|a| match a {
            Arrival::Pod(p) => p.pod.namespace.as_str(),
            Arrival::Controller(c) => c.namespace.as_str(),
        });
        let named: Vec<&str> = arrivals.chain(self.running.iter().map(|p| p.pod.namespace.as_str())).collect();
        let mut known: std::collections::BTreeSet<&str> = self.namespaces.iter().map(|n| n.name.as_str()).collect();
        let missing: Vec<String> = std::iter::once(DEFAULT_NAMESPACE)
            .chain(named)
            .filter(|name| known.insert(name))
            .map(str::to_owned)
            .collect();
        self.namespaces.extend(missing.into_iter().map(|name| Namespace {
            labels: Labels::from_iter([(read::NAME_OF_NAMESPACE.to_owned(), name.clone())]),
            name,
        }));
    }
}

/// Gives the default to what names no namespace.
fn namespaced(namespace: &mut String) {
    if namespace.is_empty() {
        DEFAULT_NAMESPACE.clone_into(namespace);
    }
}
