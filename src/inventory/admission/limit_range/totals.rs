//! What a pod asks for in all, as LimitRanger adds it up: overhead does not count.

use crate::inventory::requests::aggregate;
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

fn total(pod: &Pod, of: fn(&Container) -> &ResourceList, whole: &ResourceList) -> ResourceList {
    let mut sum = aggregate(pod, of);
    for name in POD_LEVEL {
        if let Some(amount) = whole.get(name) {
            sum.insert(name.to_owned(), *amount);
        }
    }
    sum
}
