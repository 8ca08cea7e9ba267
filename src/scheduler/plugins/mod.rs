//! The plugins of the default profile, one file each under upstream's name.
//!
//! A plugin's reasons stand on top of its file, and what it does at which point in its constant `PLUGIN`. A line in the
//! table below registers it.

pub(crate) mod default_preemption;
pub(super) mod dynamic_resources;
pub(super) mod image_locality;
pub(crate) mod inter_pod_affinity;
pub(crate) mod node_affinity;
pub(super) mod node_declared_features;
pub(crate) mod node_name;
pub(crate) mod node_ports;
pub(crate) mod node_resources_balanced_allocation;
pub(crate) mod node_resources_fit;
pub(crate) mod node_unschedulable;
pub(crate) mod node_volume_limits;
pub(super) mod normalize;
pub(crate) mod pod_topology_spread;
pub(crate) mod taint_toleration;
pub(crate) mod volume_binding;
pub(crate) mod volume_restrictions;
pub(crate) mod volume_zone;

use super::framework::Plugin;

/// The default profile in upstream's order (`getDefaultPlugins`).
const PLUGINS: &[Plugin] = &[
    node_unschedulable::PLUGIN,
    node_name::PLUGIN,
    taint_toleration::PLUGIN,
    node_affinity::PLUGIN,
    node_ports::PLUGIN,
    node_resources_fit::PLUGIN,
    volume_restrictions::PLUGIN,
    node_volume_limits::PLUGIN,
    volume_binding::PLUGIN,
    volume_zone::PLUGIN,
    pod_topology_spread::PLUGIN,
    inter_pod_affinity::PLUGIN,
    dynamic_resources::PLUGIN,
    default_preemption::PLUGIN,
    node_resources_balanced_allocation::PLUGIN,
    image_locality::PLUGIN,
    node_declared_features::PLUGIN,
];

/// How many there are.
pub(super) const COUNT: usize = PLUGINS.len();

/// The highest score of a node before its weight (upstream `MaxNodeScore`).
pub(super) const MAX_NODE_SCORE: i64 = 100;

/// A plugin by its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PluginId(u8);

impl PluginId {
    /// All, in the default order.
    pub(super) fn all() -> impl Iterator<Item = PluginId> {
        (0..=u8::MAX).take(COUNT).map(PluginId)
    }

    /// The plugin of a name.
    pub(super) fn by_name(name: &str) -> Option<PluginId> {
        PluginId::all().find(|id| id.name() == name)
    }

    /// Its place in the table.
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The plugin itself.
    pub(super) fn plugin(self) -> &'static Plugin {
        &PLUGINS[self.index()]
    }

    /// Upstream's name.
    pub(super) fn name(self) -> &'static str {
        self.plugin().name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::profile::Profile;
    use crate::scheduler::types;

    #[test]
    fn each_name_stands_for_one_plugin() {
        for (i, id) in PluginId::all().enumerate() {
            assert_eq!(id.index(), i, "{}", id.name());
            assert_eq!(PluginId::by_name(id.name()), Some(id));
        }
        assert_eq!(PluginId::all().count(), PLUGINS.len());
        assert_eq!(PluginId::by_name("Unknown"), None);
    }
    #[test]
    fn the_default_profile() {
        let profile = Profile::new(&types::Profile::default(), 0);
        assert_eq!(profile.filters.len(), 14);
        let post_filters: Vec<&str> = profile.post_filters.iter().map(|(p, _)| p.name()).collect();
        assert_eq!(post_filters, [dynamic_resources::NAME, default_preemption::NAME]);
        let scores: i64 = profile.scores.iter().map(|(_, _, weight)| weight).sum();
        assert_eq!((profile.scores.len(), scores), (8, 14));
    }
}
