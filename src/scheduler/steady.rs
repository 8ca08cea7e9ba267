//! What is asked of a cluster that stands as it is: how many more of a pod fit, and what becomes of pods that have to move.
//!
//! Nobody is evicted for it, and whatever is tried is taken back.

mod domains;
mod loss;

pub use loss::named_node;

use super::Scheduler;
use super::attempt::Found;
use super::engine::Engine;
use super::plugins::node_resources_fit;
use super::snapshot::usage::PodId;
use super::template::TemplateId;
use super::types::{Pod, VolumeSource};
use std::sync::Arc;

/// Copies of a pod on one node that are counted at most.
pub const MOST_ON_NODE: i64 = 1_000_000;

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The node, as the cluster lists them.
    Node(usize),
    /// None takes it.
    None {
        /// What the scheduler says.
        message: Arc<str>,
        /// `namespace/name` of the pods that would have to go for it, where that is what the scheduler would do.
        evicts: Vec<String>,
    },
}

/// Nodes that are taken for gone.
pub(super) struct Gone {
    /// The positions of the others, in the order in which they would be looked at.
    pub(super) order: Vec<usize>,
}

impl Engine<'_> {
    /// How many nodes there are to look at.
    pub(super) fn alive(&self) -> usize {
        self.gone.as_ref().map_or(self.build.nodes.len(), |gone| gone.order.len())
    }

    /// The position of a node, as the cluster lists them.
    fn position(&self, node: usize) -> Option<usize> {
        self.build.nodes.position(&self.build.cluster.nodes.get(node)?.name)
    }

    /// One attempt; the pod stays where it finds a place.
    fn add_one(&mut self, id: PodId) -> Tried {
        let none = |message: String, evicts| Tried::None { message: message.into(), evicts };
        if self.template_id(id).is_some() && self.is_held(id) {
            let held = self.waits_for(id).unwrap_or_else(|| "its scheduling gates keep it from being tried".to_owned());
            return none(held, Vec::new());
        }
        match self.attempt(id) {
            Found::Broken(text) => none(text, Vec::new()),
            Found::Node(placement) => {
                self.place(id, placement.at);
                self.answers.forget_failed();
                Tried::Node(self.build.nodes.given[placement.at])
            }
            Found::None(failure) => {
                let (room, _, said) = self.make_room(id, &failure);
                let message = self.failure_text(id, &failure, &said);
                let victims = room.map(|room| room.victims).unwrap_or_default();
                none(message, victims.iter().map(|&victim| self.pods[victim].pod.key()).collect())
            }
        }
    }

    /// Whether copies of the pod on one node have no say in whether another node takes one.
    fn is_local(&self, id: PodId, template: TemplateId) -> bool {
        !self.templates.get(template).spread.is_hard() && self.is_apart(id, template)
    }

    /// The same but for the domains that they are spread over.
    fn is_apart(&self, id: PodId, template: TemplateId) -> bool {
        let own = self.templates.get(template);
        let filters = &self.profiles[own.profile].filters;
        self.nominated.is_empty()
            && !self.is_held(id)
            && !own.affinity.is_hard()
            && has_no_storage(self.pods[id].pod)
            && filters.iter().any(|(plugin, _)| plugin.name() == node_resources_fit::NAME)
    }

    /// Counts so many copies of the pod in on a node, or out.
    fn count_copies(&mut self, at: usize, template: TemplateId, copies: i64) {
        let burden = &self.templates.get(template).burden;
        self.usage.take_copies(at, &burden.demand, copies);
        let build = &mut self.build;
        build.index.count(&build.nodes, at, burden.group, &burden.carries, copies);
        self.answers.forget_failed();
    }
}

/// Whether no volume of the pod is on some nodes and not on others, or taken by one pod alone.
fn has_no_storage(pod: &Pod) -> bool {
    pod.rare().resource_claims.is_empty() && pod.volumes.iter().all(|volume| volume.source == VolumeSource::Other)
}

impl Scheduler<'_> {
    /// Puts pending pods where they are known to go, each with its volumes; nodes are as the cluster lists them.
    pub fn resume(&mut self, placed: impl IntoIterator<Item = (usize, usize)>) {
        for (pod, node) in placed {
            if let Some(at) = self.engine.position(node).filter(|_| self.engine.template_id(pod).is_some()) {
                self.engine.place(pod, at);
            }
        }
        self.engine.answers.forget_failed();
    }

    /// Tries a pending pod once; where it finds a node it stays there.
    pub fn add_one(&mut self, pod: usize) -> Tried {
        self.engine.add_one(pod)
    }

    /// Takes a pending pod from a node.
    pub fn take(&mut self, pod: usize, node: usize) {
        if let Some(at) = self.engine.position(node) {
            self.engine.remove(at, pod);
            self.engine.answers.forget_failed();
        }
    }

    /// How many copies of a pending pod each node takes, as the cluster lists them; `None` where that hangs on where the
    /// others go.
    pub fn room(&mut self, pod: usize) -> Option<Vec<i64>> {
        let engine = &mut self.engine;
        let template = engine.template_id(pod).filter(|&template| engine.is_local(pod, template))?;
        let state = engine.prepare(pod, template).ok().filter(|state| !state.is_named())?;
        let mut room = vec![0; engine.build.cluster.nodes.len()];
        for at in 0..engine.build.nodes.len() {
            if engine.filter(pod, &state, at).is_ok() {
                let own = engine.templates.get(template);
                let fits = node_resources_fit::copies(&engine.usage, &own.burden.demand, &own.ignored, at);
                room[engine.build.nodes.given[at]] = fits.clamp(1, MOST_ON_NODE);
            }
        }
        Some(room)
    }

    /// Counts copies of a pending pod in on each node, or out where they are negative.
    pub fn fill(&mut self, pod: usize, copies: impl IntoIterator<Item = (usize, i64)>) {
        let Some(template) = self.engine.template_id(pod) else { return };
        for (node, copies) in copies.into_iter().filter(|(_, copies)| *copies != 0) {
            if let Some(at) = self.engine.position(node) {
                self.engine.count_copies(at, template, copies);
            }
        }
    }
}
