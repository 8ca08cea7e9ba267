//! One attempt to place one pod (upstream `schedule_one.go` and `runtime/framework.go`).

mod filter;
mod prepare;
mod score;

pub(super) use prepare::State;

use super::engine::Engine;
use super::message::{self, Histogram};
use super::plugins::PluginId;
use super::snapshot::usage::PodId;
use super::status::{RefusalId, Rejection};
use super::types::StatusCode;

/// What an attempt found.
pub(super) enum Found<'c> {
    /// A node.
    Node(Placement),
    /// No node.
    None(Box<Failure<'c>>),
    /// The attempt broke off; the text is the event's.
    Broken(String),
}

/// A node for the pod, and what was seen on the way.
pub(super) struct Placement {
    /// Position of the node.
    pub(super) at: usize,
    /// The nodes that passed, as they were looked at.
    pub(super) feasible: Vec<u32>,
    /// Their scores, where there were several.
    pub(super) scores: Option<score::Scores>,
    /// Refused nodes.
    pub(super) refused: Vec<(u32, RefusalId)>,
    /// Said of the nodes that were not looked at.
    pub(super) absent: Option<RefusalId>,
}

/// Why there is no node.
pub(super) struct Failure<'c> {
    /// What was prepared, for the plugins that make room; `None` where a plugin ended the attempt before the filters.
    pub(super) state: Option<State<'c>>,
    /// The plugins whose pre-filter was asked.
    pub(super) pre_filtered: Vec<&'static str>,
    /// Refused nodes.
    pub(super) refused: Vec<(u32, RefusalId)>,
    /// Said of all other nodes.
    pub(super) absent: Option<RefusalId>,
}

impl<'c> Engine<'c> {
    /// Looks for a node. Changes nothing but where the next attempt begins.
    pub(super) fn attempt(&mut self, id: PodId) -> Found<'c> {
        let Some(template) = self.template_id(id) else {
            return Found::Broken("no profile serves the pod's schedulerName".to_owned());
        };
        if self.alive() == 0 {
            return Found::Broken("no nodes available to schedule pods".to_owned());
        }
        let mut state = match self.prepare(id, template) {
            Ok(state) => state,
            Err(prepare::Stop { plugin, reason, pre_filtered }) => {
                let code = StatusCode::UnschedulableAndUnresolvable;
                let absent = self.refusals.id(plugin, Rejection::Texts(code, vec![reason]), &self.usage);
                let (state, absent) = (None, Some(absent));
                return Found::None(Box::new(Failure { state, pre_filtered, refused: Vec::new(), absent }));
            }
        };
        let absent = state.named.is_some().then(|| self.refusals.named());
        let looked = match self.look(id, &mut state) {
            Ok(looked) => looked,
            Err(text) => return Found::Broken(text),
        };
        let filter::Looked { feasible, refused } = looked;
        match feasible.as_slice() {
            [] => {
                let profile = &self.profiles[self.templates.get(template).profile];
                let pre_filtered = profile.pre_filters.iter().map(|(plugin, _)| plugin.name()).collect();
                Found::None(Box::new(Failure { state: Some(state), pre_filtered, refused, absent }))
            }
            [only] => Found::Node(Placement { at: *only as usize, feasible, scores: None, refused, absent }),
            _ => {
                let (at, scores) = self.score(id, template, &feasible);
                Found::Node(Placement { at, feasible, scores: Some(scores), refused, absent })
            }
        }
    }

    /// Why every node refuses the pod: all plugins that do, not only the first, in the scheduler's order. Where a
    /// plugin refuses all nodes at once it stands with each of them.
    pub(super) fn all_refusals(&mut self, id: PodId) -> Vec<Vec<RefusalId>> {
        let nodes = self.build.nodes.len();
        let Some(template) = self.template_id(id) else { return vec![Vec::new(); nodes] };
        let (state, stops) = self.prepare_all(id, template);
        let everywhere: Vec<(PluginId, RefusalId)> = stops
            .into_iter()
            .map(|(plugin, reason)| {
                let rejection = Rejection::Texts(StatusCode::UnschedulableAndUnresolvable, vec![reason]);
                (plugin, self.refusals.id(plugin, rejection, &self.usage))
            })
            .collect();
        let mut all = Vec::with_capacity(nodes);
        for at in 0..nodes {
            let mut refused = everywhere.clone();
            for (plugin, rejection) in self.filter_all(id, &state, at) {
                refused.push((plugin, self.refusals.id(plugin, rejection, &self.usage)));
            }
            refused.sort_by_key(|&(plugin, _)| plugin);
            all.push(refused.into_iter().map(|(_, id)| id).collect());
        }
        all
    }

    /// The event's text for a pod without a node, given what the plugins that make room say.
    pub(super) fn failure_text(&self, id: PodId, failure: &Failure<'_>, post_filter: &str) -> String {
        let nodes = self.alive();
        let pod = &self.pods[id].pod;
        let text = match (&failure.state, failure.absent) {
            (None, Some(absent)) => message::all_at_once(nodes, &self.refusals.get(absent).reasons),
            _ => {
                let mut histogram = Histogram::default();
                // How many nodes, and one of them.
                let mut counts = std::collections::BTreeMap::<RefusalId, (usize, usize)>::new();
                for &(at, refused) in &failure.refused {
                    let refusal = self.refusals.get(refused);
                    if self.words.differ_by_node(refusal) {
                        histogram.add_all(self.words.reasons(refusal, pod, self.build.nodes.list[at as usize]), 1);
                    } else {
                        counts.entry(refused).or_insert((0, at as usize)).0 += 1;
                    }
                }
                for (id, (n, at)) in counts {
                    let reasons = self.words.reasons(self.refusals.get(id), pod, self.build.nodes.list[at]);
                    histogram.add_all(reasons, n);
                }
                if let Some(absent) = failure.absent
                    && failure.refused.len() < nodes
                    && self.words.tell_of_nodes_left_out()
                {
                    histogram.add(self.refusals.get(absent), nodes - failure.refused.len());
                }
                histogram.text(nodes)
            }
        };
        let mut text = message::with_post_filter(text, post_filter);
        if self.words.end_twice() && !post_filter.is_empty() {
            text.push('.');
        }
        message::truncate(text)
    }
}
