//! The scheduler's memory: the cluster as it stands between two attempts.

use super::answers::Answers;
use super::build::Build;
use super::profile::Profile;
use super::release::Release;
use super::snapshot::resource::is_scalar;
use super::snapshot::usage::{PodId, Usage};
use super::snapshot::volumes::Volumes;
use super::status::Refusals;
use super::steady::Gone;
use super::template::{Burden, TemplateId, Templates, burden};
use super::types::{Cluster, Config, Pod, Seen};
use super::words::Words;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A pod that the scheduler knows.
pub(super) struct Known<'c> {
    /// The pod.
    pub(super) pod: &'c Pod,
    /// What it asks for, if it is to be placed; what it brings along, if it runs.
    kind: Kind<'c>,
    /// How many pods had come to their node before it.
    arrival: usize,
    /// Position of the node where room was made for it.
    pub(super) nominated: Option<usize>,
}

/// When a pod started: its start time, if it has one; those without count as younger, in the order in which they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start(i128, usize);

enum Kind<'c> {
    Pending(TemplateId),
    Running(Box<Burden<'c>>),
    /// Its `schedulerName` is no profile's.
    Foreign,
}

/// The cluster between two attempts. Pods are numbered: first those to be placed, as the cluster lists them, then
/// those that run.
pub(super) struct Engine<'c> {
    /// Names, nodes, counts.
    pub(super) build: Build<'c>,
    /// What is taken.
    pub(super) usage: Usage<'c>,
    /// Storage.
    pub(super) volumes: Volumes<'c>,
    /// What pods ask for.
    pub(super) templates: Templates<'c>,
    /// Profiles.
    pub(super) profiles: Vec<Profile>,
    /// All pods.
    pub(super) pods: Vec<Known<'c>>,
    /// Pods that wait for room on a node, by its position.
    pub(super) nominated: BTreeMap<usize, Vec<PodId>>,
    /// Distinct refusals.
    pub(super) refusals: Refusals,
    /// Where the next attempt begins to look.
    pub(super) next_start: usize,
    /// Scores of nodes that have not changed since.
    pub(super) answers: Answers,
    /// What the last failed attempt saw.
    pub(super) seen: Option<Arc<Seen>>,
    /// Pods that were not tried again although something had been placed since.
    pub(super) given_up: usize,
    /// Pods that were evicted and of which nobody has heard yet.
    pub(super) evicted: Vec<PodId>,
    arrivals: usize,
    /// Nodes that are taken for gone.
    pub(super) gone: Option<Gone>,
    /// What sentences say.
    pub(super) words: Words,
    /// What scores are made of.
    pub(super) release: Release,
}

impl<'c> Engine<'c> {
    /// Takes in the cluster.
    pub(super) fn new(cluster: &'c Cluster, config: &Config) -> Self {
        let mut build = Build::new(cluster);
        let usage = Usage::new(&build.nodes, scalar_names(cluster));
        let volumes = Volumes::new(&mut build);
        let mut engine = Engine {
            build,
            usage,
            volumes,
            templates: Templates::default(),
            profiles: config.profiles.iter().map(|p| Profile::new(p, config.percentage_of_nodes_to_score)).collect(),
            pods: Vec::with_capacity(cluster.pending.len() + cluster.pods.len()),
            nominated: BTreeMap::new(),
            refusals: Refusals::default(),
            next_start: 0,
            answers: Answers::default(),
            seen: None,
            given_up: 0,
            evicted: Vec::new(),
            arrivals: 0,
            gone: None,
            words: Words::of(config.minor),
            release: Release::of(config.minor),
        };
        engine.templates.release = engine.release;
        for pod in &cluster.pending {
            let kind = engine.pending(pod);
            engine.pods.push(Known { pod, kind, arrival: 0, nominated: None });
        }
        for pod in &cluster.pods {
            let burden = burden(pod, &mut engine.build, &engine.usage, engine.release);
            let arrival = engine.arrivals();
            engine.pods.push(Known { pod, kind: Kind::Running(Box::new(burden)), arrival, nominated: None });
        }
        engine.build.index.link(&engine.build.names);
        for id in 0..cluster.pending.len() {
            let named = engine.build.nodes.position(&cluster.pending[id].rare().nominated_node_name);
            // A pod that is held back does not reach the queue, and so keeps no room.
            if let Some(at) = named.filter(|_| engine.template_id(id).is_some() && !engine.is_held(id)) {
                engine.pods[id].nominated = Some(at);
                engine.nominated.entry(at).or_default().push(id);
            }
        }
        let joining: HashSet<usize> = cluster.joining.iter().map(|(pod, _)| cluster.pending.len() + pod).collect();
        for id in (cluster.pending.len()..engine.pods.len()).filter(|id| !joining.contains(id)) {
            if let Some(at) = engine.build.nodes.position(&engine.pods[id].pod.node_name) {
                engine.add(at, id);
            }
        }
        engine
    }

    /// Whether the pod is kept out of the queue (upstream's `PreEnqueue` plugins).
    pub(super) fn is_held(&self, id: PodId) -> bool {
        !self.pods[id].pod.rare().scheduling_gates.is_empty() || self.waits_for(id).is_some()
    }

