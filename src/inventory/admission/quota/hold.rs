//! The pods of a run, one after the other, against the quotas of their namespaces.

use std::collections::{HashMap, HashSet};

use super::order::{self, At, Coming, Place};
use super::usage::{self, Usage};
use super::{ResourceQuota, claims as of_claims, met, objects, places};
use crate::inventory::requests::add_resources;
use crate::inventory::{Around, Arrival, Inventory, PodInstance, Policies, Refusal, Sourced};
use crate::model::{FileId, Quantity};
use crate::scheduler::types::{PersistentVolumeClaim, ResourceList};

/// Takes from what each status says is used what the pods of the tree account for, so that pods which a command takes away
/// give their share back. Without a status the pods of the tree are all there is.
pub(in crate::inventory) fn settle(inventory: &mut Inventory<'_>) {
    if inventory.policies.quotas.is_empty() {
        return;
    }
    let mut quotas = std::mem::take(&mut inventory.policies.quotas);
    for quota in quotas.iter_mut().filter(|quota| quota.counted) {
        let mut own = ResourceList::default();
        for pod in there(inventory).filter(|pod| pod.pod.namespace == quota.namespace) {
            count(quota, &mut own, &Usage::of(pod, &inventory.policies));
        }
        for (resource, used) in quota.used.iter_mut() {
            if let Some(own) = own.get(resource) {
                *used = used.minus(*own).max(Quantity::ZERO);
            }
        }
    }
    inventory.policies.quotas = quotas;
}

/// Counts a pod that has ended.
pub(in crate::inventory) fn ended(policies: &mut Policies, pod: &PodInstance<'_>) {
    if !policies.quotas.iter().any(|quota| quota.namespace == pod.pod.namespace) {
        return;
    }
    let mut used = Usage::of(pod, policies);
    used.amounts.retain(|resource, _| resource == usage::COUNT);
    for quota in &mut policies.quotas {
        if quota.namespace == pod.pod.namespace && !quota.counted {
            let mut own = std::mem::take(&mut quota.used);
            count(quota, &mut own, &used);
            quota.used = own;
        }
    }
}

/// Pods that came out of a cluster.
fn there<'i, 'a>(inventory: &'i Inventory<'a>) -> impl Iterator<Item = &'i PodInstance<'a>> {
    let pending = inventory.arrivals.iter().filter_map(|arrival| match arrival {
        Arrival::Pod(pod) => Some(&**pod),
        Arrival::Controller(_) => None,
    });
    inventory.running.iter().chain(pending).filter(|pod| is_there(pod))
}

/// What stands for use of a node is no pod.
fn is_there(pod: &PodInstance<'_>) -> bool {
    pod.is_there() && pod.template.field().at("spec").exists()
}

/// Counts what of a pod the quota counts.
fn count(quota: &ResourceQuota, used: &mut ResourceList, pod: &Usage) {
    if quota.matches(pod) {
        let mut added = pod.amounts.clone();
        added.retain(|resource, _| quota.allows(resource).is_some());
        add_resources(used, &added);
    }
}

/// The quotas of one namespace, each with what is used.
struct Ledger<'q> {
    quotas: Vec<(&'q ResourceQuota, ResourceList)>,
    /// By file those that its pods are held against.
    met: HashMap<FileId, Vec<usize>>,
    around: Around<'q>,
}

impl Ledger<'_> {
    /// The quotas that a pod is held against.
    fn of(&mut self, pod: &PodInstance<'_>) -> Vec<usize> {
        let Ledger { quotas, met: known, around } = self;
        let all = quotas.iter().map(|(quota, _)| *quota);
        let of_file = || met(all, *around, (&pod.pod.namespace, pod.object.file));
        known.entry(pod.object.file).or_insert_with(of_file).clone()
    }

    /// Counts a pod that is there already: in all quotas, or only in those whose status does not speak of it.
    fn count(&mut self, pod: &PodInstance<'_>, usage: &Usage, all: bool) {
        for at in self.of(pod) {
            let (quota, used) = &mut self.quotas[at];
            if all || !quota.counted {
                count(quota, used, usage);
            }
        }
    }

    /// Lets a pod in, or says why not (`CheckRequest`).
    fn admit(&mut self, pod: &PodInstance<'_>, usage: &Usage) -> Option<Refusal> {
        let held: Vec<usize> = self.of(pod).into_iter().filter(|at| self.quotas[*at].0.matches(usage)).collect();
        for at in &held {
            let quota = self.quotas[*at].0;
            let counted = quota.hard.iter().map(|hard| hard.resource.as_str());
            let unsaid = usage::unsaid(counted, &pod.pod);
            if !unsaid.is_empty() {
                return Some(places::unsaid(quota, pod, &unsaid));
            }
        }
        for at in &held {
            let (quota, used) = &self.quotas[*at];
            let exceeded = quota.exceeded(used, &usage.amounts);
            if !exceeded.is_empty() {
                return Some(places::exceeded(quota, pod, &exceeded));
            }
        }
        for at in held {
            let (quota, used) = &mut self.quotas[at];
            count(quota, used, usage);
        }
        None
    }
}

