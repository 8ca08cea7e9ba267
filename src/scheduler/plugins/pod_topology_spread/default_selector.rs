//! The selector of the default constraints: of everything that selects the pod (upstream `helper.DefaultSelector`).

use crate::scheduler::build::Build;
use crate::scheduler::selector::Selector;
use crate::scheduler::types::{LabelSelector, Labels, Pod};

/// The labels of all services that select the pod, and the selector of its controller.
pub(super) fn of(pod: &Pod, build: &mut Build<'_>) -> Selector {
    let cluster = build.cluster;
    let mut labels = Labels::default();
    for &service in build.services(&pod.namespace) {
        let Some(selector) = &cluster.services[service].selector else { continue };
        if selector.iter().all(|(k, v)| pod.labels.get(k) == Some(v)) {
            labels.extend(selector.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
    }
    let mut controller: Option<&LabelSelector> = None;
    if let Some(owner) = &pod.owner {
        let here = |namespace: &str, name: &str| namespace == pod.namespace && name == owner.name;
        match (owner.api_version.as_str(), owner.kind.as_str()) {
            ("v1", "ReplicationController") => {
                let found = cluster.replication_controllers.iter().find(|c| here(&c.namespace, &c.name));
                if let Some(found) = found {
                    labels.extend(found.selector.iter().map(|(k, v)| (k.clone(), v.clone())));
                }
            }
            ("apps/v1", "ReplicaSet") => {
                let found = cluster.replica_sets.iter().find(|c| here(&c.namespace, &c.name));
                controller = found.and_then(|c| c.selector.as_ref());
            }
            ("apps/v1", "StatefulSet") => {
                let found = cluster.stateful_sets.iter().find(|c| here(&c.namespace, &c.name));
                controller = found.and_then(|c| c.selector.as_ref());
            }
            _ => {}
        }
    }
    let selector = Selector::of_labels(&labels, &mut build.names);
    match controller {
        Some(controller) => selector.and(Selector::new(Some(controller), &mut build.names)),
        None => selector,
    }
}
