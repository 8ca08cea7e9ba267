//! What a pod asks for in all, as LimitRanger adds it up: overhead does not count.

use crate::model::Quantity;
use crate::scheduler::types::{Container, Pod, ResourceList};

/// Resources that may be given for the pod as a whole (`isSupportedPodLevelResource`): here without huge pages.
const POD_LEVEL: [&str; 2] = ["cpu", "memory"];

/// `podRequests`
pub(super) fn requests(pod: &Pod) -> ResourceList {
    total(pod, |c| &c.requests, &pod.pod_requests)
}

/// `podLimits`
pub(super) fn limits(pod: &Pod) -> ResourceList {
    total(pod, |c| &c.limits, &pod.pod_limits)
}

/// What containers, sidecars and init containers come to (upstream `AggregateContainerRequests`).
pub(crate) fn aggregate(pod: &Pod, of: fn(&Container) -> &ResourceList) -> ResourceList {
    let mut sum = ResourceList::new();
    for container in &pod.containers {
        add(&mut sum, of(container));
    }
    let (mut sidecars, mut peak) = (ResourceList::new(), ResourceList::new());
    for container in &pod.init_containers {
        let now = if container.sidecar {
            add(&mut sum, of(container));
            add(&mut sidecars, of(container));
            sidecars.clone()
        } else {
            let mut now = of(container).clone();
            add(&mut now, &sidecars);
            now
        };
        raise(&mut peak, &now);
    }
    raise(&mut sum, &peak);
    sum
}

fn total(pod: &Pod, of: fn(&Container) -> &ResourceList, whole: &ResourceList) -> ResourceList {
    let mut sum = aggregate(pod, of);
    for name in POD_LEVEL {
        if let Some(amount) = whole.get(name) {
            sum.insert(name.to_owned(), *amount);
        }
    }
    sum
}

fn add(into: &mut ResourceList, more: &ResourceList) {
    for (name, amount) in more {
        let sum: &mut Quantity = into.entry(name.clone()).or_insert(Quantity::ZERO);
        *sum = sum.plus(*amount);
    }
}

fn raise(into: &mut ResourceList, other: &ResourceList) {
    for (name, amount) in other {
        let most = into.entry(name.clone()).or_insert(*amount);
        if amount.nanos() > most.nanos() {
            *most = *amount;
        }
    }
}
