//! What a pod asks for in all (upstream `component-helpers/resource.PodRequests` and `framework.Resource`).

use crate::model::Quantity;
use crate::scheduler::release::Release;
use crate::scheduler::types::{Pod, ResourceList, merge};

/// What a container counts for in scores where it asks for no cpu: a tenth of a core.
const DEFAULT_MILLI_CPU: i64 = 100;
/// What a container counts for in scores where it asks for no memory: 200Mi.
const DEFAULT_MEMORY: i64 = 200 * 1024 * 1024;

/// Amounts in the scheduler's units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::scheduler) struct Resource {
    /// Thousandths of a core.
    pub(in crate::scheduler) milli_cpu: i64,
    /// Bytes.
    pub(in crate::scheduler) memory: i64,
    /// Bytes.
    pub(in crate::scheduler) ephemeral_storage: i64,
    /// How many pods (of a node).
    pub(in crate::scheduler) pods: i64,
    /// Everything else that is counted, by name.
    pub(in crate::scheduler) scalars: Vec<(String, i64)>,
}

impl Resource {
    /// Amounts of a resource list; resources that the scheduler does not count are left out.
    pub(in crate::scheduler) fn new(list: &ResourceList) -> Self {
        let mut out = Resource::default();
        for (name, amount) in list {
            match name.as_str() {
                "cpu" => out.milli_cpu = amount.milli_value(),
                "memory" => out.memory = amount.value(),
                "ephemeral-storage" => out.ephemeral_storage = amount.value(),
                "pods" => out.pods = amount.value(),
                name if is_scalar(name) => out.scalars.push((name.to_owned(), amount.value())),
                _ => {}
            }
        }
        out
    }
}

/// Whether the name is outside `kubernetes.io` (upstream `IsExtendedResourceName`).
pub(in crate::scheduler) fn is_extended(name: &str) -> bool {
    name.contains('/') && !name.contains("kubernetes.io/") && !name.starts_with("requests.")
}

/// Whether the scheduler counts a resource of this name by itself (upstream `IsScalarResourceName`).
pub(in crate::scheduler) fn is_scalar(name: &str) -> bool {
    is_extended(name)
        || name.starts_with("hugepages-")
        || name.contains("kubernetes.io/")
        || name.starts_with("attachable-volumes-")
}

/// Whether the pod as a whole may ask for it (upstream `IsSupportedPodLevelResource`).
fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || name.starts_with("hugepages-")
}

/// What a container is taken to ask for where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scheduler) struct Missing {
    cpu: bool,
    memory: bool,
    /// What is asked for the pod as a whole does not count.
    containers_alone: bool,
    /// Sidecars count for no more than other init containers.
    sidecars_apart: bool,
}

impl Missing {
    /// Nothing is made up: what the node must really have.
    pub(in crate::scheduler) const NONE: Missing =
        Missing { cpu: false, memory: false, containers_alone: false, sidecars_apart: false };
    /// The defaults are made up: what a pod on a node counts for in scores.
    const DEFAULTS: Missing = Missing { cpu: true, memory: true, ..Missing::NONE };
    /// The same for the pod that NodeResourcesFit scores. Upstream's `nodeResourceStrategyTypeMap` leaves
    /// `enablePodLevelResources` unset, so what is asked for the whole pod does not count there.
    pub(in crate::scheduler) const SCORED: Missing =
        Missing { cpu: true, memory: true, containers_alone: true, sidecars_apart: false };

    fn fill(self, requests: &ResourceList) -> ResourceList {
        let mut out = requests.clone();
        if self.cpu {
            out.entry("cpu".to_owned()).or_insert(Quantity::from_milli(DEFAULT_MILLI_CPU));
        }
        if self.memory {
            out.entry("memory".to_owned()).or_insert(Quantity::from_units(DEFAULT_MEMORY));
        }
        out
    }
}

/// The sum over a pod: containers and sidecars together, or the largest moment of its start, then the pod's own
/// requests in place of that sum, then the overhead (upstream `PodRequests`).
pub(in crate::scheduler) fn pod_requests(pod: &Pod, missing: Missing) -> ResourceList {
    let mut sum = ResourceList::default();
    for container in &pod.containers {
        add(&mut sum, &missing.fill(&container.requests));
    }
    let mut sidecars = ResourceList::default();
    let mut start = ResourceList::default();
    for container in &pod.init_containers {
        let requests = missing.fill(&container.requests);
        if container.sidecar {
            if !missing.sidecars_apart {
                add(&mut sum, &requests);
            }
            add(&mut sidecars, &requests);
            max(&mut start, &sidecars);
        } else {
            let mut now = requests;
            add(&mut now, &sidecars);
            max(&mut start, &now);
        }
    }
    max(&mut sum, &start);
    let whole = pod.pod_requests.iter().filter(|(name, _)| is_pod_level(name) && !missing.containers_alone);
    sum.extend(whole.map(|(name, amount)| (name.clone(), *amount)));
    add(&mut sum, &pod.overhead);
    sum
}

