//! Manifests beside a cluster that has some of it already: who makes the pods that run, and which of them are of another
//! template than the one that is applied.
//!
//! A manifest beside a dump with the same controller is an `apply` of it. A dump need not hold the ReplicaSets: what is
//! called `NAME-HASH` and has labels that a Deployment `NAME` selects is its own.

mod template;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::matching::selects;
use super::{Arrival, Controller, Inventory, Older, Origin, PodInstance, Workload, read};
use crate::scheduler::types::Pod;
use crate::source::Draft;

/// The label by which a Deployment tells its replica sets' pods apart.
const HASH: &str = "pod-template-hash";

/// What the last `kubectl apply` was given.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Namespace, kind, name.
type Key = (String, String, String);

/// The controllers of a cluster in whose place a manifest stands.
type Live<'a> = BTreeMap<Key, Origin<'a>>;

/// Finds out whose the pods are that run, and which of them a rollout replaces.
pub(super) fn settle(inventory: &mut Inventory<'_>) {
    let live = merge(inventory);
    inventory.adopted = adopted(inventory);
    let older = older(inventory, &live);
    for (at, older) in older {
        if let Arrival::Controller(controller) = &mut inventory.arrivals[at] {
            controller.older.push(older);
        }
    }
}

impl Inventory<'_> {
    /// Replica sets of which only pods are known, with the Deployment that they belong to: namespace, name, Deployment.
    pub(crate) fn adopted(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.adopted.iter().map(|((namespace, set), of)| (namespace.as_str(), set.as_str(), of.as_str()))
    }

    /// The controller that keeps the pod in number, as its author knows it: of a ReplicaSet's pod the Deployment, where that
    /// is known.
    pub(crate) fn maker(&self, pod: &PodInstance<'_>) -> Option<Workload> {
        if let Some(workload) = &pod.workload {
            return Some((**workload).clone());
        }
        let owner = pod.pod.owner.as_ref()?;
        let namespace = &pod.pod.namespace;
        if owner.kind == "ReplicaSet"
            && let Some(of) = self.adopted.get(&(namespace.clone(), owner.name.clone()))
        {
            return Some(Workload { kind: "Deployment".to_owned(), name: of.clone() });
        }
        let is_it = |c: &&Controller<'_>| c.kind == owner.kind && c.name == owner.name && c.namespace == *namespace;
        let above = self.controllers().find(is_it).and_then(|c| c.owner.clone());
        above.or_else(|| Some(Workload { kind: owner.kind.clone(), name: owner.name.clone() }))
    }

    /// Whether something that is here makes the pod again once it is gone.
    pub(crate) fn has_maker(&self, pod: &PodInstance<'_>) -> bool {
        let is = |kind: &str, name: &str| {
            self.controllers().any(|c| c.kind == kind && c.name == name && c.namespace == pod.pod.namespace)
        };
        pod.pod.owner.as_ref().is_some_and(|owner| is(&owner.kind, &owner.name))
            || self.maker(pod).is_some_and(|maker| is(&maker.kind, &maker.name))
    }
}

fn key(controller: &Controller<'_>) -> Key {
    (controller.namespace.clone(), controller.kind.to_owned(), controller.name.clone())
}

/// Whether an object came out of a cluster.
fn is_live(origin: &Origin<'_>) -> bool {
    origin.field().at("metadata").at("uid").exists()
}

/// Whether a manifest of that kind is what becomes of the object of its name. A Job's is never run twice.
fn is_applied(controller: &Controller<'_>) -> bool {
    let named = controller.origin.field().at("metadata").at("name").exists();
    named && matches!(controller.kind, "Deployment" | "StatefulSet" | "DaemonSet")
}

/// Lets manifests stand in the place of what the cluster has under their names. A number of replicas that no manifest says
/// stays what it is.
fn merge<'a>(inventory: &mut Inventory<'a>) -> Live<'a> {
    let of = |live: bool| move |c: &&Controller<'_>| is_applied(c) && is_live(&c.origin) == live;
    let written: BTreeSet<Key> = inventory.controllers().filter(of(false)).map(key).collect();
    let there = inventory.controllers().filter(of(true)).map(|c| (key(c), c.origin));
    let live: Live<'a> = there.filter(|(key, _)| written.contains(key)).collect();
    if live.is_empty() {
        return live;
    }
    inventory
        .arrivals
        .retain(|arrival| !matches!(arrival, Arrival::Controller(c) if of(true)(&&**c) && live.contains_key(&key(c))));
    for arrival in &mut inventory.arrivals {
        let Arrival::Controller(controller) = arrival else { continue };
        let Some(was) = live.get(&key(controller)) else { continue };
        let replicas = |origin: &Origin<'_>| origin.field().at("spec").at("replicas").opt_int();
        if replicas(&controller.origin).is_none() {
            controller.scaled = replicas(was);
        }
    }
    live
}

