//! Pods: the parts that decide where they run.

use std::ops::{Deref, DerefMut};

use crate::model::Shared;

use super::{LabelSelector, Labels, NodeSelector, PodVolume, PreferredSchedulingTerm, ResourceList, TaintEffect};

/// A port of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContainerPort {
    /// Port inside the pod; 0 where absent.
    pub container_port: i32,
    /// Port taken on the node; 0 means none.
    pub host_port: i32,
    /// Empty means every address.
    pub host_ip: String,
    /// `TCP`, `UDP` or `SCTP`; empty means `TCP`.
    pub protocol: String,
}

/// A container, running beside the others or before them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Its image, as written.
    pub image: String,
    /// What it asks for. The API server has filled in the limits where no request is given.
    pub requests: ResourceList,
    /// What it may use at most.
    pub limits: ResourceList,
    /// Its ports.
    pub ports: Vec<ContainerPort>,
    /// For an init container: `restartPolicy: Always`, so it keeps running beside the pod's containers.
    pub sidecar: bool,
}

/// How a toleration compares its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TolerationOperator {
    /// Also where the operator is absent.
    Equal,
    /// Any value.
    Exists,
    /// The taint's value is an integer below the toleration's.
    Lt,
    /// The taint's value is an integer above the toleration's.
    Gt,
}

/// A pod's consent to taints.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Toleration {
    /// Empty, with `Exists`: every key.
    pub key: String,
    /// The comparison.
    pub operator: TolerationOperator,
    /// The value compared with.
    pub value: String,
    /// Absent: every effect.
    pub effect: Option<TaintEffect>,
}

/// Wishes and demands about the node's labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeAffinity {
    /// `requiredDuringSchedulingIgnoredDuringExecution`.
    pub required: Option<NodeSelector>,
    /// `preferredDuringSchedulingIgnoredDuringExecution`.
    pub preferred: Vec<PreferredSchedulingTerm>,
}

/// Pods to be near to, or far from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PodAffinityTerm {
    /// Which pods; `None` selects none. `matchLabelKeys` and `mismatchLabelKeys` are merged into it already.
    pub label_selector: Option<LabelSelector>,
    /// Namespaces by name.
    pub namespaces: Vec<String>,
    /// Namespaces by label. `None`, with no names: the pod's own namespace.
    pub namespace_selector: Option<LabelSelector>,
    /// The node label whose value makes two nodes the same place.
    pub topology_key: String,
}

/// A [`PodAffinityTerm`] wished for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WeightedPodAffinityTerm {
    /// 1 to 100.
    pub weight: i32,
    /// The wish.
    pub term: PodAffinityTerm,
}

/// `podAffinity` or `podAntiAffinity`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodAffinity {
    /// `requiredDuringSchedulingIgnoredDuringExecution`.
    pub required: Vec<PodAffinityTerm>,
    /// `preferredDuringSchedulingIgnoredDuringExecution`.
    pub preferred: Vec<WeightedPodAffinityTerm>,
}

/// All of `spec.affinity`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affinity {
    /// `nodeAffinity`.
    pub node_affinity: Option<NodeAffinity>,
    /// `podAffinity`.
    pub pod_affinity: Option<PodAffinity>,
    /// `podAntiAffinity`.
    pub pod_anti_affinity: Option<PodAffinity>,
}

/// What happens where a spread constraint cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WhenUnsatisfiable {
    /// A filter.
    DoNotSchedule,
    /// A score.
    ScheduleAnyway,
}

/// `spec.topologySpreadConstraints[]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopologySpreadConstraint {
    /// The largest difference allowed.
    pub max_skew: i32,
    /// The node label that makes domains.
    pub topology_key: String,
    /// Filter or score.
    pub when_unsatisfiable: WhenUnsatisfiable,
    /// Which pods are counted; `None` selects none. `matchLabelKeys` are merged into it already.
    pub label_selector: Option<LabelSelector>,
    /// `minDomains`; absent is 1.
    pub min_domains: Option<i32>,
    /// `nodeAffinityPolicy` is `Honor` (the default): nodes that the pod's selector shuts out do not count.
    pub node_affinity_honor: bool,
    /// `nodeTaintsPolicy` is `Honor` (the default is `Ignore`): nodes whose taints shut the pod out do not count.
    pub node_taints_honor: bool,
}

