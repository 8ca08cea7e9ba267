//! The order in which new pods are made.

use std::collections::{HashMap, HashSet};

use crate::inventory::PodInstance;
use crate::model::FileId;
use crate::resource::PodKind;

/// Where a pod is held.
#[derive(Clone, Copy)]
pub(super) enum At {
    Running(usize),
    New(usize),
}

/// A pod that comes.
pub(super) struct Coming {
    /// Where it is held.
    pub(super) at: At,
    /// It is there already, as its controller's status says, though the tree does not hold it.
    pub(super) there: bool,
}

/// Where the object stands that holds a pod or its template.
pub(super) type Place = (FileId, u32);

pub(super) fn place(pod: &PodInstance<'_>) -> Place {
    (pod.object.file, pod.object.root.span().start)
}

/// The new pods that nothing else keeps out, in the order of their files. What a command adds to a controller comes after
/// all that is written.
pub(super) fn of(running: &[PodInstance<'_>], pods: &[PodInstance<'_>]) -> Vec<Coming> {
    let observed = running.iter().chain(pods).filter(|pod| pod.observed);
    let dumped: HashSet<&str> = observed.map(|pod| pod.pod.namespace.as_str()).collect();
    let mut made: HashMap<Place, i64> = HashMap::new();
    let all = (0..running.len()).map(At::Running).chain((0..pods.len()).map(At::New));
    let mut order: Vec<((bool, Place), Coming)> = Vec::new();
    for at in all {
        let pod = match at {
            At::Running(at) => &running[at],
            At::New(at) => &pods[at],
        };
        if pod.is_there() || pod.barred().is_some() {
            continue;
        }
        let place = place(pod);
        let number = made.entry(place).or_default();
        *number += 1;
        let there = !dumped.contains(pod.pod.namespace.as_str()) && *number <= there(pod);
        order.push(((written(pod).is_some_and(|written| *number > written), place), Coming { at, there }));
    }
    order.sort_by_key(|(key, _)| *key);
    order.into_iter().map(|(_, coming)| coming).collect()
}

/// Pods of one namespace that count for its quotas, each with whether what its controller's status says speaks of it although
/// the tree does not hold it. What stands for use of a node is no pod.
pub(super) fn came<'p, 'a: 'p>(all: impl Iterator<Item = &'p PodInstance<'a>>) -> Vec<(&'p PodInstance<'a>, bool)> {
    let is_pod = |pod: &&PodInstance<'_>| !pod.is_there() || pod.template.field().at("spec").exists();
    let all: Vec<&PodInstance<'a>> = all.filter(is_pod).filter(|pod| pod.barred().is_none()).collect();
    let dumped = all.iter().any(|pod| pod.observed);
    let mut made: HashMap<Place, i64> = HashMap::new();
    let one = |pod: &'p PodInstance<'a>| {
        if pod.is_there() {
            return (pod, false);
        }
        let number = made.entry(place(pod)).or_default();
        *number += 1;
        (pod, !dumped && *number <= there(pod))
    };
    all.into_iter().map(one).collect()
}

/// How many pods a controller is written to have, where that is a number of its own.
fn written(pod: &PodInstance<'_>) -> Option<i64> {
    let scales = pod.workload.as_ref().is_some_and(|w| PodKind::named(&w.kind).is_some_and(PodKind::scales));
    scales.then(|| pod.object.field().at("spec").at("replicas").opt_int().unwrap_or(1))
}

/// How many pods the status of a controller that came out of a cluster speaks of.
fn there(pod: &PodInstance<'_>) -> i64 {
    let (object, workload) = (pod.object.field(), pod.workload.as_ref());
    if !object.at("metadata").at("uid").exists() {
        return 0;
    }
    let status = object.at("status");
    match workload.map_or("", |workload| workload.kind.as_str()) {
        "DaemonSet" => status.at("currentNumberScheduled").int(),
        "Job" => status.at("active").int(),
        _ => status.at("replicas").int(),
    }
}
