//! What holds for one attempt, found out before the filters run (upstream `RunPreFilterPlugins`).

use crate::scheduler::engine::Engine;
use crate::scheduler::plugins::{
    Plugin, dynamic_resources, inter_pod_affinity, node_affinity, node_affinity::Named, node_volume_limits,
    pod_topology_spread, volume_binding, volume_restrictions, volume_zone,
};
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::template::TemplateId;

/// What holds for one attempt.
#[derive(Clone, Debug)]
pub(in crate::scheduler) struct State<'c> {
    /// What the pod asks for.
    pub(in crate::scheduler) template: TemplateId,
    /// The filters that have something to say, in order.
    pub(super) filters: Vec<Plugin>,
    /// How many of them are settled by the template's set of open nodes.
    pub(super) settled: usize,
    /// Nodes asked for by name; all others are not looked at.
    pub(super) named: Option<Vec<usize>>,
    /// DynamicResources has prepared.
    pub(super) claims_prepared: bool,
    pub(super) restrictions: Option<volume_restrictions::Prepared<'c>>,
    pub(super) binding: Option<volume_binding::Prepared>,
    pub(super) zone: Option<volume_zone::Prepared<'c>>,
    pub(super) spread: Option<pod_topology_spread::Prepared>,
    pub(super) affinity: Option<inter_pod_affinity::Prepared>,
}

/// Why the filters do not run at all: a plugin refuses every node.
pub(super) struct Stop {
    pub(super) plugin: Plugin,
    pub(super) reason: String,
    /// DynamicResources had prepared.
    pub(super) claims_prepared: bool,
}

impl<'c> Engine<'c> {
    /// Runs the plugins that prepare; the first that refuses ends the attempt.
    pub(super) fn prepare(&self, id: PodId, template: TemplateId) -> Result<State<'c>, Stop> {
        let profile = &self.profiles[self.templates.get(template).profile];
        let mut state = self.blank(template);
        for &plugin in &profile.pre_filters {
            match self.prepare_one(plugin, id, &mut state) {
                Ok(true) => {}
                Ok(false) => state.skip(plugin),
                Err(reason) => {
                    let claims_prepared = state.claims_prepared;
                    return Err(Stop { plugin, reason, claims_prepared });
                }
            }
        }
        Ok(state)
    }

    /// The same, but a plugin that refuses does not keep the others from preparing.
    pub(super) fn prepare_all(&self, id: PodId, template: TemplateId) -> (State<'c>, Vec<(Plugin, String)>) {
        let profile = &self.profiles[self.templates.get(template).profile];
        let mut state = self.blank(template);
        let mut stops: Vec<(Plugin, String)> = Vec::new();
        for &plugin in &profile.pre_filters {
            match self.prepare_one(plugin, id, &mut state) {
                Ok(true) => {}
                Ok(false) => state.skip(plugin),
                Err(reason) => {
                    state.skip(plugin);
                    // Several plugins stumble over the same claim; the first one's word is enough.
                    if !stops.iter().any(|(_, r)| *r == reason) {
                        stops.push((plugin, reason));
                    }
                }
            }
        }
        // It would only say once more that a claim is missing.
        if stops.iter().any(|(p, _)| matches!(p, Plugin::VolumeRestrictions | Plugin::VolumeBinding)) {
            state.skip(Plugin::NodeVolumeLimits);
        }
        (state, stops)
    }

    fn blank(&self, template: TemplateId) -> State<'c> {
        let t = self.templates.get(template);
        State {
            template,
            filters: self.profiles[t.profile].filters.clone(),
            settled: t.settled,
            named: None,
            claims_prepared: false,
            restrictions: None,
            binding: None,
            zone: None,
            spread: None,
            affinity: None,
        }
    }

    /// Whether the plugin has something to say; the text of its refusal, if it refuses every node.
    fn prepare_one(&self, plugin: Plugin, id: PodId, state: &mut State<'c>) -> Result<bool, String> {
        let pod = self.pods[id].pod;
        let t = self.templates.get(state.template);
        Ok(match plugin {
            Plugin::NodeAffinity => {
                match &t.node_affinity.named {
                    Named::Any => {}
                    Named::These(at) => state.named = Some(at.clone()),
                    Named::Conflict => return Err(node_affinity::CONFLICT.to_owned()),
                }
                !t.node_affinity.is_nothing()
            }
            Plugin::NodePorts => !t.burden.demand.ports.is_empty(),
            Plugin::VolumeRestrictions => {
                state.restrictions = volume_restrictions::prepare(pod, &self.volumes)?;
                state.restrictions.is_some()
            }
            Plugin::NodeVolumeLimits => node_volume_limits::concerns(pod),
            Plugin::VolumeBinding => {
                state.binding = volume_binding::prepare(pod, &self.volumes)?;
                state.binding.is_some()
            }
            Plugin::VolumeZone => {
                state.zone = volume_zone::prepare(pod, &self.volumes)?;
                state.zone.is_some()
            }
            Plugin::PodTopologySpread => {
                state.spread = pod_topology_spread::prepare(&t.spread, &self.build.index);
                state.spread.is_some()
            }
            Plugin::InterPodAffinity => {
                state.affinity = inter_pod_affinity::prepare(&t.affinity, t.burden.group, &self.build);
                state.affinity.is_some()
            }
            Plugin::DynamicResources => {
                state.claims_prepared = true;
                dynamic_resources::prepare(pod, &self.build.cluster.resource_claims)?
            }
            Plugin::NodeDeclaredFeatures => t.features.is_some(),
            _ => true,
        })
    }

    /// Counts a pod that came to a node (`sign` 1) or left it (-1) during an attempt (upstream's pre-filter
    /// extensions).
    pub(in crate::scheduler) fn update(&self, state: &mut State<'c>, other: PodId, sign: i64) {
        if let Some(restrictions) = &mut state.restrictions {
            restrictions.update(self.pods[other].pod, sign);
        }
        if state.spread.is_some() {
            let t = self.templates.get(state.template);
            state.spread = pod_topology_spread::prepare(&t.spread, &self.build.index);
        }
    }
}

impl State<'_> {
    fn skip(&mut self, plugin: Plugin) {
        if let Some(i) = self.filters.iter().position(|&p| p == plugin) {
            self.filters.remove(i);
            self.settled -= usize::from(i < self.settled);
        }
    }
}