/// How many more pods like one the quotas of its namespace let in, at most so many, behind all that are there and those of
/// `new` that came; and what is said of the next one.
pub fn let_in<'p, 'a: 'p>(
    inventory: &'p Inventory<'a>,
    new: impl Iterator<Item = &'p PodInstance<'a>>,
    like: &PodInstance<'a>,
    most: i64,
) -> (i64, Option<Refusal>) {
    let namespace = &like.pod.namespace;
    let own = inventory.policies.quotas.iter().filter(|quota| quota.namespace == *namespace);
    let quotas = own.map(|quota| (quota, quota.used.clone())).collect();
    let mut ledger = Ledger { quotas, met: HashMap::new(), around: inventory.around };
    if ledger.quotas.is_empty() {
        return (most, None);
    }
    let came = inventory.running.iter().chain(new).filter(|pod| pod.pod.namespace == *namespace);
    for (pod, there) in order::came(came) {
        ledger.count(pod, &Usage::of(pod, &inventory.policies), !there);
    }
    let usage = Usage::of(like, &inventory.policies);
    for more in 0..most {
        if let Some(refusal) = ledger.admit(like, &usage) {
            return (more, Some(refusal));
        }
    }
    (most, None)
}

/// Says of each pod that the quotas of its namespace have no room for that it never comes to be. Those that are there
/// already have been let in, and count. Before them come the objects that make pods, and the claims, those that
/// StatefulSets make among them.
pub fn hold_quotas<'a>(
    inventory: &mut Inventory<'a>,
    pods: &mut [PodInstance<'a>],
    claims: &mut Vec<Sourced<'a, PersistentVolumeClaim>>,
) {
    if inventory.policies.quotas.is_empty() {
        return;
    }
    let quotas = std::mem::take(&mut inventory.policies.quotas);
    objects::hold(inventory, &quotas, pods);
    of_claims::hold(inventory, &quotas, pods, claims);
    let mut ledgers: HashMap<&str, Ledger<'_>> = HashMap::new();
    for quota in &quotas {
        let empty = || Ledger { quotas: Vec::new(), met: HashMap::new(), around: inventory.around };
        let ledger = ledgers.entry(&quota.namespace).or_insert_with(empty);
        ledger.quotas.push((quota, quota.used.clone()));
    }
    for pod in inventory.running.iter().chain(&*pods).filter(|pod| is_there(pod)) {
        let Some(ledger) = ledgers.get_mut(pod.pod.namespace.as_str()) else { continue };
        let usage = Usage::of(pod, &inventory.policies);
        ledger.count(pod, &usage, true);
    }
    let mut told: HashSet<Place> = HashSet::new();
    for Coming { at, there } in order::of(&inventory.running, pods) {
        let pod = match at {
            At::Running(at) => &mut inventory.running[at],
            At::New(at) => &mut pods[at],
        };
        let Some(ledger) = ledgers.get_mut(pod.pod.namespace.as_str()) else { continue };
        let usage = Usage::of(pod, &inventory.policies);
        if there {
            ledger.count(pod, &usage, false);
            continue;
        }
        let Some(mut refusal) = ledger.admit(pod, &usage) else { continue };
        // There may be very many of one workload, and they are told of once.
        if !told.insert(order::place(pod)) {
            refusal = Refusal { related: Vec::new(), help: None, ..refusal };
        }
        pod.refusals.insert(0, refusal);
    }
    inventory.policies.quotas = quotas;
}