/// Cpu and memory as scores count them on a node: at least the defaults for each container that asks for none
/// (upstream `PodInfo.CalculateResource`).
pub(in crate::scheduler) fn non_zero_requests(pod: &Pod, requests: &ResourceList, release: Release) -> (i64, i64) {
    let pod_level = pod.pod_requests.keys().any(|name| is_pod_level(name));
    let missing = if pod_level {
        Missing { cpu: !requests.contains_key("cpu"), memory: !requests.contains_key("memory"), ..Missing::NONE }
    } else {
        Missing::DEFAULTS
    };
    let filled = pod_requests(pod, Missing { sidecars_apart: !release.scores_sidecars(), ..missing });
    let get = |name| filled.get(name).copied().unwrap_or_default();
    (get("cpu").milli_value(), get("memory").value())
}

fn add(list: &mut ResourceList, other: &ResourceList) {
    merge(list, other, |have, more| have.unwrap_or_default().plus(more));
}

fn max(list: &mut ResourceList, other: &ResourceList) {
    merge(list, other, |have, other| have.map_or(other, |have| have.max(other)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::Container;
    use crate::scheduler::types::PodSpec;

    fn list(cpu: &str, memory: &str) -> ResourceList {
        [("cpu", cpu), ("memory", memory)]
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(k, v)| (k.to_owned(), v.parse().unwrap()))
            .collect()
    }

    fn container(cpu: &str, memory: &str, sidecar: bool) -> Container {
        Container { requests: list(cpu, memory), sidecar, ..Container::default() }
    }

    #[test]
    fn sums() {
        // containers, init containers, pod level, overhead, milli cpu, memory
        type Row = (Vec<Container>, Vec<Container>, ResourceList, ResourceList, i64, i64);
        let none = ResourceList::default;
        let table: Vec<Row> = vec![
            (
                vec![container("1", "1G", false), container("500m", "", false)],
                vec![],
                none(),
                none(),
                1500,
                1_000_000_000,
            ),
            (vec![container("1", "1G", false)], vec![container("2", "", false)], none(), none(), 2000, 1_000_000_000),
            (
                vec![container("1", "1G", false)],
                vec![container("500m", "1G", true), container("2", "", false)],
                none(),
                none(),
                2500,
                2_000_000_000,
            ),
            (vec![container("1", "1G", false)], vec![], list("3", ""), none(), 3000, 1_000_000_000),
            (vec![container("1", "1G", false)], vec![], none(), list("250m", "1M"), 1250, 1_001_000_000),
            (vec![container("0.3m", "0.5", false), container("0.3m", "0.5", false)], vec![], none(), none(), 1, 1),
        ];
        for (containers, init_containers, pod_requests_, overhead, cpu, memory) in table {
            let spec =
                PodSpec { containers, init_containers, pod_requests: pod_requests_, overhead, ..PodSpec::default() };
            let pod = Pod { spec: spec.into(), ..Pod::default() };
            let sum = Resource::new(&pod_requests(&pod, Missing::NONE));
            assert_eq!((sum.milli_cpu, sum.memory), (cpu, memory), "{pod:?}");
        }
    }

    #[test]
    fn defaults_for_scores() {
        let containers = vec![container("", "", false), container("1", "", false)];
        let mut pod = Pod { spec: PodSpec { containers, ..PodSpec::default() }.into(), ..Pod::default() };
        let requests = pod_requests(&pod, Missing::NONE);
        assert_eq!(non_zero_requests(&pod, &requests, Release::default()), (1100, 2 * DEFAULT_MEMORY));
        // Up to 1.31 what sidecars ask counts as the start of the pod does: at most, and not beside its containers.
        let mut with = pod.clone();
        with.init_containers = vec![container("2", "", true)];
        let requests = pod_requests(&with, Missing::NONE);
        assert_eq!(non_zero_requests(&with, &requests, Release::of(32)).0, 3100);
        assert_eq!(non_zero_requests(&with, &requests, Release::of(31)).0, 2000);
        pod.pod_requests = list("2", "");
        let requests = pod_requests(&pod, Missing::NONE);
        assert_eq!(non_zero_requests(&pod, &requests, Release::default()), (2000, 2 * DEFAULT_MEMORY));
    }

    #[test]
    fn scalar_names() {
        for (name, expected) in [
            ("nvidia.com/gpu", true),
            ("hugepages-2Mi", true),
            ("kubernetes.io/batch-cpu", true),
            ("attachable-volumes-aws-ebs", true),
            ("storage", false),
            ("cpu", false),
        ] {
            assert_eq!(is_scalar(name), expected, "{name}");
        }
    }
}
