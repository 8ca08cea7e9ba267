//! A pod, or a pod template, with the defaults that its own fields decide.

use crate::resource::Field;
use crate::scheduler::types::{
    Container, ContainerPort, Labels, OwnerReference, Pod, PodRare, PodResourceClaim, PodSpec, PreemptionPolicy,
    TopologySpreadConstraint, merge,
};

use crate::inventory::requests::aggregate;

use super::affinity::{affinity, merge_label_keys};
use super::volumes::volume;
use super::{labels, resources, spread_constraint, strings, toleration};
use crate::scheduler::types::Operator;

/// The pod that `f` (a Pod, or a template in a controller) describes, defaulted as on creation (`SetDefaults_Pod`):
/// requests from limits, host ports of host-network pods, pod-level requests. What needs other objects is admission's.
/// Name and namespace are those written there. `more` are labels that a controller adds.
pub(crate) fn pod_spec(f: Field<'_>, more: &Labels) -> Pod {
    let (meta, spec, status) = (f.at("metadata"), f.at("spec"), f.at("status"));
    let host_network = spec.at("hostNetwork").bool();
    let mut own = labels(meta.at("labels"));
    own.extend(more.iter().map(|(k, v)| (k.clone(), v.clone())));
    let containers = |list: Field<'_>| {
        let mut all = Vec::with_capacity(list.len());
        all.extend(list.items().map(|c| container(c, host_network)));
        all
    };
    let of_template = PodSpec {
        owner: meta.at("ownerReferences").items().find(|o| o.at("controller").bool()).map(owner),
        scheduler_name: or(spec.at("schedulerName").str(), "default-scheduler"),
        containers: containers(spec.at("containers")),
        init_containers: containers(spec.at("initContainers")),
        pod_requests: resources(spec.at("resources").at("requests")),
        pod_limits: resources(spec.at("resources").at("limits")),
        overhead: resources(spec.at("overhead")),
        node_selector: labels(spec.at("nodeSelector")),
        affinity: affinity(spec.at("affinity"), &own),
        tolerations: spec.at("tolerations").items().filter_map(toleration).collect(),
        topology_spread_constraints: spread_constraints(spec.at("topologySpreadConstraints"), &own),
        volumes: spec.at("volumes").items().map(volume).collect(),
        image_volumes: spec
            .at("volumes")
            .items()
            .map(|v| v.at("image").at("reference").str().to_owned())
            .filter(|image| !image.is_empty())
            .collect(),
        required_features: required_features(spec),
        labels: Labels::default(),
    };
    let rare = PodRare {
        nominated_node_name: status.at("nominatedNodeName").str().to_owned(),
        scheduling_gates: spec.at("schedulingGates").items().map(|g| g.at("name").str().to_owned()).collect(),
        start_time: status.at("startTime").str().parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_nanosecond),
        resource_claims: spec.at("resourceClaims").items().map(|c| resource_claim(c, status)).collect(),
    };
    let mut pod = Pod {
        namespace: meta.at("namespace").str().to_owned(),
        name: meta.at("name").str().to_owned(),
        terminating: meta.at("deletionTimestamp").exists(),
        evicted: meta.at("deletionTimestamp").exists() && preempted(status),
        node_name: spec.at("nodeName").str().to_owned(),
        priority: i32::try_from(spec.at("priority").int()).unwrap_or_default(),
        preemption_policy: preemption_policy(spec.at("preemptionPolicy").str()).unwrap_or_default(),
        rare: Some(rare).filter(|rare| *rare != PodRare::default()).map(Box::new),
        host_network,
        spec: of_template.into(),
    };
    pod.labels = own;
    pod_level_requests(&mut pod);
    pod
}

/// The condition of a pod that the scheduler evicted.
fn preempted(status: Field<'_>) -> bool {
    let target = status.at("conditions").items().find(|c| c.at("type").str() == "DisruptionTarget");
    target.is_some_and(|c| c.at("status").str() == "True" && c.at("reason").str() == "PreemptionByScheduler")
}

fn or(text: &str, default: &str) -> String {
    if text.is_empty() { default.to_owned() } else { text.to_owned() }
}

/// The policy of that name.
pub(super) fn preemption_policy(text: &str) -> Option<PreemptionPolicy> {
    match text {
        "Never" => Some(PreemptionPolicy::Never),
        "PreemptLowerPriority" => Some(PreemptionPolicy::PreemptLowerPriority),
        _ => None,
    }
}

