//! The plugins of the default profile, one file each under upstream's name.
//!
//! A plugin's reasons stand on top of its file. What it needs of a pod is compiled once for all pods of a template
//! (`Wants`), what it needs of one attempt is prepared before the filters run (`State`; none means that it has nothing
//! to say and is skipped), and its filter and score are functions of that and one node.

pub(super) mod default_preemption;
pub(super) mod dynamic_resources;
pub(super) mod image_locality;
pub(super) mod inter_pod_affinity;
pub(super) mod node_affinity;
pub(super) mod node_declared_features;
pub(super) mod node_name;
pub(super) mod node_ports;
pub(super) mod node_resources_balanced_allocation;
pub(super) mod node_resources_fit;
pub(super) mod node_unschedulable;
pub(super) mod node_volume_limits;
pub(super) mod normalize;
pub(super) mod pod_topology_spread;
pub(super) mod taint_toleration;
pub(super) mod volume_binding;
pub(super) mod volume_restrictions;
pub(super) mod volume_zone;

/// The highest score of a node before its weight (upstream `MaxNodeScore`).
pub(super) const MAX_NODE_SCORE: i64 = 100;

/// A plugin that filters, scores or makes room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Plugin {
    NodeUnschedulable,
    NodeName,
    TaintToleration,
    NodeAffinity,
    NodePorts,
    NodeResourcesFit,
    VolumeRestrictions,
    NodeVolumeLimits,
    VolumeBinding,
    VolumeZone,
    PodTopologySpread,
    InterPodAffinity,
    DynamicResources,
    DefaultPreemption,
    NodeResourcesBalancedAllocation,
    ImageLocality,
    NodeDeclaredFeatures,
}

/// What is fixed about a plugin.
struct Facts {
    plugin: Plugin,
    name: &'static str,
    /// The default weight of its score.
    weight: i64,
    pre_filters: bool,
    filters: bool,
    scores: bool,
    post_filters: bool,
}

const fn facts(plugin: Plugin, name: &'static str, weight: i64, points: &str) -> Facts {
    let points = points.as_bytes();
    let mut facts =
        Facts { plugin, name, weight, pre_filters: false, filters: false, scores: false, post_filters: false };
    let mut i = 0;
    while i < points.len() {
        match points[i] {
            b'p' => facts.pre_filters = true,
            b'f' => facts.filters = true,
            b's' => facts.scores = true,
            _ => facts.post_filters = true,
        }
        i += 1;
    }
    facts
}

/// The default profile in upstream's order (`getDefaultPlugins`). Points: p prepares, f filters, s scores, r makes room.
static PLUGINS: [Facts; Plugin::COUNT] = [
    facts(Plugin::NodeUnschedulable, "NodeUnschedulable", 0, "f"),
    facts(Plugin::NodeName, "NodeName", 0, "f"),
    facts(Plugin::TaintToleration, "TaintToleration", 3, "fs"),
    facts(Plugin::NodeAffinity, "NodeAffinity", 2, "pfs"),
    facts(Plugin::NodePorts, "NodePorts", 0, "pf"),
    facts(Plugin::NodeResourcesFit, "NodeResourcesFit", 1, "pfs"),
    facts(Plugin::VolumeRestrictions, "VolumeRestrictions", 0, "pf"),
    facts(Plugin::NodeVolumeLimits, "NodeVolumeLimits", 0, "pf"),
    facts(Plugin::VolumeBinding, "VolumeBinding", 0, "pf"),
    facts(Plugin::VolumeZone, "VolumeZone", 0, "pf"),
    facts(Plugin::PodTopologySpread, "PodTopologySpread", 2, "pfs"),
    facts(Plugin::InterPodAffinity, "InterPodAffinity", 2, "pfs"),
    facts(Plugin::DynamicResources, "DynamicResources", 2, "pfsr"),
    facts(Plugin::DefaultPreemption, "DefaultPreemption", 0, "r"),
    facts(Plugin::NodeResourcesBalancedAllocation, "NodeResourcesBalancedAllocation", 1, "s"),
    facts(Plugin::ImageLocality, "ImageLocality", 1, "s"),
    facts(Plugin::NodeDeclaredFeatures, "NodeDeclaredFeatures", 0, "pf"),
];

impl Plugin {
    /// How many there are.
    pub(super) const COUNT: usize = 17;

    /// All, in the default order.
    pub(super) fn all() -> impl Iterator<Item = Plugin> {
        PLUGINS.iter().map(|f| f.plugin)
    }

    fn facts(self) -> &'static Facts {
        &PLUGINS[self as usize]
    }

    /// Upstream's name.
    pub(super) fn name(self) -> &'static str {
        self.facts().name
    }

    /// The plugin of a name.
    pub(super) fn by_name(name: &str) -> Option<Plugin> {
        PLUGINS.iter().find(|f| f.name == name).map(|f| f.plugin)
    }

    /// The default weight of its score.
    pub(super) fn weight(self) -> i64 {
        self.facts().weight
    }

    /// Whether it prepares before the filters.
    pub(super) fn pre_filters(self) -> bool {
        self.facts().pre_filters
    }

    /// Whether it filters.
    pub(super) fn filters(self) -> bool {
        self.facts().filters
    }

    /// Whether it scores.
    pub(super) fn scores(self) -> bool {
        self.facts().scores
    }

    /// Whether it tries to make room.
    pub(super) fn post_filters(self) -> bool {
        self.facts().post_filters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        for (i, plugin) in Plugin::all().enumerate() {
            assert_eq!(plugin as usize, i, "{}", plugin.name());
            assert_eq!(Plugin::by_name(plugin.name()), Some(plugin));
        }
        assert_eq!(Plugin::by_name("Unknown"), None);
    }
}
