//! Quotas on the number of objects that make pods (`count/jobs.batch`): of one that is refused there are no pods
//! (`generic/evaluator.go`, `objectCountEvaluator`).

use std::collections::HashMap;

use super::{ResourceQuota, Seen, met};
use crate::inventory::requests::add_resources;
use crate::inventory::{Arrival, Controller, Inventory, Origin, PodInstance, Refusal};
use crate::model::{FileId, Quantity, Related};
use crate::resource::POD_KINDS;
use crate::scheduler::types::ResourceList;

/// Says of the pods of each controller that goes over the number of its kind that they never come to be.
pub(super) fn hold(inventory: &Inventory<'_>, quotas: &[ResourceQuota], pods: &mut [PodInstance<'_>]) {
    // Nothing but pods is in a scope.
    let quotas: Vec<&ResourceQuota> = quotas.iter().filter(|quota| quota.scopes.is_empty()).collect();
    let mut used: Vec<ResourceList> = quotas.iter().map(|quota| quota.used.clone()).collect();
    if quotas.is_empty() {
        return;
    }
    let mut refused: HashMap<(FileId, u32), Refusal> = HashMap::new();
    let mut makers: Vec<&Controller<'_>> = Vec::new();
    let around = inventory.around;
    let mut known: Seen<(&str, &str, &str)> = Seen::default();
    for controller in controllers(inventory) {
        // Of two of one name there is one.
        let file = controller.origin.file;
        if known.before((&controller.namespace, controller.kind, &controller.name), file, around).is_some() {
            continue;
        }
        let Some(resource) = resource(controller.kind) else { continue };
        let added: ResourceList = [(format!("count/{resource}"), Quantity::from_units(1))].into_iter().collect();
        let own = met(quotas.iter().copied(), around, (&controller.namespace, file));
        let there = is_there(controller);
        let object = format!("{resource} \"{}\"", controller.name);
        let over = |at: &usize| over(quotas[*at], &used[*at], &added, (controller, &object));
        if let Some(refusal) = own.iter().find_map(over).filter(|_| !there) {
            refused.insert(place(&controller.origin), refusal);
            continue;
        }
        for at in own.into_iter().filter(|at| !there || !quotas[*at].counted) {
            add_resources(&mut used[at], &added);
        }
        makers.extend((!there).then_some(controller));
    }
    // Controllers come to make theirs once all is applied.
    let names: HashMap<(FileId, u32), &str> =
        pods.iter().filter_map(|pod| Some((place(&pod.object), pod.pod.owner.as_ref()?.name.as_str()))).collect();
    for controller in makers {
        let Some(resource) = made(controller) else { continue };
        let name = names.get(&place(&controller.origin)).copied().unwrap_or(&controller.name);
        let added: ResourceList = [(format!("count/{resource}"), Quantity::from_units(1))].into_iter().collect();
        let own = met(quotas.iter().copied(), around, (&controller.namespace, controller.origin.file));
        let object = format!("{resource} \"{name}\"");
        let over = |at: &usize| over(quotas[*at], &used[*at], &added, (controller, &object));
        match own.iter().find_map(over) {
            Some(refusal) => {
                refused.insert(place(&controller.origin), refusal);
            }
            None => own.into_iter().for_each(|at| add_resources(&mut used[at], &added)),
        }
    }
    for pod in pods.iter_mut().filter(|pod| pod.workload.is_some()) {
        if let Some(refusal) = refused.get(&place(&pod.object)) {
            pod.refusals.insert(0, refusal.clone());
        }
    }
}

/// Why a quota does not let an object in, where it does not: the controller that it is, or that makes it, and what it is called.
fn over(
    quota: &ResourceQuota,
    used: &ResourceList,
    added: &ResourceList,
    (controller, object): (&Controller<'_>, &str),
) -> Option<Refusal> {
    let exceeded = quota.exceeded(used, added);
    let first = exceeded.first()?;
    let mut refusal = Refusal::forbidden(quota.exceeded_text(&exceeded));
    refusal.span = Some(controller.origin.head());
    refusal.object = Some(object.to_owned());
    let message = quota.allowance(first.hard);
    refusal.related.push(Related { file: quota.file, span: first.hard.span, message });
    refusal.help = Some("remove what is not needed in the namespace, or raise the quota".to_owned());
    Some(refusal)
}

/// The resource of what a controller makes that makes the pods: the ReplicaSet of a Deployment, a CronJob's next Job.
fn made(controller: &Controller<'_>) -> Option<&'static str> {
    let spec = controller.origin.field().at("spec");
    match controller.kind {
        "Deployment" if !spec.at("paused").bool() => Some("replicasets.apps"),
        "CronJob" if !spec.at("suspend").bool() => Some("jobs.batch"),
        _ => None,
    }
}

fn controllers<'i, 'a>(inventory: &'i Inventory<'a>) -> impl Iterator<Item = &'i Controller<'a>> {
    inventory.arrivals.iter().filter_map(|arrival| match arrival {
        Arrival::Controller(controller) => Some(&**controller),
        Arrival::Pod(_) => None,
    })
}

/// Whether it came out of a cluster.
fn is_there(controller: &Controller<'_>) -> bool {
    controller.origin.field().at("metadata").at("uid").exists()
}

fn place(origin: &Origin<'_>) -> (FileId, u32) {
    (origin.file, origin.root.span().start)
}

/// The resource of a kind, with its group: `jobs.batch`.
fn resource(kind: &str) -> Option<String> {
    let row = POD_KINDS.iter().find(|row| row.kind == kind)?;
    let plural = format!("{}s", row.kind.to_ascii_lowercase());
    Some(if row.group.is_empty() { plural } else { format!("{plural}.{}", row.group) })
}
