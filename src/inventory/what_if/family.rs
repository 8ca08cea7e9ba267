//! Controllers with the pods that are theirs, and what becomes of pods that go.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::{Arrival, Controller, Inventory, PodInstance};
use crate::scheduler::types::Pod;
use crate::source::Draft;

/// A pod that a command drove away, or could not.
#[derive(Clone, Debug)]
pub struct Gone<'a> {
    /// The pod, as it was.
    pub pod: PodInstance<'a>,
    /// Why it had to go, or stays.
    pub why: String,
    /// What becomes of the command, where a budget does not let the pod go.
    pub stays: Option<&'static str>,
}

/// A template that a controller had, and its pods.
#[derive(Clone, Debug)]
pub struct Older {
    /// The template, as it was.
    pub template: Draft,
    /// Those of its pods that are there still, by namespace and name.
    pub pods: BTreeSet<String>,
}

/// Kind, namespace and name.
type Key = (String, String, String);

/// A controller and those that are its own.
pub(super) struct Family(BTreeSet<Key>);

impl Family {
    fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.0.contains(&(kind.to_owned(), namespace.to_owned(), name.to_owned()))
    }

    pub(super) fn has_pod(&self, pod: &PodInstance<'_>) -> bool {
        let namespace = &pod.pod.namespace;
        pod.workload.as_ref().is_some_and(|w| self.has(&w.kind, namespace, &w.name))
            || pod.pod.owner.as_ref().is_some_and(|o| self.has(&o.kind, namespace, &o.name))
    }
}

