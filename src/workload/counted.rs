//! Controllers that keep a number of equal pods: Deployment, ReplicaSet, ReplicationController.

use super::existing::Existing;
use super::naming::stable_hash;
use super::{Expansion, make};
use crate::inventory::{Controller, Inventory, Refusal, read};
use crate::scheduler::types::{Labels, OwnerReference, ReplicaSet};

/// The label by which a Deployment tells its replica sets' pods apart.
const HASH_LABEL: &str = "pod-template-hash";

/// The number wanted, less the pods that are there.
fn wanted(controller: &Controller<'_>, existing: &Existing) -> i64 {
    controller.wanted().saturating_sub(existing.count(&controller.namespace, controller.kind, &controller.name))
}

/// The labels that the replica set of that Deployment gives its pods.
pub(super) fn labels(namespace: &str, name: &str) -> Labels {
    [(HASH_LABEL.to_owned(), stable_hash(namespace, name))].into_iter().collect()
}

/// A Deployment: the pods of its newest replica set (`deployment/sync.go`, `getNewReplicaSet`).
pub(super) fn deployment<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
) {
    let spec = controller.origin.field().at("spec");
    let hash = stable_hash(&controller.namespace, &controller.name);
    let set = format!("{}-{hash}", controller.name);
    let labels = labels(&controller.namespace, &controller.name);
    let mut selector = read::label_selector(spec.at("selector"));
    if let Some(selector) = &mut selector {
        selector.match_labels.extend(labels.clone());
    }
    out.replica_sets.push(ReplicaSet { namespace: controller.namespace.clone(), name: set.clone(), selector });
    pods(inventory, controller, existing, out, &Made { owner_kind: "ReplicaSet", owner: &set, labels: &labels });
}

/// A ReplicaSet or ReplicationController that stands by itself.
pub(super) fn replica_set<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
) {
    let made = Made { owner_kind: controller.kind, owner: &controller.name, labels: &Labels::default() };
    pods(inventory, controller, existing, out, &made);
}

/// What the direct controller gives its pods.
struct Made<'m> {
    owner_kind: &'m str,
    owner: &'m str,
    labels: &'m Labels,
}

fn pods<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
    made: &Made<'_>,
) {
    let Some(root) = controller.template().node() else { return };
    let wanted = out.grant(controller, wanted(controller, existing));
    if wanted == 0 {
        return;
    }
    let api_version = if made.owner_kind == "ReplicationController" { "v1" } else { "apps/v1" };
    let owner = OwnerReference {
        api_version: api_version.to_owned(),
        kind: made.owner_kind.to_owned(),
        name: made.owner.to_owned(),
    };
    // All are alike but for their names: the template is read once.
    let mut names = (1..)
        .map(|i: i64| format!("{}-{i}", made.owner))
        .filter(|name| !existing.is_taken(&controller.namespace, name));
    let mut name = || names.next().unwrap_or_default();
    let mut first = make(inventory, controller, controller.origin.at(root), made.labels, |pod| {
        pod.owner = Some(owner);
        pod.name = name();
    });
    let f = controller.origin.field();
    let paused = f.at("spec").at("paused");
    if controller.kind == "Deployment" && paused.bool() && !f.at("metadata").at("uid").exists() {
        let message = "the Deployment is paused, so that it makes no ReplicaSet before it is resumed".to_owned();
        first.refusals.insert(0, Refusal::waiting(message, Some(paused.span())));
    }
    out.pods.reserve(usize::try_from(wanted).unwrap_or_default());
    for i in 1..=wanted {
        let mut instance = first.clone();
        if i > 1 {
            instance.rename(name());
            inventory.share(&mut instance.pod);
        }
        out.pods.push(instance);
    }
}
