//! The case with pods that are not there yet.

use std::collections::HashSet;

use super::Asks;
use crate::inventory::{Arrival, PodInstance, let_in};
use crate::placement::asked::standing::{Standing, by_key};
use crate::placement::asked::subject::{Subject, instances};
use crate::placement::case::{Case, read};
use crate::scheduler::types::{Cluster, Pod, VolumeSource};

/// Pods that are made where each has volumes of its own.
const MADE: i64 = 500;

/// Pods beyond this are not held against quotas any more.
const LET_IN: i64 = 100_000;

/// The case with pods that are not there yet.
pub(super) struct Grown<'a> {
    pub(super) case: Case<'a>,
    /// The pods that are new, of each subject.
    pub(super) probes: Vec<Probes>,
    /// Where the others are, and which of them wait.
    pub(super) placed: Vec<(usize, usize)>,
    pub(super) waiting: Vec<usize>,
}

/// The next pods of one workload.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes {
    /// By their places among the case's. Where there is one, all others are like it.
    pub(super) pods: Vec<usize>,
    /// How many admission lets in, where it keeps out the one behind them, and what it says of that one.
    pub(super) let_in: Option<(i64, String)>,
    /// Why there is none, where that is not what admission says.
    pub(super) note: String,
    /// Each has something of its own.
    own: bool,
}

impl Probes {
    /// Whether one stands for all.
    pub(super) fn are_alike(&self) -> bool {
        !self.own
    }

    /// The next one where so many have found a place.
    pub(super) fn next(&self, placed: i64) -> usize {
        usize::try_from(placed).ok().and_then(|at| self.pods.get(at)).copied().unwrap_or(self.pods[0])
    }

    /// What admission says where it lets none in at all.
    pub(super) fn refused(&self) -> Option<&str> {
        self.let_in.as_ref().filter(|(let_in, _)| *let_in == 0 || self.pods.is_empty()).map(|(_, said)| said.as_str())
    }
}

impl<'a> Asks<'_, 'a> {
    /// Whether the workload's next pods take storage, which stays taken: it is asked about in a cluster of its own.
    pub(super) fn is_alone(&self, subject: &Subject) -> bool {
        instances(self.base.0).find(|pod| is_of(pod, subject)).is_some_and(|pod| has_own_storage(&pod.pod))
    }

    /// The case with more pods of each subject: one for all of them, or where `own` as many as are made.
    pub(super) fn grow(&self, subjects: &[&Subject], own: bool) -> Result<Grown<'a>, String> {
        let (case, decisions) = self.base;
        let super::Question { placing, .. } = self.question;
        let setting = self.question.setting();
        let mut inventory = read(self.objects, (&placing.what_if, self.made), setting, None, self.config)?;
        for arrival in &mut inventory.arrivals {
            let Arrival::Controller(controller) = arrival else { continue };
            let of = (controller.kind.to_owned(), controller.namespace.clone(), controller.name.clone());
            if is_scaled(controller.kind) && subjects.contains(&&of) {
                controller.scaled = Some(controller.wanted().max(0).saturating_add(if own { MADE } else { 1 }));
            }
        }
        if !own {
            // One stands for all, and must not be in another's way: how many are let in is asked by itself.
            inventory.policies.quotas.clear();
        }
        let mut grown = Grown::of(Case::of(inventory, setting), case, decisions);
        let known: HashSet<String> = instances(case).map(|pod| pod.pod.key()).collect();
        for subject in subjects {
            let mut probes = Probes { own, ..grown.probes(subject, &known) };
            if let (false, Some(&first)) = (own, probes.pods.first()) {
                probes.let_in = self.let_in(subject, &grown.case.pods[first]);
                if probes.refused().is_some() {
                    probes.pods.clear();
                }
            }
            if probes.pods.is_empty() && probes.let_in.is_none() {
                probes.note = self.none(subject);
            }
            grown.probes.push(probes);
        }
        Ok(grown)
    }

    /// How many pods like one admission lets in behind all others, and what it says of the next.
    fn let_in(&self, subject: &Subject, like: &PodInstance<'a>) -> Option<(i64, String)> {
        let case = self.base.0;
        let of_object = |pod: &&PodInstance<'_>| pod.barred().is_some_and(|refusal| refusal.object.is_some());
        if let Some(pod) = case.refused.iter().filter(|pod| is_of(pod, subject)).find(of_object) {
            return Some((0, pod.failed_create().unwrap_or_default()));
        }
        let written = case.inventory.running.iter().filter(|pod| !pod.observed).count();
        let new = case.pods.iter().chain(&case.bound[written.min(case.bound.len())..]);
        let (let_in, refusal) = let_in(&case.inventory, new, like, LET_IN);
        let mut next = like.clone();
        next.pod.name = numbered(&next.pod.name, let_in);
        next.refusals.insert(0, refusal?);
        Some((let_in, next.failed_create().unwrap_or_default()))
    }

    /// Why there is no next pod.
    fn none(&self, (kind, namespace, name): &Subject) -> String {
        let key = format!("{namespace}/{name}");
        match self.base.0.cut.iter().find(|cut| cut.kind == kind && cut.key == key) {
            Some(cut) => format!(
                "{} of its {} pods are simulated, and not one more: there are too many of all workloads together",
                if cut.made == 0 { "none".to_owned() } else { cut.made.to_string() },
                cut.wanted
            ),
            None => "it makes no pod".to_owned(),
        }
    }
}