/// The replica sets of pods that came out of a cluster without them, each with its Deployment.
fn adopted(inventory: &Inventory<'_>) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    let named = |kind: &'static str| inventory.controllers().filter(move |c| c.kind == kind);
    let deployments: HashMap<(&str, &str), &Controller<'_>> =
        named("Deployment").map(|c| ((c.namespace.as_str(), c.name.as_str()), c)).collect();
    if deployments.is_empty() {
        return found;
    }
    let sets: BTreeSet<(&str, &str)> = named("ReplicaSet").map(|c| (c.namespace.as_str(), c.name.as_str())).collect();
    for pod in inventory.pods().filter(|pod| pod.observed).map(|instance| &*instance.pod) {
        let Some(set) = pod.owner.as_ref().filter(|owner| owner.kind == "ReplicaSet").map(|owner| &owner.name) else {
            continue;
        };
        if sets.contains(&(pod.namespace.as_str(), set.as_str())) {
            continue;
        }
        let of = set.rsplit_once('-').and_then(|(name, _)| deployments.get(&(pod.namespace.as_str(), name)));
        if let Some(deployment) = of.filter(|of| is_own(of, pod, set)) {
            found.insert((pod.namespace.clone(), set.clone()), deployment.name.clone());
        }
    }
    found
}

/// Whether a pod of that replica set is the Deployment's.
fn is_own(deployment: &Controller<'_>, pod: &Pod, set: &str) -> bool {
    let selector = read::label_selector(deployment.origin.field().at("spec").at("selector"));
    let hash = pod.labels.get(HASH).is_none_or(|hash| set.strip_suffix(hash.as_str()).is_some());
    hash && selector.is_some_and(|selector| selects(&selector, &pod.labels))
}

/// The pods of older templates, by the place of their controller.
fn older<'a>(inventory: &Inventory<'a>, live: &Live<'a>) -> Vec<(usize, Older)> {
    let written = |c: &Controller<'_>| is_applied(c) && !is_live(&c.origin);
    if !inventory.pods().any(|pod| pod.observed) || !inventory.controllers().any(written) {
        return Vec::new();
    }
    let sets = inventory.controllers().filter(|c| c.kind == "ReplicaSet");
    let sets: HashMap<(&str, &str), &Controller<'a>> =
        sets.map(|c| ((c.namespace.as_str(), c.name.as_str()), c)).collect();
    let mut pods: HashMap<Key, Vec<&PodInstance<'a>>> = HashMap::new();
    for pod in inventory.pods().filter(|pod| pod.observed) {
        let Some(owner) = &pod.pod.owner else { continue };
        let namespace = &pod.pod.namespace;
        let above = match sets.get(&(namespace.as_str(), owner.name.as_str())).filter(|_| owner.kind == "ReplicaSet") {
            Some(set) => set.owner.clone(),
            None => inventory
                .adopted
                .get(&(namespace.clone(), owner.name.clone()))
                .filter(|_| owner.kind == "ReplicaSet")
                .map(|of| Workload { kind: "Deployment".to_owned(), name: of.clone() }),
        };
        let (kind, name) = above.map_or_else(|| (owner.kind.clone(), owner.name.clone()), |of| (of.kind, of.name));
        pods.entry((namespace.clone(), kind, name)).or_default().push(pod);
    }
    let one = |(at, arrival): (usize, &Arrival<'a>)| {
        let Arrival::Controller(controller) = arrival else { return None };
        let own = pods.get(&key(controller)).filter(|_| written(controller))?;
        let judge = Judge::of(controller, live.get(&key(controller)));
        let set_of = |pod: &PodInstance<'a>| {
            let owner = pod.pod.owner.as_ref().filter(|owner| owner.kind == "ReplicaSet")?;
            sets.get(&(pod.pod.namespace.as_str(), owner.name.as_str())).copied()
        };
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        let mut is_old = |pod: &PodInstance<'a>| match set_of(pod) {
            Some(set) => *known.entry(&set.name).or_insert_with(|| judge.differs(&template_of(set))),
            None => judge.is_old(pod),
        };
        let old: BTreeSet<String> = own.iter().filter(|pod| is_old(pod)).map(|pod| pod.pod.key()).collect();
        (!old.is_empty()).then(|| (at, Older { template: judge.live.clone().unwrap_or_else(Draft::map), pods: old }))
    };
    inventory.arrivals.iter().enumerate().filter_map(one).collect()
}

fn template_of(controller: &Controller<'_>) -> Draft {
    controller.template().node().map_or_else(Draft::map, Draft::of)
}

/// Holds templates of the cluster against the one that a manifest has.
struct Judge {
    wanted: Draft,
    /// The template of the controller of that name, where the cluster has it.
    live: Option<Draft>,
    /// That of the manifest that was applied last.
    applied: Option<Draft>,
}

impl Judge {
    fn of(controller: &Controller<'_>, live: Option<&Origin<'_>>) -> Self {
        let path = ["spec", "template"];
        let at = |draft: &Draft| draft.at(&path).cloned();
        let text = live.map(|live| live.field().at("metadata").at("annotations").at(APPLIED).str());
        let applied = text.filter(|text| !text.is_empty()).and_then(|text| Draft::read(text).ok());
        Judge {
            wanted: template_of(controller),
            live: live.and_then(|live| at(&Draft::of(live.root))),
            applied: applied.as_ref().and_then(at),
        }
    }

    fn differs(&self, live: &Draft) -> bool {
        template::differs(&self.wanted, live, self.applied.as_ref())
    }

    /// Of a pod whose replica set is not there, or that has none.
    fn is_old(&self, pod: &PodInstance<'_>) -> bool {
        match &self.live {
            Some(live) => self.differs(live),
            None => pod.template.root.get("spec").is_some_and(|spec| {
                let annotations = pod.template.field().at("metadata").at("annotations");
                template::runs_another(&self.wanted, &Draft::of(spec), annotations)
            }),
        }
    }
}

#[cfg(test)]
mod tests;