impl<'a> Inventory<'a> {
    /// Every pod that is there, with a node or without.
    pub fn pods(&self) -> impl Iterator<Item = &PodInstance<'a>> {
        let pending = self.arrivals.iter().filter_map(|arrival| match arrival {
            Arrival::Pod(pod) => Some(&**pod),
            Arrival::Controller(_) => None,
        });
        self.running.iter().chain(pending)
    }

    /// The controllers that are there.
    pub fn controllers(&self) -> impl Iterator<Item = &Controller<'a>> {
        self.arrivals.iter().filter_map(|arrival| match arrival {
            Arrival::Controller(controller) => Some(&**controller),
            Arrival::Pod(_) => None,
        })
    }

    /// A controller with all that it makes, and that makes.
    pub(super) fn family(&self, kind: &str, namespace: &str, name: &str) -> Family {
        let mut family = Family(BTreeSet::from([(kind.to_owned(), namespace.to_owned(), name.to_owned())]));
        loop {
            let before = family.0.len();
            for controller in self.controllers() {
                let owned =
                    controller.owner.as_ref().is_some_and(|o| family.has(&o.kind, &controller.namespace, &o.name));
                if owned {
                    let own = (controller.kind.to_owned(), controller.namespace.clone(), controller.name.clone());
                    family.0.insert(own);
                }
            }
            for (own, set, of) in self.adopted() {
                if family.has("Deployment", own, of) {
                    family.0.insert(("ReplicaSet".to_owned(), own.to_owned(), set.to_owned()));
                }
            }
            if family.0.len() == before {
                return family;
            }
        }
    }

    /// Takes pods away, and keeps in mind that and why.
    pub fn remove_pods(&mut self, picks: impl Fn(&PodInstance<'a>) -> bool, why: &str) {
        let gone: Vec<_> = self.running.extract_if(.., |pod| picks(pod)).collect();
        self.forget_older(gone.iter());
        for pod in gone {
            self.count_failure(&pod);
            self.make_again(&pod);
            self.gone.push(Gone { pod, why: why.to_owned(), stays: None });
        }
    }

    /// A Job counts a pod that was driven away as failed (`job_controller.go`).
    fn count_failure(&mut self, pod: &PodInstance<'a>) {
        let Some(owner) = pod.pod.owner.as_ref().filter(|owner| owner.kind == "Job") else { return };
        let (name, namespace) = (owner.name.clone(), pod.pod.namespace.clone());
        for arrival in &mut self.arrivals {
            if let Arrival::Controller(job) = arrival
                && job.kind == "Job"
                && job.name == name
                && job.namespace == namespace
                && !ignores_disruption(job)
            {
                job.failed += 1;
            }
        }
    }

    /// Takes pods away, pending ones among them, because that is what the command says.
    pub fn remove_pods_quietly(&mut self, picks: impl Fn(&PodInstance<'a>) -> bool) {
        let gone: Vec<_> = self.pods().filter(|pod| picks(pod)).cloned().collect();
        self.forget_older(gone.iter());
        self.running.retain(|pod| !picks(pod));
        self.arrivals.retain(|arrival| !matches!(arrival, Arrival::Pod(pod) if picks(pod)));
    }

    /// What is made anew under the name of a pod that goes is of the newest template.
    fn forget_older<'p>(&mut self, gone: impl Iterator<Item = &'p PodInstance<'a>>)
    where
        'a: 'p,
    {
        let rolling = |arrival: &Arrival<'_>| matches!(arrival, Arrival::Controller(c) if !c.older.is_empty());
        if !self.arrivals.iter().any(rolling) {
            return;
        }
        let gone: BTreeSet<String> = gone.map(|pod| pod.pod.key()).collect();
        for arrival in &mut self.arrivals {
            if let Arrival::Controller(controller) = arrival {
                controller.older.iter_mut().for_each(|older| older.pods.retain(|pod| !gone.contains(pod)));
                controller.older.retain(|older| !older.pods.is_empty());
            }
        }
    }

    /// How many pods of a controller have a node, and whether a command drove one of its pods away.
    pub fn running_of(&self, kind: &str, namespace: &str, name: &str) -> (usize, bool) {
        let family = self.family(kind, namespace, name);
        let running = self.running.iter().filter(|pod| family.has_pod(pod)).count();
        (running, self.gone.iter().any(|gone| gone.stays.is_none() && family.has_pod(&gone.pod)))
    }

    /// The pods of a controller, with a node or without.
    pub fn own_pods(&self, kind: &str, namespace: &str, name: &str) -> Vec<&PodInstance<'a>> {
        let family = self.family(kind, namespace, name);
        self.pods().filter(|pod| family.has_pod(pod)).collect()
    }

    /// Controllers go, what they made stays, nobody's from then on (`--cascade=orphan`).
    pub(super) fn orphan(&mut self, places: &[usize]) {
        let mut keys = Vec::new();
        for at in places {
            if let Arrival::Controller(controller) = &self.arrivals[*at] {
                keys.push((controller.kind, controller.namespace.clone(), controller.name.clone()));
            }
        }
        for (kind, namespace, name) in &keys {
            let own = self.family(kind, namespace, name);
            let is_own = |pod: &PodInstance<'_>| own.has_pod(pod);
            let pending = self.arrivals.iter_mut().filter_map(|arrival| match arrival {
                Arrival::Pod(pod) => Some(&mut **pod),
                Arrival::Controller(_) => None,
            });
            for pod in self.running.iter_mut().chain(pending).filter(|pod| is_own(pod)) {
                (pod.pod.owner, pod.workload) = (None, None);
            }
        }
        let is_it = |c: &Controller<'_>| {
            keys.iter().any(|(kind, ns, name)| c.kind == *kind && c.namespace == *ns && c.name == *name)
        };
        self.arrivals.retain(|arrival| !matches!(arrival, Arrival::Controller(c) if is_it(c)));
    }

    /// Nodes go, with their pods (`podgc`), those of DaemonSets among them.
    pub(super) fn delete_nodes(&mut self, nodes: &[usize]) {
        let names: Vec<String> = nodes.iter().map(|at| self.nodes[*at].value.name.clone()).collect();
        let mut at = 0..;
        self.nodes.retain(|_| at.next().is_none_or(|at| !nodes.contains(&at)));
        for name in &names {
            self.remove_pods(|pod| pod.pod.node_name == *name, &format!("node `{name}` is deleted"));
            self.arrivals.retain(|arrival| !matches!(arrival, Arrival::Pod(pod) if is_tied(&pod.pod, name)));
        }
        self.csi_nodes.retain(|node| !names.contains(&node.name));
    }

    /// Controllers go, with all that is theirs.
    pub(super) fn delete_controllers(&mut self, places: &[usize]) {
        let mut all = BTreeSet::new();
        for at in places {
            if let Arrival::Controller(controller) = &self.arrivals[*at] {
                all.extend(self.family(controller.kind, &controller.namespace, &controller.name).0);
            }
        }
        let family = Family(all);
        self.remove_pods_quietly(|pod| family.has_pod(pod));
        self.arrivals
            .retain(|arrival| !matches!(arrival, Arrival::Controller(c) if family.has(c.kind, &c.namespace, &c.name)));
    }

    /// Takes away what a controller has too many, as it would choose (`controller_utils.go`, `ActivePodsWithRanks`): those
    /// without a node first, then those that share a node with most others of it, then the newest. A StatefulSet's go from
    /// the highest number down.
    pub(super) fn remove_surplus(&mut self, at: usize) {
        let Arrival::Controller(controller) = &self.arrivals[at] else { return };
        let wanted = usize::try_from(controller.wanted()).unwrap_or_default();
        let family = self.family(controller.kind, &controller.namespace, &controller.name);
        let by_number = controller.kind == "StatefulSet";
        let own: Vec<&PodInstance<'_>> = self.pods().filter(|pod| family.has_pod(pod)).collect();
        let surplus = own.len().saturating_sub(wanted);
        let goes = first_to_go(&own, by_number, surplus);
        self.remove_pods_quietly(|pod| goes.contains(&pod.pod.key()));
    }
}