impl<'a> Grown<'a> {
    /// With everything where it was before, and no probes yet.
    fn of(mut grown: Case<'a>, case: &Case<'_>, decisions: &[crate::scheduler::types::Decision]) -> Self {
        let standing = Standing::of(case, decisions);
        grown.cluster.pods.retain(|pod| !standing.gone.contains(&pod.key()));
        let places = by_key(grown.cluster.pending.iter().map(|pod| &**pod));
        let place = |pod: usize| places.get(&case.cluster.pending[pod].key()).copied();
        let placed = standing.placed.iter().filter_map(|&(pod, node)| Some((place(pod)?, node))).collect();
        let waiting = standing.waiting.iter().filter_map(|&pod| place(pod)).collect();
        Grown { case: grown, probes: Vec::new(), placed, waiting }
    }

    /// The pods of a subject that are not known yet, or one more like those that are.
    fn probes(&mut self, subject: &Subject, known: &HashSet<String>) -> Probes {
        let mut probes = Probes::default();
        let scaled = is_scaled(&subject.0);
        let is_new = |pod: &PodInstance<'_>| scaled && is_of(pod, subject) && !known.contains(&pod.pod.key());
        let all = self.case.pods.iter().enumerate();
        probes.pods = all.filter(|(_, pod)| is_new(pod)).map(|(at, _)| at).collect();
        if let Some(pod) = self.case.refused.iter().find(|pod| is_new(pod)) {
            let let_in = i64::try_from(probes.pods.len()).unwrap_or(i64::MAX);
            probes.let_in = Some((let_in, pod.failed_create().unwrap_or_default()));
        }
        if probes.pods.is_empty() && probes.let_in.is_none() {
            self.one_like(subject, &mut probes);
        }
        probes
    }

    /// One more like those that there are; of what has replicas only where as many are there as are ever made.
    fn one_like(&mut self, subject: &Subject, probes: &mut Probes) {
        let Some(mut pod) = instances(&self.case).find(|pod| is_of(pod, subject)).cloned() else { return };
        if is_scaled(&subject.0) && has_own_storage(&pod.pod) {
            return;
        }
        if let Some(refusal) = pod.failed_create() {
            probes.let_in = Some((0, refusal));
            return;
        }
        pod.pod.name.push_str("-more");
        pod.pod.node_name.clear();
        (pod.observed, pod.settled) = (false, false);
        probes.pods.push(self.case.pods.len());
        self.case.cluster.pending.push(pod.pod.clone());
        self.case.pods.push(pod);
    }

    /// The cluster with all whose places are known.
    pub(super) fn standing(&self) -> Cluster {
        Cluster { joining: Vec::new(), ..self.case.cluster.clone() }
    }
}

/// A pod's name so many further on, where it ends in a number.
fn numbered(name: &str, further: i64) -> String {
    let number = name.rsplit_once('-').and_then(|(stem, number)| Some((stem, number.parse::<i64>().ok()?)));
    number.map_or_else(|| name.to_owned(), |(stem, number)| format!("{stem}-{}", number.saturating_add(further)))
}

/// Whether a kind has replicas.
pub(super) fn is_scaled(kind: &str) -> bool {
    matches!(kind, "Deployment" | "ReplicaSet" | "ReplicationController" | "StatefulSet")
}

fn is_of(pod: &PodInstance<'_>, (kind, namespace, name): &Subject) -> bool {
    pod.pod.namespace == *namespace
        && match &pod.workload {
            Some(workload) => workload.kind == *kind && workload.name == *name,
            None => match &pod.pod.owner {
                Some(owner) => owner.kind == *kind && owner.name == *name,
                None => kind == "Pod" && pod.pod.name == *name,
            },
        }
}

/// Whether each pod of a kind has claims of its own, or a claim that is yet to be bound.
fn has_own_storage(pod: &Pod) -> bool {
    let of_pod = |source: &VolumeSource| matches!(source, VolumeSource::Claim { .. } | VolumeSource::Ephemeral);
    pod.volumes.iter().any(|volume| of_pod(&volume.source))
}
