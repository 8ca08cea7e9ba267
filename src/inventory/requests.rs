//! What pods ask for, added up.

use crate::model::Quantity;
use crate::scheduler::types::{Container, Pod, ResourceList, merge};

/// What a pod requests in all: containers and sidecars together, or the greediest moment of its start, whichever is
/// more, and its overhead (component-helpers' `PodRequests`).
pub fn pod_requests(pod: &Pod) -> ResourceList {
    let mut total = aggregate(pod, |container| &container.requests);
    let counts = |name: &str| name == "cpu" || name == "memory" || name.starts_with("hugepages-");
    let whole = pod.pod_requests.iter().filter(|(name, _)| counts(name));
    total.extend(whole.map(|(name, amount)| (name.clone(), *amount)));
    add_resources(&mut total, &pod.overhead);
    total
}

/// What containers, sidecars and init containers come to (upstream `AggregateContainerRequests`).
pub(crate) fn aggregate(pod: &Pod, of: fn(&Container) -> &ResourceList) -> ResourceList {
    let mut sum = ResourceList::default();
    for container in &pod.containers {
        add_resources(&mut sum, of(container));
    }
    let (mut sidecars, mut peak) = (ResourceList::default(), ResourceList::default());
    for container in &pod.init_containers {
        let now = if container.sidecar {
            add_resources(&mut sum, of(container));
            add_resources(&mut sidecars, of(container));
            sidecars.clone()
        } else {
            let mut now = of(container).clone();
            add_resources(&mut now, &sidecars);
            now
        };
        raise(&mut peak, &now);
    }
    raise(&mut sum, &peak);
    sum
}

/// Adds each amount to that of the same name.
pub(crate) fn add_resources(into: &mut ResourceList, more: &ResourceList) {
    merge(into, more, |sum, amount| sum.unwrap_or(Quantity::ZERO).plus(amount));
}

/// Raises each amount to that of the same name, where it is less.
fn raise(into: &mut ResourceList, least: &ResourceList) {
    // Of two that are equal the one before stays, as it is written (`maxResourceList`).
    merge(into, least, |most, amount| most.filter(|most| most.nanos() >= amount.nanos()).unwrap_or(amount));
}