fn owner(f: Field<'_>) -> OwnerReference {
    OwnerReference {
        api_version: f.at("apiVersion").str().to_owned(),
        kind: f.at("kind").str().to_owned(),
        name: f.at("name").str().to_owned(),
    }
}

fn container(f: Field<'_>, host_network: bool) -> Container {
    let limits = resources(f.at("resources").at("limits"));
    let mut requests = resources(f.at("resources").at("requests"));
    merge(&mut requests, &limits, Option::unwrap_or);
    Container {
        name: f.at("name").str().to_owned(),
        image: f.at("image").str().to_owned(),
        requests,
        limits,
        ports: f.at("ports").items().map(|p| port(p, host_network)).collect(),
        sidecar: f.at("restartPolicy").str() == "Always",
    }
}

fn port(f: Field<'_>, host_network: bool) -> ContainerPort {
    let number = |name| i32::try_from(f.at(name).int()).unwrap_or_default();
    let container_port = number("containerPort");
    let host_port = number("hostPort");
    ContainerPort {
        container_port,
        host_port: if host_network && host_port == 0 { container_port } else { host_port },
        host_ip: f.at("hostIP").str().to_owned(),
        protocol: or(f.at("protocol").str(), "TCP"),
    }
}

fn spread_constraints(list: Field<'_>, own: &Labels) -> Vec<TopologySpreadConstraint> {
    let one = |f: Field<'_>| {
        let mut constraint = spread_constraint(f)?;
        merge_label_keys(&mut constraint.label_selector, &strings(f.at("matchLabelKeys")), Operator::In, own);
        Some(constraint)
    };
    list.items().filter_map(one).collect()
}

/// A claim of the pod; one made from a template is named in the pod's status.
fn resource_claim(f: Field<'_>, status: Field<'_>) -> PodResourceClaim {
    let name = f.at("name").str();
    let made = status.at("resourceClaimStatuses").items().find(|s| s.at("name").str() == name);
    let made = made.and_then(|s| s.at("resourceClaimName").opt_str());
    let own = |text: Option<&str>| text.map(str::to_owned);
    PodResourceClaim {
        name: name.to_owned(),
        claim_name: own(f.at("resourceClaimName").opt_str().or(made)),
        template: own(f.at("resourceClaimTemplateName").opt_str()),
    }
}

/// What the pod needs its node's kubelet to declare (component-helpers' `nodedeclaredfeatures`, `InferForScheduling`).
fn required_features(spec: Field<'_>) -> Vec<String> {
    let mut features = Vec::new();
    let restarts_all = |list: &'static str| {
        spec.at(list)
            .items()
            .any(|c| c.at("restartPolicyRules").items().any(|rule| rule.at("action").str() == "RestartAllContainers"))
    };
    if restarts_all("containers") || restarts_all("initContainers") {
        features.push("RestartAllContainersOnContainerExits".to_owned());
    }
    if spec.at("hostNetwork").bool() && spec.at("hostUsers").opt_bool() == Some(false) {
        features.push("UserNamespacesHostNetworkSupport".to_owned());
    }
    features
}

/// Where limits are given for the pod as a whole, its requests default to what the containers ask for in all, and where
/// they ask for nothing to those limits (`defaultHugePagePodLimits`, `defaultPodRequests`).
fn pod_level_requests(pod: &mut Pod) {
    let huge = |name: &str| name.starts_with("hugepages-");
    if !pod.pod_requests.is_empty() || !pod.pod_limits.is_empty() {
        let mut limits = aggregate(pod, |c| &c.limits);
        limits.retain(|name, _| huge(name));
        merge(&mut pod.pod_limits, &limits, Option::unwrap_or);
    }
    if pod.pod_limits.is_empty() {
        return;
    }
    let basic = |name: &str| matches!(name, "cpu" | "memory");
    let (mut asked, mut limits) = (aggregate(pod, |c| &c.requests), pod.pod_limits.clone());
    asked.retain(|name, _| basic(name));
    limits.retain(|name, _| huge(name) || basic(name));
    for list in [&asked, &limits] {
        merge(&mut pod.pod_requests, list, Option::unwrap_or);
    }
}