/// So many of a controller's pods as it would choose to take away, by namespace and name.
pub fn first_to_go(own: &[&PodInstance<'_>], by_number: bool, surplus: usize) -> BTreeSet<String> {
    let mut on_node: BTreeMap<&str, usize> = BTreeMap::new();
    for pod in own {
        *on_node.entry(&pod.pod.node_name).or_default() += 1;
    }
    let mut order: Vec<(usize, &&PodInstance<'_>)> = own.iter().enumerate().collect();
    if by_number {
        order.sort_by_key(|(_, pod)| Reverse(number(&pod.pod)));
    } else {
        order.sort_by_key(|(at, pod)| {
            let there = !pod.pod.node_name.is_empty();
            (there, deletion_cost(pod), Reverse(on_node[pod.pod.node_name.as_str()]), Reverse(*at))
        });
    }
    order.iter().take(surplus).map(|(_, pod)| pod.pod.key()).collect()
}

/// Whether a Job does not count pods that are driven away (`podFailurePolicy`, of the condition `DisruptionTarget`).
fn ignores_disruption(job: &Controller<'_>) -> bool {
    job.origin.field().at("spec").at("podFailurePolicy").at("rules").items().any(|rule| {
        let mut conditions = rule.at("onPodConditions").items();
        rule.at("action").str() == "Ignore" && conditions.any(|on| on.at("type").str() == "DisruptionTarget")
    })
}

/// Whether a DaemonSet's pod is made for that node.
pub(super) fn is_tied(pod: &Pod, node: &str) -> bool {
    let required = pod.affinity.node_affinity.as_ref().and_then(|affinity| affinity.required.as_ref());
    pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet")
        && required.is_some_and(|required| {
            required.node_selector_terms.iter().any(|term| {
                term.match_fields
                    .iter()
                    .any(|field| field.key == "metadata.name" && field.values.iter().any(|v| v == node))
            })
        })
}

fn number(pod: &Pod) -> u64 {
    pod.name.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
}

fn deletion_cost(pod: &PodInstance<'_>) -> i64 {
    let annotations = pod.object.field().at("metadata").at("annotations");
    let own = pod.workload.is_none().then(|| annotations.at("controller.kubernetes.io/pod-deletion-cost").str());
    own.and_then(|cost| cost.parse().ok()).unwrap_or_default()
}
