//! Which plugins run at which point, in which order and with which weight (upstream `mergePlugins` and
//! `expandMultiPointPlugins`).

use super::plugins::Plugin;
use super::types::{self, PluginSet};

/// A profile, worked out.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// As configured.
    pub(super) settings: types::Profile,
    /// Plugins that prepare, in order.
    pub(super) pre_filters: Vec<Plugin>,
    /// Plugins that filter, in order.
    pub(super) filters: Vec<Plugin>,
    /// Plugins that make room, in order.
    pub(super) post_filters: Vec<Plugin>,
    /// Plugins that score, with their weight.
    pub(super) scores: Vec<(Plugin, i64)>,
    /// Percentage of the nodes to look for, 0 for the scheduler's own choice.
    pub(super) percentage: i32,
}

type Weighted = (Plugin, i64);

impl Profile {
    /// Works out a profile. Plugins that are no plugins of upstream's are left out.
    pub(super) fn new(settings: &types::Profile, percentage: i32) -> Self {
        let defaults: Vec<Weighted> = Plugin::all().map(|p| (p, p.weight())).collect();
        let everywhere = merge(&defaults, &settings.multi_point);
        let at = |set: &PluginSet, concerns: fn(Plugin) -> bool| {
            let mut plugins = expand(&everywhere, set);
            plugins.retain(|&(p, _)| concerns(p));
            plugins
        };
        let names = |plugins: Vec<Weighted>| plugins.into_iter().map(|(p, _)| p).collect();
        let scores = at(&settings.score, Plugin::scores);
        Profile {
            pre_filters: names(at(&settings.pre_filter, Plugin::pre_filters)),
            filters: names(at(&settings.filter, Plugin::filters)),
            post_filters: names(at(&settings.post_filter, Plugin::post_filters)),
            scores: scores.into_iter().map(|(p, weight)| (p, if weight == 0 { 1 } else { weight })).collect(),
            percentage: settings.percentage_of_nodes_to_score.unwrap_or(percentage),
            settings: settings.clone(),
        }
    }

    /// How many feasible nodes are enough (upstream `numFeasibleNodesToFind`).
    pub(super) fn nodes_to_find(&self, nodes: usize) -> usize {
        const MIN_NODES: usize = 100;
        const MIN_PERCENTAGE: usize = 5;
        if nodes < MIN_NODES {
            return nodes;
        }
        if self.scores.is_empty() {
            return 1;
        }
        let percentage = match usize::try_from(self.percentage) {
            Ok(0) | Err(_) => 50_usize.saturating_sub(nodes / 125).max(MIN_PERCENTAGE),
            Ok(given) => given,
        };
        (nodes * percentage / 100).max(MIN_NODES)
    }
}

fn disables(set: &PluginSet, plugin: Plugin) -> bool {
    set.disabled.iter().any(|name| name == "*" || name == plugin.name())
}

fn enabled(set: &PluginSet) -> Vec<Weighted> {
    set.enabled.iter().filter_map(|p| Some((Plugin::by_name(&p.name)?, i64::from(p.weight)))).collect()
}

/// The defaults without what is disabled, with what is set up anew in its old place, then everything else.
fn merge(defaults: &[Weighted], set: &PluginSet) -> Vec<Weighted> {
    let custom = enabled(set);
    let mut merged: Vec<Weighted> = Vec::new();
    for &(plugin, weight) in defaults.iter().filter(|(p, _)| !disables(set, *p)) {
        merged.push(custom.iter().find(|(p, _)| *p == plugin).copied().unwrap_or((plugin, weight)));
    }
    for &(plugin, weight) in &custom {
        if !merged.iter().any(|(p, _)| *p == plugin) {
            merged.push((plugin, weight));
        }
    }
    merged
}

/// The plugins of one point: those set up for this point that also run everywhere, then the others that run
/// everywhere, then the others set up for this point.
fn expand(everywhere: &[Weighted], set: &PluginSet) -> Vec<Weighted> {
    let here = enabled(set);
    let is_everywhere = |plugin: Plugin| everywhere.iter().any(|(p, _)| *p == plugin) && !disables(set, plugin);
    let is_here = |plugin: Plugin| here.iter().any(|(p, _)| *p == plugin);
    let overriding = here.iter().filter(|(p, _)| is_everywhere(*p));
    let rest = everywhere.iter().filter(|(p, _)| !disables(set, *p) && !is_here(*p));
    let others = here.iter().filter(|(p, _)| !is_everywhere(*p));
    overriding.chain(rest).chain(others).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::PluginWeight;

    fn add(enabled: &[(&str, i32)], disabled: &[&str]) -> PluginSet {
        PluginSet {
            enabled: enabled
                .iter()
                .map(|(n, weight)| PluginWeight { name: (*n).to_owned(), weight: *weight })
                .collect(),
            disabled: disabled.iter().map(|n| (*n).to_owned()).collect(),
        }
    }

    #[test]
    fn the_default_profile() {
        let profile = Profile::new(&types::Profile::default(), 0);
        assert_eq!(profile.filters.len(), 14);
        assert_eq!(profile.post_filters, [Plugin::DynamicResources, Plugin::DefaultPreemption]);
        let scores: i64 = profile.scores.iter().map(|(_, weight)| weight).sum();
        assert_eq!((profile.scores.len(), scores), (8, 14));
    }

    #[test]
    fn switched_on_and_off() {
        let settings = types::Profile {
            multi_point: set(&[("TaintToleration", 7)], &["DefaultPreemption"]),
            score: set(&[("ImageLocality", 4)], &["NodeAffinity"]),
            filter: set(&[], &["*"]),
            ..types::Profile::default()
        };
        let profile = Profile::new(&settings, 0);
        assert_eq!(profile.post_filters, [Plugin::DynamicResources]);
        assert!(profile.filters.is_empty());
        assert_eq!(profile.scores[..2], [(Plugin::ImageLocality, 4), (Plugin::TaintToleration, 7)]);
        assert!(!profile.scores.iter().any(|(p, _)| *p == Plugin::NodeAffinity));
    }

    #[test]
    fn how_many_nodes() {
        let mut profile = Profile::new(&types::Profile::default(), 0);
        for (nodes, expected) in [(99, 99), (100, 100), (150, 100), (400, 188), (1000, 420), (5000, 500), (10000, 500)]
        {
            assert_eq!(profile.nodes_to_find(nodes), expected, "{nodes}");
        }
        profile.percentage = 70;
        assert_eq!(profile.nodes_to_find(1000), 700);
    }
}
