//! What the cluster has: nodes, running pods, volumes, classes and policies as typed objects that remember where they
//! stand in the manifests.
//!
//! The typed structs are the scheduler's own ([`crate::scheduler::types`]), as the API server would store them, so that
//! nothing has to be copied from one shape to another; beside each stands its [`Origin`].

mod admission;
mod budget;
pub mod compact;
mod listing;
mod manifest;
pub mod matching;
mod origin;
pub(crate) mod read;
mod refused;
mod rules;
mod scheduler_config;
mod what_if;
mod words;

pub use admission::limit_range;
pub use admission::{LimitRange, Policies, PriorityClass, Refusal, RuntimeClass};
pub(crate) use admission::{claim_refusal, daemon_tolerations};
pub use budget::budgets;
pub use listing::{NodeRow, parse_selector, pod_requests, rows};
pub use manifest::{bears_on_placement, claim_resources, manifest_pod, read_limit_range};
pub use origin::{Found, Origin, Sourced};
pub use rules::RULES;
pub use scheduler_config::scheduler_config;
pub use what_if::{Command, parse_command, parse_commands};
pub use words::{amount_text, effect_text, taint_text};

use crate::model::Finding;
use crate::resource::Field;
use crate::scheduler::types::{
    CsiDriver, CsiNode, CsiStorageCapacity, Labels, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod,
    PodDisruptionBudget, ResourceClaim, Service, StorageClass, VolumeAttachment,
};

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
    pub pod: Pod,
    /// The object that holds it: the Pod, or the controller with its template.
    pub object: Origin<'a>,
    /// The map that holds the pod's `metadata` and `spec`: the Pod itself, or the template.
    pub template: Origin<'a>,
    /// The object of the tree that it was made from; `None` for a pod that stands there itself.
    pub workload: Option<Workload>,
    /// What admission would refuse.
    pub refusals: Vec<Refusal>,
    /// It came out of a cluster (it has a status), rather than from a manifest.
    pub observed: bool,
    /// Why the API server would refuse its manifest, where it would.
    pub invalid: Option<String>,
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
}

/// What asks for placement, in the order given.
#[derive(Clone, Debug)]
pub enum Arrival<'a> {
    /// A pod.
    Pod(Box<PodInstance<'a>>),
    /// A controller.
    Controller(Controller<'a>),
}

/// Everything that bears on placement.
#[derive(Debug, Default)]
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
    /// Mistakes in compact inventories.
    pub findings: Vec<Finding>,
    /// The storage class that claims get which name none.
    default_class: Option<String>,
}

impl<'a> Inventory<'a> {
    /// Reads the objects of all files, in the order given. Unknown kinds are passed over.
    pub fn collect(objects: &[Found<'a>]) -> Self {
        let mut inventory = Inventory::default();
        for found in objects {
            inventory.read_policy(found);
        }
        inventory.default_class = default_class(objects);
        for found in objects {
            inventory.read(found);
        }
        inventory.complete_namespaces();
        inventory
    }

    /// Objects that decide how others are read.
    fn read_policy(&mut self, found: &Found<'a>) {
        let f = found.resource.field();
        match found.kind() {
            Some("PriorityClass") => self.policies.priority_classes.push(read::priority_class(f)),
            Some("RuntimeClass") => self.policies.runtime_classes.push(admission::runtime_class(f)),
            Some("LimitRange") => {
                let mut range = admission::limit_range(f);
                namespaced(&mut range.namespace);
                range.file = found.file;
                self.policies.limit_ranges.push(range);
            }
            _ => {}
        }
    }

    fn read(&mut self, found: &Found<'a>) {
        let f = found.resource.field();
        let origin = found.origin();
        let Some(kind) = found.kind() else { return };
        match kind {
            "Node" => self.nodes.push(Sourced { value: read::node(f), origin }),
            "Pod" => self.read_pod(f, origin),
            "Deployment" | "ReplicaSet" | "ReplicationController" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob" => {
                self.arrivals.push(Arrival::Controller(controller(kind, f, origin)));
            }
            "PersistentVolume" => {
                self.persistent_volumes.push(Sourced { value: read::persistent_volume(f), origin });
            }
            "PersistentVolumeClaim" => {
                let claim = Sourced { value: self.admit_claim(read::persistent_volume_claim(f)), origin };
                let there = !claim.value.phase.is_empty() || !claim.value.uid.is_empty();
                match claim_refusal(self.policies.ranges_of(&claim.value.namespace), f).filter(|_| !there) {
                    Some(refusal) => {
                        let name = Some(claim.value.name.clone());
                        self.refused_claims.push((claim, Refusal::barring(refusal, name)));
                    }
                    None => self.claims.push(claim),
                }
            }
            "StorageClass" => self.storage_classes.push(Sourced { value: read::storage_class(f), origin }),
            "CSINode" => self.csi_nodes.push(read::csi_node(f)),
            "CSIDriver" => self.csi_drivers.push(read::csi_driver(f)),
            "CSIStorageCapacity" => self.csi_storage_capacities.push(read::csi_storage_capacity(f)),
            "VolumeAttachment" => self.volume_attachments.push(read::volume_attachment(f)),
            "Namespace" => self.namespaces.push(read::namespace(f)),
            "Service" => {
                let mut service = read::service(f);
                namespaced(&mut service.namespace);
                self.services.push(service);
            }
            "PodDisruptionBudget" => {
                let mut budget = read::pod_disruption_budget(f);
                namespaced(&mut budget.namespace);
                let told = f.at("status").at("disruptionsAllowed").exists();
                self.budgets.push((budget, (!told).then_some(origin)));
            }
            "ResourceClaim" => {
                let meta = f.at("metadata");
                let mut claim = ResourceClaim {
                    namespace: meta.at("namespace").str().to_owned(),
                    name: meta.at("name").str().to_owned(),
                };
                namespaced(&mut claim.namespace);
                self.resource_claims.push(claim);
            }
            "ResourceClaimTemplate" => {
                let meta = f.at("metadata");
                let mut namespace = meta.at("namespace").str().to_owned();
                namespaced(&mut namespace);
                self.claim_templates.push((namespace, meta.at("name").str().to_owned()));
            }
            "DeviceClass" => {
                let own = f.at("spec").at("extendedResourceName").opt_str().map(str::to_owned);
                let implied = format!("deviceclass.resource.kubernetes.io/{}", f.at("metadata").at("name").str());
                self.device_resources.extend(own.into_iter().chain([implied]));
            }
            "Inventory" if found.resource.group() == compact::GROUP => compact::read(self, origin),
            _ => {}
        }
    }

