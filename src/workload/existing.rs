//! Pods that are there already, so that what comes out of a cluster is not made twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Arrival, Inventory, Workload};
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
        let pending = inventory.arrivals.iter().filter_map(|a| match a {
            Arrival::Pod(p) => Some(&p.pod),
            Arrival::Controller(_) => None,
        });
        for pod in inventory.running.iter().map(|p| &p.pod).chain(pending) {
            found.names.insert((pod.namespace.clone(), pod.name.clone()));
            found.add(pod, &above);
        }
        found
    }

    fn add(&mut self, pod: &Pod, above: &BTreeMap<Key, Key>) {
        let Some(owner) = &pod.owner else { return };
        let own = key(&pod.namespace, &owner.kind, &owner.name);
        for at in above.get(&own).into_iter().chain([&own]) {
            let pods = self.pods.entry(at.clone()).or_default();
            pods.count += 1;
            pods.names.insert(pod.name.clone());
            pods.nodes.insert(pod.node_name.clone());
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
