//! Which nodes take the pod (upstream `findNodesThatPassFilters`).

use super::State;
use crate::scheduler::engine::Engine;
use crate::scheduler::framework::Attempt;
use crate::scheduler::plugins::PluginId;
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::status::{RefusalId, Rejection};
use crate::scheduler::types::StatusCode;

/// The nodes looked at.
pub(super) struct Looked {
    /// Those that take the pod, in the order looked at.
    pub(super) feasible: Vec<u32>,
    /// Those that do not.
    pub(super) refused: Vec<(u32, RefusalId)>,
}

impl<'c> Engine<'c> {
    /// Looks at the nominated node first, then at all until there are enough. The text of an error breaks the
    /// attempt off.
    pub(super) fn look(&mut self, id: PodId, state: &mut State<'c>) -> Result<Looked, String> {
        let mut looked = Looked { feasible: Vec::new(), refused: Vec::new() };
        let mut nominated = None;
        if let Some(at) = self.pods[id].nominated {
            match self.filter_with_nominated(id, state, at) {
                Ok(()) => {
                    looked.feasible.push(position(at));
                    return Ok(looked);
                }
                // Upstream passes over an error here.
                Err((plugin, rejection)) if self.broken(plugin, &rejection).is_none() => {
                    nominated = Some((position(at), self.refusals.id(plugin, rejection, &self.usage)));
                }
                Err(_) => {}
            }
        }
        let all = self.alive();
        let mut settled = self.answers.settled(state.template, self.build.nodes.len());
        let named = state.named.take();
        let found = self.look_around(id, state, named.as_deref(), &mut settled, &mut looked);
        state.named = named;
        self.answers.keep_settled(state.template, settled);
        found?;
        // It counts as looked at even where a plugin leaves it out or enough others were found before.
        if let Some(refused) = nominated.filter(|(at, _)| !looked.refused.iter().any(|(other, _)| other == at)) {
            looked.refused.push(refused);
        }
        self.next_start = (self.next_start + looked.feasible.len() + looked.refused.len()) % all;
        Ok(looked)
    }

    /// Looks at the nodes, or those named, from where the last attempt ended. `settled` are refusals that never change.
    fn look_around(
        &mut self,
        id: PodId,
        state: &mut State<'c>,
        named: Option<&[usize]>,
        settled: &mut [Option<RefusalId>],
        looked: &mut Looked,
    ) -> Result<(), String> {
        let others = self.gone.take();
        let looked = self.look_in_turn(id, state, named.or(others.as_ref().map(|gone| &*gone.order)), settled, looked);
        self.gone = others;
        looked
    }

    /// Looks at all nodes in turn, or at those named alone.
    fn look_in_turn(
        &mut self,
        id: PodId,
        state: &mut State<'c>,
        named: Option<&[usize]>,
        settled: &mut [Option<RefusalId>],
        looked: &mut Looked,
    ) -> Result<(), String> {
        let count = named.map_or(self.build.nodes.len(), <[usize]>::len);
        let enough = self.profiles[self.templates.get(state.template).profile].nodes_to_find(count);
        looked.feasible.reserve(enough.min(count));
        let start = self.next_start % count.max(1);
        for turn in (start..count).chain(0..start) {
            let at = named.map_or(turn, |named| named[turn]);
            if let Some(refusal) = settled[at] {
                looked.refused.push((position(at), refusal));
                continue;
            }
            let verdict = match self.nominated.is_empty() {
                true => self.filter(id, state, at),
                false => self.filter_with_nominated(id, state, at),
            };
            match verdict {
                Ok(()) if looked.feasible.len() == enough => break,
                Ok(()) => looked.feasible.push(position(at)),
                Err((plugin, rejection)) => {
                    if let Some(text) = self.broken(plugin, &rejection) {
                        return Err(text);
                    }
                    let refusal = self.refusals.id(plugin, rejection, &self.usage);
                    looked.refused.push((position(at), refusal));
                    if !self.templates.get(state.template).open.has(at) {
                        settled[at] = Some(refusal);
                    }
                }
            }
        }
        Ok(())
    }

    /// The text that breaks the attempt off, if the rejection is an error.
    pub(in crate::scheduler) fn broken(&self, plugin: PluginId, rejection: &Rejection) -> Option<String> {
        (rejection.code() == StatusCode::Error).then(|| {
            let reasons = rejection.refusal(plugin.name(), &self.usage).reasons.join(", ");
            format!("running \"{}\" filter plugin: {reasons}", plugin.name())
        })
    }

    /// Runs the filters; where pods of no lesser priority wait for room on the node, first as if they were there
    /// already (upstream `RunFilterPluginsWithNominatedPods`).
    pub(in crate::scheduler) fn filter_with_nominated(
        &mut self,
        id: PodId,
        state: &mut State<'c>,
        at: usize,
    ) -> Result<(), (PluginId, Rejection)> {
        if self.nominated.is_empty() {
            return self.filter(id, state, at);
        }
        let priority = self.pods[id].pod.priority;
        let waits = |other: &PodId| *other != id && self.pods[*other].pod.priority >= priority;
        let waiting: Vec<PodId> = match self.nominated.get(&at) {
            None => Vec::new(),
            Some(pods) => pods.iter().copied().filter(waits).collect(),
        };
        if !waiting.is_empty() {
            let mut with = state.clone();
            let saved = self.usage.save(at);
            for &other in &waiting {
                self.add(at, other);
                self.update(id, &mut with, other, 1);
            }
            let verdict = self.filter(id, &with, at);
            for &other in waiting.iter().rev() {
                self.remove(at, other);
            }
            self.usage.restore(at, saved);
            verdict?;
        }
        self.filter(id, state, at)
    }

    /// Runs the filters on one node; the first that refuses ends it. The hottest call of a run: with the inlining, plugins
    /// behind function pointers cost no more than a match did.
    #[inline(always)]
    pub(in crate::scheduler) fn filter(
        &self,
        id: PodId,
        state: &State<'c>,
        at: usize,
    ) -> Result<(), (PluginId, Rejection)> {
        let attempt = Attempt::new(self, id, state.template);
        let first = if attempt.template.open.has(at) { state.settled } else { 0 };
        for filter in &state.filters[first..] {
            if let Some(rejection) = filter.refuse(&attempt, at) {
                return Err((filter.plugin, rejection));
            }
        }
        Ok(())
    }

    /// Whether every filter but that of one plugin lets the pod onto a node.
    pub(in crate::scheduler) fn passes_but(&self, id: PodId, state: &State<'c>, at: usize, plugin: &str) -> bool {
        let attempt = Attempt::new(self, id, state.template);
        let mut others = state.filters.iter().filter(|filter| filter.plugin.name() != plugin);
        others.all(|filter| filter.refuse(&attempt, at).is_none())
    }

    /// Every filter that refuses the node.
    pub(super) fn filter_all(&self, id: PodId, state: &State<'c>, at: usize) -> Vec<(PluginId, Rejection)> {
        let attempt = Attempt::new(self, id, state.template);
        state.filters.iter().filter_map(|f| Some((f.plugin, f.refuse(&attempt, at)?))).collect()
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than four billion nodes")
}
