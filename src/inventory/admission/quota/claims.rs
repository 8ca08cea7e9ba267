//! Quotas on claims and their storage (`pkg/quota/v1/evaluator/core/persistent_volume_claims.go`).

use std::collections::HashMap;

use super::{Exceeded, ResourceQuota, Seen, met};
use crate::inventory::requests::add_resources;
use crate::inventory::{Inventory, Origin, PodInstance, Refusal, Sourced};
use crate::model::{FileId, Quantity, Related, Span};
use crate::scheduler::types::{PersistentVolumeClaim, ResourceList, VolumeSource};

type Claim<'a> = Sourced<'a, PersistentVolumeClaim>;

/// A claim by its namespace and name, and its file: the same name may be another's where files never meet.
type Key = (String, String, FileId);

/// Takes away the claims that the quotas of their namespace have no room for; `made` are those that StatefulSets make, of
/// which the pod is not made either.
pub(super) fn hold<'a>(
    inventory: &mut Inventory<'a>,
    quotas: &[ResourceQuota],
    pods: &mut [PodInstance<'a>],
    made: &mut Vec<Claim<'a>>,
) {
    // Nothing but pods is in the scopes that are known.
    let quotas: Vec<&ResourceQuota> = quotas.iter().filter(|quota| quota.scopes.is_empty() && counts(quota)).collect();
    if quotas.is_empty() {
        return;
    }
    let mut refused = refusals(inventory, &quotas, made);
    for at in (0..inventory.claims.len()).rev() {
        let claim = &inventory.claims[at];
        if !is_there(&claim.value)
            && let Some(refusal) = refused.remove(&key(claim))
        {
            let claim = inventory.claims.remove(at);
            inventory.refused_claims.push((claim, refusal));
        }
    }
    made.retain(|claim| !refused.contains_key(&key(claim)));
    for pod in pods.iter_mut().filter(|pod| pod.workload.as_ref().is_some_and(|w| w.kind == "StatefulSet")) {
        let own = pod.pod.volumes.iter().find_map(|volume| match &volume.source {
            VolumeSource::Claim { claim_name } => {
                refused.get(&(pod.pod.namespace.clone(), claim_name.clone(), pod.object.file))
            }
            _ => None,
        });
        if let Some(refusal) = own.cloned() {
            pod.refusals.insert(0, refusal);
        }
    }
}

/// What is said of each claim that does not fit in, in the order of the files.
fn refusals(inventory: &Inventory<'_>, quotas: &[&ResourceQuota], made: &[Claim<'_>]) -> HashMap<Key, Refusal> {
    let mut used: Vec<ResourceList> = quotas.iter().map(|quota| quota.used.clone()).collect();
    let mut known: Seen<(String, String)> = Seen::default();
    let mut before = |claim: &Claim<'_>| {
        let (namespace, name, file) = key(claim);
        known.before((namespace, name), file, inventory.around)
    };
    let within = |claim: &Claim<'_>| {
        met(quotas.iter().copied(), inventory.around, (claim.value.namespace.as_str(), claim.origin.file))
    };
    for claim in inventory.claims.iter().filter(|claim| is_there(&claim.value)) {
        if before(claim).is_none() {
            let without_status = within(claim).into_iter().filter(|at| !quotas[*at].counted);
            without_status.for_each(|at| add_resources(&mut used[at], &usage(&claim.value)));
        }
    }
    let mut new: Vec<&Claim<'_>> =
        inventory.claims.iter().chain(made).filter(|claim| !is_there(&claim.value)).collect();
    new.sort_by_key(|claim| (claim.origin.file, claim.origin.root.span().start));
    let mut refused: HashMap<Key, Refusal> = HashMap::new();
    for claim in new {
        if let Some(file) = before(claim) {
            let (namespace, name, _) = key(claim);
            if let Some(same) = refused.get(&(namespace, name, file)).cloned() {
                refused.insert(key(claim), same);
            }
            continue;
        }
        let added = usage(&claim.value);
        let over = within(claim).into_iter().find_map(|at| {
            let exceeded = quotas[at].exceeded(&used[at], &added);
            (!exceeded.is_empty()).then(|| refusal(quotas[at], claim, &exceeded))
        });
        match over {
            Some(refusal) => drop(refused.insert(key(claim), refusal)),
            None => within(claim).into_iter().for_each(|at| add_resources(&mut used[at], &added)),
        }
    }
    refused
}

fn key(claim: &Claim<'_>) -> Key {
    (claim.value.namespace.clone(), claim.value.name.clone(), claim.origin.file)
}

/// Whether it came out of a cluster.
fn is_there(claim: &PersistentVolumeClaim) -> bool {
    !claim.phase.is_empty() || !claim.uid.is_empty()
}

/// Whether the quota counts claims (`MatchingResources`).
fn counts(quota: &ResourceQuota) -> bool {
    let own = |resource: &str| {
        let plain = resource.split_once(".storageclass.storage.k8s.io/").map_or(resource, |(_, rest)| rest);
        matches!(plain, "persistentvolumeclaims" | "requests.storage") || resource == "count/persistentvolumeclaims"
    };
    quota.hard.iter().any(|hard| own(&hard.resource))
}

/// What a claim counts for (`Usage`); storage in whole bytes.
fn usage(claim: &PersistentVolumeClaim) -> ResourceList {
    let one = Quantity::from_units(1);
    let storage = claim.request;
    let storage =
        if storage.is_whole() { storage } else { Quantity::from_units(storage.value()).with_format(storage.format()) };
    let mut all = vec![
        ("persistentvolumeclaims".to_owned(), one),
        ("count/persistentvolumeclaims".to_owned(), one),
        ("requests.storage".to_owned(), storage),
    ];
    if let Some(class) = claim.storage_class_name.as_deref().filter(|class| !class.is_empty()) {
        let of_class = |resource: &str| format!("{class}.storageclass.storage.k8s.io/{resource}");
        all.push((of_class("persistentvolumeclaims"), one));
        all.push((of_class("requests.storage"), storage));
    }
    all.into_iter().collect()
}

fn refusal(quota: &ResourceQuota, claim: &Claim<'_>, exceeded: &[Exceeded<'_>]) -> Refusal {
    let mut refusal = Refusal::forbidden(quota.exceeded_text(exceeded));
    refusal.claim = Some(claim.value.name.clone());
    let of_storage = exceeded.iter().any(|e| e.hard.resource.ends_with("requests.storage"));
    refusal.span = Some(place(&claim.origin, of_storage));
    let line = |e: &Exceeded<'_>| Related { file: quota.file, span: e.hard.span, message: quota.allowance(e.hard) };
    refusal.related.extend(exceeded.iter().map(line));
    refusal.help = Some("claim less, remove claims that are not needed, or raise the quota".to_owned());
    refusal
}

/// Where the storage stands that a claim, or the template of one, asks for; else its name.
fn place(origin: &Origin<'_>, of_storage: bool) -> Span {
    let storage = origin.field().at("spec").at("resources").at("requests").at("storage");
    if of_storage && storage.exists() { storage.span() } else { origin.head() }
}
