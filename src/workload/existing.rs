//! Pods that are there already, so that what comes out of a cluster is not made twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Arrival, Inventory, PodInstance, Workload};
use crate::scheduler::types::Pod;

/// The pods of a controller.
#[derive(Debug, Default)]
struct Pods {
    count: i64,
    names: BTreeSet<String>,
    nodes: BTreeSet<String>,
}

/// A namespace, a kind, a name.
type Key = (String, String, String);

/// The pods of each controller, by its own name and by that of the controller above it.
#[derive(Debug, Default)]
pub(super) struct Existing {
    controllers: BTreeSet<Key>,
    /// Namespace and name of every pod.
    names: BTreeSet<(String, String)>,
    pods: BTreeMap<Key, Pods>,
}

fn key(namespace: &str, kind: &str, name: &str) -> Key {
    (namespace.to_owned(), kind.to_owned(), name.to_owned())
}

impl Existing {
    /// Looks through the running and pending pods of the tree.
    pub(super) fn of(inventory: &Inventory<'_>) -> Self {
        let mut found = Existing::default();
        let mut above = BTreeMap::new();
        for arrival in &inventory.arrivals {
            if let Arrival::Controller(c) = arrival {
                let own = key(&c.namespace, c.kind, &c.name);
                if let Some(owner) = &c.owner {
                    above.insert(own.clone(), key(&c.namespace, &owner.kind, &owner.name));
                }
                found.controllers.insert(own);
            }
        }
        for (namespace, set, of) in inventory.adopted() {
            above.insert(key(namespace, "ReplicaSet", set), key(namespace, "Deployment", of));
        }
        let pending = inventory.arrivals.iter().filter_map(|a| match a {
            Arrival::Pod(p) => Some(&**p),
            Arrival::Controller(_) => None,
        });
        for pod in inventory.running.iter().chain(pending) {
            found.names.insert((pod.pod.namespace.clone(), pod.pod.name.clone()));
            found.add(pod, &above);
        }
        found
    }

    fn add(&mut self, instance: &PodInstance<'_>, above: &BTreeMap<Key, Key>) {
        let pod = &instance.pod;
        let owner = pod.owner.as_ref().map(|owner| key(&pod.namespace, &owner.kind, &owner.name));
        let workload = instance.workload.as_ref().map(|w| key(&pod.namespace, &w.kind, &w.name));
        let higher = owner.as_ref().and_then(|own| above.get(own)).cloned();
        let all: BTreeSet<Key> = owner.into_iter().chain(workload).chain(higher).collect();
        for at in all {
            let pods = self.pods.entry(at).or_default();
            pods.count += 1;
            pods.names.insert(pod.name.clone());
            // One that waits for its node is tied to it.
            let node = if pod.node_name.is_empty() { tied_to(pod).unwrap_or_default() } else { &pod.node_name };
            pods.nodes.insert(node.to_owned());
        }
    }

    /// Whether the tree holds this controller.
    pub(super) fn has_controller(&self, namespace: &str, owner: &Workload) -> bool {
        self.controllers.contains(&key(namespace, &owner.kind, &owner.name))
    }

    /// How many pods of it there are.
    pub(super) fn count(&self, namespace: &str, kind: &str, name: &str) -> i64 {
        self.pods.get(&key(namespace, kind, name)).map_or(0, |pods| pods.count)
    }

    /// Whether any pod has that name.
    pub(super) fn is_taken(&self, namespace: &str, pod: &str) -> bool {
        self.names.contains(&(namespace.to_owned(), pod.to_owned()))
    }

    /// Whether it has a pod of that name.
    pub(super) fn has_pod(&self, namespace: &str, kind: &str, name: &str, pod: &str) -> bool {
        self.pods.get(&key(namespace, kind, name)).is_some_and(|pods| pods.names.contains(pod))
    }

    /// Whether it has a pod on that node.
    pub(super) fn on_node(&self, namespace: &str, kind: &str, name: &str, node: &str) -> bool {
        self.pods.get(&key(namespace, kind, name)).is_some_and(|pods| pods.nodes.contains(node))
    }
}

/// The node that a DaemonSet's pod is made for.
fn tied_to(pod: &Pod) -> Option<&str> {
    let required = pod.affinity.node_affinity.as_ref()?.required.as_ref()?;
    let field = required.node_selector_terms.first()?.match_fields.first()?;
    field.values.first().map(String::as_str).filter(|_| field.key == "metadata.name")
}