    /// A Pod object: running, pending or finished.
    fn read_pod(&mut self, f: Field<'a>, origin: Origin<'a>) {
        let instance = self.instance(origin, origin, &Labels::new(), |_| {});
        if matches!(f.at("status").at("phase").str(), "Succeeded" | "Failed") {
            return;
        }
        if instance.pod.node_name.is_empty() {
            self.arrivals.push(Arrival::Pod(Box::new(instance)));
        } else {
            self.running.push(instance);
        }
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
        let refusals = self.policies.admit(f, &mut pod);
        let observed = object.field().at("status").at("phase").exists();
        PodInstance { pod, object, template, workload: None, refusals, observed, invalid: None }
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
        self.namespaces.extend(
            missing.into_iter().map(|name| Namespace {
                labels: [("kubernetes.io/metadata.name".to_owned(), name.clone())].into(),
                name,
            }),
        );
    }
}

fn namespaced(namespace: &mut String) {
    if namespace.is_empty() {
        DEFAULT_NAMESPACE.clone_into(namespace);
    }
}

fn controller<'a>(kind: &'a str, f: Field<'a>, origin: Origin<'a>) -> Controller<'a> {
    let meta = f.at("metadata");
    let name = match meta.at("name").str() {
        "" => meta.at("generateName").str().trim_end_matches('-'),
        name => name,
    };
    let mut namespace = meta.at("namespace").str().to_owned();
    namespaced(&mut namespace);
    let owner = meta.at("ownerReferences").items().find(|o| o.at("controller").bool());
    let owner = owner.map(|o| Workload { kind: o.at("kind").str().to_owned(), name: o.at("name").str().to_owned() });
    Controller { kind, name: name.to_owned(), namespace, origin, owner, scaled: None }
}

/// The newest class marked as the default; of several equally new ones the first by name (`GetDefaultClass`).
fn default_class(objects: &[Found<'_>]) -> Option<String> {
    const MARKS: [&str; 2] =
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
    let classes = objects.iter().filter(|o| o.kind() == Some("StorageClass"));
    let marked = classes.filter(|o| {
        let annotations = o.resource.field().at("metadata").at("annotations");
        MARKS.iter().any(|mark| annotations.key(mark).is_some_and(|value| value.str() == "true"))
    });
    let key = |o: &&Found<'_>| {
        let meta = o.resource.field().at("metadata");
        let made = meta.at("creationTimestamp").str().parse::<jiff::Timestamp>().ok();
        (std::cmp::Reverse(made), meta.at("name").str().to_owned())
    };
    marked.min_by_key(key).map(|o| o.resource.name().unwrap_or_default().to_owned())
}