/// `spec.resourceClaims[]`, or an extended resource served by a device class.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PodResourceClaim {
    /// Its name in the pod.
    pub name: String,
    /// The ResourceClaim it stands for; `None` while none has been made from its template.
    pub claim_name: Option<String>,
    /// The template that it is made from.
    pub template: Option<String>,
}

/// Whether a pod may take the place of lesser ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PreemptionPolicy {
    /// The default.
    #[default]
    PreemptLowerPriority,
    /// It waits.
    Never,
}

/// The controller of a pod.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnerReference {
    /// For example `apps/v1`.
    pub api_version: String,
    /// For example `ReplicaSet`.
    pub kind: String,
    /// Its name, in the pod's namespace.
    pub name: String,
}

/// A pod as the API server stores it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pod {
    /// Namespace, never empty.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// `metadata.deletionTimestamp` is set.
    pub terminating: bool,
    /// It is leaving because the scheduler made room for another (upstream `podTerminatingByPreemption`).
    pub evicted: bool,
    /// `spec.nodeName`; empty while pending.
    pub node_name: String,
    /// Resolved from the priority class.
    pub priority: i32,
    /// Resolved from the priority class.
    pub preemption_policy: PreemptionPolicy,
    /// `spec.hostNetwork`.
    pub host_network: bool,
    /// What few pods have.
    pub rare: Option<Box<PodRare>>,
    /// What it has in common with the other pods of its template: its fields are read and written as the pod's own.
    pub spec: Shared<PodSpec>,
}

/// What few pods have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodRare {
    /// `status.nominatedNodeName`.
    pub nominated_node_name: String,
    /// `spec.schedulingGates[].name`.
    pub scheduling_gates: Vec<String>,
    /// `status.startTime` in nanoseconds of the Unix epoch; `None` counts as just now.
    pub start_time: Option<i128>,
    /// `spec.resourceClaims`.
    pub resource_claims: Vec<PodResourceClaim>,
}

/// What the pods of one template have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodSpec {
    /// Labels.
    pub labels: Labels,
    /// The controller (`metadata.ownerReferences` with `controller: true`).
    pub owner: Option<OwnerReference>,
    /// `spec.schedulerName`, `default-scheduler` by default.
    pub scheduler_name: String,
    /// `spec.containers`.
    pub containers: Vec<Container>,
    /// `spec.initContainers`, sidecars among them.
    pub init_containers: Vec<Container>,
    /// `spec.resources.requests`, for the pod as a whole.
    pub pod_requests: ResourceList,
    /// `spec.resources.limits`, for the pod as a whole.
    pub pod_limits: ResourceList,
    /// `spec.overhead`.
    pub overhead: ResourceList,
    /// `spec.nodeSelector`.
    pub node_selector: Labels,
    /// `spec.affinity`.
    pub affinity: Affinity,
    /// `spec.tolerations`.
    pub tolerations: Vec<Toleration>,
    /// `spec.topologySpreadConstraints`.
    pub topology_spread_constraints: Vec<TopologySpreadConstraint>,
    /// `spec.volumes`.
    pub volumes: Vec<PodVolume>,
    /// `spec.volumes[].image.reference`.
    pub image_volumes: Vec<String>,
    /// Features that the node must declare for this pod (component-helpers' `nodedeclaredfeatures` inference).
    pub required_features: Vec<String>,
}

impl Deref for Pod {
    type Target = PodSpec;

    fn deref(&self) -> &PodSpec {
        &self.spec
    }
}

impl DerefMut for Pod {
    fn deref_mut(&mut self) -> &mut PodSpec {
        &mut self.spec
    }
}

impl Pod {
    /// What few pods have.
    pub fn rare(&self) -> &PodRare {
        static NOTHING: PodRare = PodRare {
            nominated_node_name: String::new(),
            scheduling_gates: Vec::new(),
            start_time: None,
            resource_claims: Vec::new(),
        };
        self.rare.as_deref().unwrap_or(&NOTHING)
    }

    /// `namespace/name`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}
