//! What a pod counts for in quotas (`PodUsageFunc`, `podComputeUsageHelper`), and what decides its scopes.

use crate::inventory::admission::PriorityClass;
use crate::inventory::requests::{add_resources, aggregate, pod_requests};
use crate::inventory::{PodInstance, Policies};
use crate::model::Quantity;
use crate::scheduler::types::{Container, Pod, PodAffinity, PodAffinityTerm, ResourceList};

/// The object count of pods: also of those that have ended.
pub(super) const COUNT: &str = "count/pods";

/// Resources that are counted by pods (`podResources`).
const RESOURCES: [&str; 11] = [
    COUNT,
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
];
/// What every container must say where a quota counts it (`validationSet`).
const TO_BE_SAID: [&str; 6] = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];
/// What stands by these names plainly, not behind `requests.` alone.
const BASIC: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];
const DEVICE_CLASS: &str = "deviceclass.resource.kubernetes.io/";

/// Whether a quota's resource is one that pods count for (`MatchingResources`).
pub(super) fn of_pods(resource: &str) -> bool {
    let requested = resource.strip_prefix("requests.");
    RESOURCES.contains(&resource)
        || requested.unwrap_or(resource).starts_with("hugepages-")
        || requested.is_some_and(is_extended)
}

/// `IsExtendedResourceName`, or the name that a device class implies.
fn is_extended(resource: &str) -> bool {
    resource.contains('/') && !resource.contains("kubernetes.io/") && !resource.starts_with("requests.")
        || resource.starts_with(DEVICE_CLASS)
}

/// What a pod counts for.
#[derive(Clone, Debug, Default)]
pub(super) struct Usage {
    /// Amounts by the names that quotas give them.
    pub(super) amounts: ResourceList,
    /// It has a deadline.
    pub(super) terminating: bool,
    /// None of its containers asks for processor or memory.
    pub(super) best_effort: bool,
    /// Some term of its (anti-)affinity looks into other namespaces.
    pub(super) crosses_namespaces: bool,
    /// The name of its priority class; empty for none.
    pub(super) priority_class: String,
}

impl Usage {
    /// Of a pod that has been through the rest of admission.
    pub(super) fn of(instance: &PodInstance<'_>, policies: &Policies) -> Self {
        let spec = instance.template.field().at("spec");
        let pod = &*instance.pod;
        let deadline = spec.at("activeDeadlineSeconds").opt_int();
        let class = match spec.at("priorityClassName").str() {
            "" => PriorityClass::default_of(&policies.priority_classes).map_or("", |class| &class.name),
            name => name,
        };
        Usage {
            amounts: amounts(pod),
            terminating: deadline.is_some_and(|seconds| seconds >= 0),
            best_effort: best_effort(pod, spec.at("resources").exists()),
            crosses_namespaces: crosses_namespaces(pod),
            priority_class: class.to_owned(),
        }
    }
}

fn amounts(pod: &Pod) -> ResourceList {
    let mut all = named(&pod_requests(pod), &pod_limits(pod));
    all.insert(COUNT.to_owned(), Quantity::from_units(1));
    all.insert("pods".to_owned(), Quantity::from_units(1));
    all
}

/// The names that quotas give to requests and limits.
fn named(requests: &ResourceList, limits: &ResourceList) -> ResourceList {
    let mut all = Vec::new();
    for (resource, amount) in requests {
        let plain = BASIC.contains(&resource.as_str()) || resource.starts_with("hugepages-");
        if plain {
            all.push((resource.clone(), *amount));
        }
        if plain || is_extended(resource) {
            all.push((format!("requests.{resource}"), *amount));
        }
    }
    let bounded = limits.iter().filter(|(resource, _)| BASIC.contains(&resource.as_str()));
    all.extend(bounded.map(|(resource, amount)| (format!("limits.{resource}"), *amount)));
    all.into_iter().collect()
}

/// component-helpers' `PodLimits`
fn pod_limits(pod: &Pod) -> ResourceList {
    let mut total = aggregate(pod, |container| &container.limits);
    let counts = |name: &str| matches!(name, "cpu" | "memory") || name.starts_with("hugepages-");
    let whole = pod.pod_limits.iter().filter(|(name, _)| counts(name));
    total.extend(whole.map(|(name, amount)| (name.clone(), *amount)));
    let mut overhead = pod.overhead.clone();
    overhead.retain(|name, _| total.get(name).is_some_and(|limit| !limit.is_zero()));
    add_resources(&mut total, &overhead);
    total
}

/// `GetPodQOS`: with amounts for the pod as a whole only those count.
fn best_effort(pod: &Pod, pod_level: bool) -> bool {
    let asks = |list: &ResourceList| {
        ["cpu", "memory"].iter().any(|name| list.get(*name).is_some_and(|q| !q.is_zero() && !q.is_negative()))
    };
    if pod_level {
        return !asks(&pod.pod_requests) && !asks(&pod.pod_limits);
    }
    !pod.containers.iter().chain(&pod.init_containers).any(|c| asks(&c.requests) || asks(&c.limits))
}

fn crosses_namespaces(pod: &Pod) -> bool {
    let crosses = |term: &PodAffinityTerm| !term.namespaces.is_empty() || term.namespace_selector.is_some();
    let any = |affinity: &PodAffinity| {
        affinity.required.iter().chain(affinity.preferred.iter().map(|weighted| &weighted.term)).any(crosses)
    };
    [&pod.affinity.pod_affinity, &pod.affinity.pod_anti_affinity].into_iter().flatten().any(any)
}

/// What containers do not say although a quota counts it, by resource; each container by its place among containers and then
/// init containers (`Constraints`).
pub(super) fn unsaid<'q>(counted: impl Iterator<Item = &'q str>, pod: &Pod) -> Vec<(&'q str, Vec<usize>)> {
    let set = |list: &ResourceList| {
        list.keys().any(|name| matches!(name.as_str(), "cpu" | "memory") || name.starts_with("hugepages-"))
    };
    if set(&pod.pod_requests) || set(&pod.pod_limits) {
        return Vec::new();
    }
    let all: Vec<&Container> = pod.containers.iter().chain(&pod.init_containers).collect();
    let lacks = |container: &Container, resource: &str| match resource.split_once('.') {
        Some(("limits", name)) => container.limits.get(name).is_none(),
        Some((_, name)) => container.requests.get(name).is_none(),
        None => container.requests.get(resource).is_none(),
    };
    counted
        .filter(|resource| TO_BE_SAID.contains(resource))
        .map(|resource| (resource, (0..all.len()).filter(|at| lacks(all[*at], resource)).collect::<Vec<_>>()))
        .filter(|(_, containers)| !containers.is_empty())
        .collect()
}
