//! What the controllers would create: pods from Deployments, ReplicaSets, ReplicationControllers, StatefulSets (with
//! their claims), DaemonSets, Jobs and CronJobs (one run).
//!
//! Names are made to be read and to stay the same: a controller's own pods are numbered (`web-x7k2p-1` for a
//! Deployment, whose replica set bears the letters; `db-0` for a StatefulSet, as in a cluster;
//! `agent-<node>` for a DaemonSet), where a cluster would draw letters at random.

mod counted;
mod daemon;
mod existing;
mod job;
mod naming;
pub mod persistent_volume;
mod rollout;
mod stateful;

pub use rollout::{Fenceposts, fenceposts, next_daemon, next_pod};

use crate::inventory::{Arrival, Controller, Inventory, Origin, PodInstance, Sourced, Workload, read};
use crate::scheduler::types::{Labels, PersistentVolumeClaim, Pod, ReplicaSet, ReplicationController, StatefulSet};

/// What came of the arrivals.
#[derive(Debug, Default)]
pub struct Expansion<'a> {
    /// Pods that ask for a node, in the order of arrival.
    pub pods: Vec<PodInstance<'a>>,
    /// Claims that StatefulSets make.
    pub claims: Vec<Sourced<'a, PersistentVolumeClaim>>,
    /// Replica sets, those of Deployments among them.
    pub replica_sets: Vec<ReplicaSet>,
    /// Replication controllers.
    pub replication_controllers: Vec<ReplicationController>,
    /// Stateful sets.
    pub stateful_sets: Vec<StatefulSet>,
    /// Controllers of which not all pods were made.
    pub cut: Vec<Cut<'a>>,
    /// DaemonSets that no node runs: each with the pod that it would make.
    pub idle: Vec<PodInstance<'a>>,
    /// So many pods may still be made.
    left: usize,
}

/// A controller that wants more pods than are made.
#[derive(Clone, Debug)]
pub struct Cut<'a> {
    /// The controller.
    pub object: Origin<'a>,
    /// What it is, and its name with its namespace.
    pub kind: &'a str,
    /// `namespace/name`
    pub key: String,
    /// Pods that were made.
    pub made: i64,
    /// Pods that it wants.
    pub wanted: i64,
}

/// More pods than this are never made of all controllers: a slip of the keyboard in `replicas` must neither fill the memory
/// nor take all day. It is as many as Kubernetes is made for.
const MOST_PODS: usize = 150_000;

/// So often all pods together may look at a node.
const MOST_LOOKS: usize = 300_000_000;

impl<'a> Expansion<'a> {
    /// How many of the wanted pods of a controller are made; where that is not all of them, it is noted.
    fn grant(&mut self, controller: &Controller<'a>, wanted: i64) -> i64 {
        let wanted = wanted.max(0);
        let made = wanted.min(i64::try_from(self.left).unwrap_or(i64::MAX));
        self.left -= usize::try_from(made).unwrap_or(self.left);
        if made < wanted {
            let (object, kind) = (controller.origin, controller.kind);
            let key = format!("{}/{}", controller.namespace, controller.name);
            self.cut.push(Cut { object, kind, key, made, wanted });
        }
        made
    }
}

/// Makes the pods that are not there yet. What arrives is moved; controllers stay.
pub fn expand<'a>(inventory: &mut Inventory<'a>) -> Expansion<'a> {
    let existing = existing::Existing::of(inventory);
    let arrivals = std::mem::take(&mut inventory.arrivals);
    let left = MOST_PODS.min(MOST_LOOKS / inventory.nodes.len().max(1));
    let mut out = Expansion { left, ..Expansion::default() };
    out.pods.reserve(arrivals.len());
    for arrival in arrivals {
        match arrival {
            Arrival::Pod(pod) => out.pods.push(*pod),
            Arrival::Controller(controller) => {
                expand_one(inventory, &controller, &existing, &mut out);
                // Questions about its next pods are asked later.
                inventory.arrivals.push(Arrival::Controller(controller));
            }
        }
    }
    out
}

fn expand_one<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &existing::Existing,
    out: &mut Expansion<'a>,
) {
    // What another object of the tree controls is that object's to make.
    let owned = controller.owner.as_ref().is_some_and(|o| existing.has_controller(&controller.namespace, o));
    let f = controller.origin.field();
    match controller.kind {
        "Deployment" => counted::deployment(inventory, controller, existing, out),
        "ReplicaSet" => {
            out.replica_sets.push(ReplicaSet {
                namespace: controller.namespace.clone(),
                name: controller.name.clone(),
                selector: read::replica_set_selector(f),
            });
            if !owned {
                counted::replica_set(inventory, controller, existing, out);
            }
        }
        "ReplicationController" => {
            out.replication_controllers.push(ReplicationController {
                namespace: controller.namespace.clone(),
                name: controller.name.clone(),
                selector: read::replication_controller_selector(f),
            });
            counted::replica_set(inventory, controller, existing, out);
        }
        "StatefulSet" => {
            out.stateful_sets.push(StatefulSet {
                namespace: controller.namespace.clone(),
                name: controller.name.clone(),
                selector: read::replica_set_selector(f),
            });
            stateful::expand(inventory, controller, existing, out);
        }
        "DaemonSet" => daemon::expand(inventory, controller, existing, out),
        "Job" if !owned => job::job(inventory, controller, existing, out),
        "CronJob" => job::cron_job(inventory, controller, existing, out),
        _ => {}
    }
}

/// A pod of `controller` from the template at `template`: named, owned, labelled, admitted.
fn make<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    template: crate::inventory::Origin<'a>,
    labels: &Labels,
    change: impl FnOnce(&mut Pod),
) -> PodInstance<'a> {
    let namespace = controller.namespace.clone();
    let mut instance = inventory.instance(controller.origin, template, labels, |pod| {
        pod.namespace = namespace;
        pod.terminating = false;
        change(pod);
    });
    instance.workload = Some(Workload { kind: controller.kind.to_owned(), name: controller.name.clone() }.into());
    instance.observed = false;
    inventory.share(&mut instance.pod);
    instance
}

#[cfg(test)]
mod tests;
