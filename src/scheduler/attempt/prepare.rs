//! What holds for one attempt, found out before the filters run (upstream `RunPreFilterPlugins`).

use crate::scheduler::engine::Engine;
use crate::scheduler::framework::{Attempt, Filter, PreFiltered, PreparedFilter, Refuse};
use crate::scheduler::plugins::{PluginId, node_volume_limits, volume_binding, volume_restrictions};
use crate::scheduler::profile::Profile;
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::status::Rejection;
use crate::scheduler::template::{Template, TemplateId};
use std::rc::Rc;

/// What holds for one attempt.
#[derive(Clone)]
pub(in crate::scheduler) struct State<'c> {
    /// What the pod asks for.
    pub(in crate::scheduler) template: TemplateId,
    /// The filters that have something to say, in order.
    pub(super) filters: Vec<ReadyFilter<'c>>,
    /// How many of them are settled by the template's set of open nodes.
    pub(super) settled: usize,
    /// Nodes asked for by name; all others are not looked at.
    pub(super) named: Option<Vec<usize>>,
}

/// A filter that is ready to be asked.
#[derive(Clone)]
pub(super) struct ReadyFilter<'c> {
    /// Whose it is.
    pub(super) plugin: PluginId,
    run: Run<'c>,
}

#[derive(Clone)]
enum Run<'c> {
    Plain(Refuse),
    Prepared(Rc<dyn PreparedFilter<'c> + 'c>),
}

impl<'c> ReadyFilter<'c> {
    /// Why the node is refused, if it is.
    #[inline]
    pub(super) fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection> {
        match &self.run {
            Run::Plain(refuse) => refuse(attempt, at),
            Run::Prepared(prepared) => prepared.refuse(attempt, at),
        }
    }
}

/// Why the filters do not run at all: a plugin refuses every node.
pub(in crate::scheduler) struct Stop {
    pub(super) plugin: PluginId,
    pub(super) reason: String,
    /// The plugins whose pre-filter was asked, this one among them.
    pub(super) pre_filtered: Vec<&'static str>,
}

/// What the pre-filters have said.
type Said<'c> = Vec<(PluginId, PreFiltered<'c>)>;

impl<'c> Engine<'c> {
    /// Runs the pre-filters; the first that refuses ends the attempt.
    pub(in crate::scheduler) fn prepare(&self, id: PodId, template: TemplateId) -> Result<State<'c>, Stop> {
        let attempt = Attempt::new(self, id, template);
        let profile = &self.profiles[attempt.template.profile];
        let mut said: Said<'c> = Vec::with_capacity(profile.pre_filters.len());
        for &(plugin, pre_filter) in &profile.pre_filters {
            match pre_filter(&attempt) {
                Ok(answer) => said.push((plugin, answer)),
                Err(reason) => {
                    let asked = said.iter().map(|(before, _)| *before).chain([plugin]);
                    return Err(Stop { plugin, reason, pre_filtered: asked.map(PluginId::name).collect() });
                }
            }
        }
        Ok(State::new(template, attempt.template, profile, said))
    }

    /// The same, but a plugin that refuses does not keep the others from preparing.
    pub(super) fn prepare_all(&self, id: PodId, template: TemplateId) -> (State<'c>, Vec<(PluginId, String)>) {
        let attempt = Attempt::new(self, id, template);
        let profile = &self.profiles[attempt.template.profile];
        let mut said: Said<'c> = Vec::new();
        let mut stops: Vec<(PluginId, String)> = Vec::new();
        for &(plugin, pre_filter) in &profile.pre_filters {
            match pre_filter(&attempt) {
                Ok(answer) => said.push((plugin, answer)),
                Err(reason) => {
                    said.push((plugin, PreFiltered::Skip));
                    // Several plugins stumble over the same claim; the first one's word is enough.
                    if !stops.iter().any(|(_, r)| *r == reason) {
                        stops.push((plugin, reason));
                    }
                }
            }
        }
        let mut state = State::new(template, attempt.template, profile, said);
        // It would only say once more that a claim is missing.
        if stops.iter().any(|(p, _)| [volume_restrictions::NAME, volume_binding::NAME].contains(&p.name())) {
            state.filters.retain(|filter| filter.plugin.name() != node_volume_limits::NAME);
        }
        (state, stops)
    }

    /// Counts a pod that came to a node (`sign` 1) or left it (-1) during the attempt (upstream's pre-filter
    /// extensions).
    pub(in crate::scheduler) fn update(&self, id: PodId, state: &mut State<'c>, other: PodId, sign: i64) {
        let attempt = Attempt::new(self, id, state.template);
        for filter in &mut state.filters {
            if let Run::Prepared(prepared) = &mut filter.run
                && let Some(after) = prepared.after(&attempt, self.pods[other].pod, sign)
            {
                *prepared = after;
            }
        }
    }
}

impl<'c> State<'c> {
    /// Whether nodes are asked for by name.
    pub(in crate::scheduler) fn is_named(&self) -> bool {
        self.named.is_some()
    }

    /// The filters of the profile, without those that have nothing to say.
    fn new(id: TemplateId, template: &Template<'c>, profile: &Profile, said: Said<'c>) -> Self {
        let mut state =
            State { template: id, filters: Vec::with_capacity(profile.filters.len()), settled: 0, named: None };
        for (i, &(plugin, filter)) in profile.filters.iter().enumerate() {
            let answer = said.iter().find(|(p, _)| *p == plugin).map(|(_, answer)| answer);
            let run = match (filter, answer) {
                (_, Some(PreFiltered::Skip)) => continue,
                (Filter::Prepared, Some(PreFiltered::Prepared(prepared))) => Run::Prepared(Rc::clone(prepared)),
                (Filter::Prepared, _) => continue,
                (Filter::Each(refuse) | Filter::Settled { refuse, .. }, _) => Run::Plain(refuse),
            };
            state.filters.push(ReadyFilter { plugin, run });
            state.settled += usize::from(i < template.settled);
        }
        for (_, answer) in said {
            if let PreFiltered::Only(nodes) = answer {
                state.named = Some(nodes);
            }
        }
        state
    }
}