    /// What keeps the pod out of the queue beside its gates, as a plugin says it.
    pub(super) fn waits_for(&self, id: PodId) -> Option<String> {
        let profile = &self.profiles[self.templates.get(self.template_id(id)?).profile];
        let mut points = profile.pre_filters.iter().filter_map(|(plugin, _)| plugin.plugin().pre_enqueue);
        points.find_map(|waits| waits(self.pods[id].pod, self.build.cluster))
    }

    fn arrivals(&mut self) -> usize {
        self.arrivals += 1;
        self.arrivals
    }

    /// No node is kept free for the pod any more.
    pub(super) fn denominate(&mut self, id: PodId) {
        let Some(at) = self.pods[id].nominated.take() else { return };
        if let Some(waiting) = self.nominated.get_mut(&at) {
            waiting.retain(|&p| p != id);
            if waiting.is_empty() {
                self.nominated.remove(&at);
            }
        }
    }

    /// Puts a pod on a node for good.
    pub(super) fn settle(&mut self, at: usize, id: PodId) {
        self.denominate(id);
        self.pods[id].arrival = self.arrivals();
        self.add(at, id);
    }

    /// When a pod on a node started.
    pub(super) fn started(&self, id: PodId) -> Start {
        let known = &self.pods[id];
        Start(known.pod.rare().start_time.unwrap_or(i128::MAX), known.arrival)
    }

    fn pending(&mut self, pod: &'c Pod) -> Kind<'c> {
        let serves = |p: &Profile| p.settings.scheduler_name == pod.scheduler_name;
        match self.profiles.iter().position(serves) {
            None => Kind::Foreign,
            Some(i) => {
                let profile = (i, &self.profiles[i]);
                Kind::Pending(self.templates.of(pod, profile, &mut self.build, &self.usage))
            }
        }
    }

    /// The template of a pod that is to be placed and that a profile serves.
    pub(super) fn template_id(&self, id: PodId) -> Option<TemplateId> {
        match self.pods[id].kind {
            Kind::Pending(template) => Some(template),
            Kind::Running(_) | Kind::Foreign => None,
        }
    }

    /// Puts a pod on a node.
    pub(super) fn add(&mut self, at: usize, id: PodId) {
        self.account(at, id, 1);
    }

    /// Puts the pods on their nodes that come there before a pending pod is tried, of all those that are left in `joining`.
    pub(super) fn join(&mut self, joining: &mut &'c [(usize, usize)], before: PodId) {
        while let Some((&(pod, _), rest)) = joining.split_first().filter(|((_, after), _)| *after <= before) {
            *joining = rest;
            let id = self.build.cluster.pending.len() + pod;
            if let Some(at) = self.build.nodes.position(&self.pods[id].pod.node_name) {
                self.pods[id].arrival = self.arrivals();
                self.add(at, id);
                self.answers.forget_failed();
            }
        }
    }

    /// Takes a pod from its node.
    pub(super) fn remove(&mut self, at: usize, id: PodId) {
        self.account(at, id, -1);
    }

    fn account(&mut self, at: usize, id: PodId, sign: i8) {
        let known = &self.pods[id];
        let burden = match &known.kind {
            Kind::Pending(template) => &self.templates.get(*template).burden,
            Kind::Running(burden) => burden,
            Kind::Foreign => return,
        };
        if sign > 0 {
            self.usage.add(at, id, &burden.demand);
        } else {
            self.usage.remove(at, id, &burden.demand);
        }
        let Build { index, nodes, .. } = &mut self.build;
        index.count(nodes, at, burden.group, &burden.carries, i64::from(sign));
        self.volumes.note(known.pod, isize::from(sign));
    }
}

/// All resources, beside the basic ones, that nodes or pods mention; sorted.
fn scalar_names(cluster: &Cluster) -> Vec<String> {
    let of_pods = cluster.pods.iter().chain(&cluster.pending).flat_map(|p| {
        let containers = p.init_containers.iter().chain(&p.containers).flat_map(|c| c.requests.keys());
        containers.chain(p.pod_requests.keys()).chain(p.overhead.keys())
    });
    let of_nodes = cluster.nodes.iter().flat_map(|n| n.allocatable.keys());
    let mut names: Vec<&String> = of_nodes.chain(of_pods).filter(|name| is_scalar(name)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().cloned().collect()
}

#[cfg(test)]
impl Engine<'_> {
    /// Forgets everything that is kept up to date along the way and finds it out anew: the plain algorithm, which the
    /// tests hold against the fast one.
    pub(super) fn recount(&mut self) {
        self.answers = Answers::default();
        self.build.index.clear();
        self.build.index.link(&self.build.names);
        // Ports are kept: which of them are free depends on how pods came and went.
        let saved: Vec<_> = (0..self.build.nodes.len()).map(|at| self.usage.save(at)).collect();
        let pods = self.usage.pods.clone();
        self.usage = Usage::new(&self.build.nodes, scalar_names(self.build.cluster));
        for (at, (pods, saved)) in pods.into_iter().zip(saved).enumerate() {
            for id in pods {
                self.volumes.note(self.pods[id].pod, -1);
                self.add(at, id);
            }
            self.usage.restore(at, saved);
        }
    }
}
