//! Which plugins run at which point, in which order and with which weight (upstream `mergePlugins` and
//! `expandMultiPointPlugins`).

use super::framework::{Filter, Plugin, PostFilter, PreFilter, Score};
use super::plugins::PluginId;
use super::types::{self, PluginSet};

/// A profile, worked out.
pub(super) struct Profile {
    /// As configured.
    pub(super) settings: types::Profile,
    /// Plugins that look at the pod first, in order.
    pub(super) pre_filters: Vec<(PluginId, PreFilter)>,
    /// Plugins that filter, in order.
    pub(super) filters: Vec<(PluginId, Filter)>,
    /// Plugins that make room, in order.
    pub(super) post_filters: Vec<(PluginId, PostFilter)>,
    /// Plugins that score, in order, with their weight.
    pub(super) scores: Vec<(PluginId, Score, i64)>,
    /// Percentage of the nodes to look for, 0 for the scheduler's own choice.
    pub(super) percentage: i32,
}

type Weighted = (PluginId, i64);

impl Profile {
    /// Works out a profile. Plugins that are no plugins of upstream's are left out.
    pub(super) fn new(settings: &types::Profile, percentage: i32) -> Self {
        let defaults: Vec<Weighted> = PluginId::all().map(|p| (p, p.plugin().weight)).collect();
        let everywhere = merge(&defaults, &settings.multi_point);
        let scores = point(&everywhere, &settings.score, |p| p.score).into_iter();
        Profile {
            pre_filters: unweighted(point(&everywhere, &settings.pre_filter, |p| p.pre_filter)),
            filters: unweighted(point(&everywhere, &settings.filter, |p| p.filter)),
            post_filters: unweighted(point(&everywhere, &settings.post_filter, |p| p.post_filter)),
            scores: scores.map(|(p, score, weight)| (p, score, if weight == 0 { 1 } else { weight })).collect(),
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

/// The plugins that have something to say at one point, with what they do there and their weight.
fn point<T>(everywhere: &[Weighted], set: &PluginSet, of: fn(&Plugin) -> Option<T>) -> Vec<(PluginId, T, i64)> {
    expand(everywhere, set).into_iter().filter_map(|(p, weight)| Some((p, of(p.plugin())?, weight))).collect()
}

fn unweighted<T>(plugins: Vec<(PluginId, T, i64)>) -> Vec<(PluginId, T)> {
    plugins.into_iter().map(|(p, does, _)| (p, does)).collect()
}

fn disables(set: &PluginSet, plugin: PluginId) -> bool {
    set.disabled.iter().any(|name| name == "*" || name == plugin.name())
}

fn enabled(set: &PluginSet) -> Vec<Weighted> {
    set.enabled.iter().filter_map(|p| Some((PluginId::by_name(&p.name)?, i64::from(p.weight)))).collect()
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
    let is_everywhere = |plugin: PluginId| everywhere.iter().any(|(p, _)| *p == plugin) && !disables(set, plugin);
    let is_here = |plugin: PluginId| here.iter().any(|(p, _)| *p == plugin);
    let overriding = here.iter().filter(|(p, _)| is_everywhere(*p));
    let rest = everywhere.iter().filter(|(p, _)| !disables(set, *p) && !is_here(*p));
    let others = here.iter().filter(|(p, _)| !is_everywhere(*p));
    overriding.chain(rest).chain(others).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::plugins::{dynamic_resources, image_locality, node_affinity, taint_toleration};
    use crate::scheduler::types::PluginWeight;

    fn set(enabled: &[(&str, i32)], disabled: &[&str]) -> PluginSet {
        PluginSet {
            enabled: enabled
                .iter()
                .map(|(n, weight)| PluginWeight { name: (*n).to_owned(), weight: *weight })
                .collect(),
            disabled: disabled.iter().map(|n| (*n).to_owned()).collect(),
        }
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
        let post_filters: Vec<&str> = profile.post_filters.iter().map(|(p, _)| p.name()).collect();
        assert_eq!(post_filters, [dynamic_resources::NAME]);
        assert!(profile.filters.is_empty());
        let scores: Vec<(&str, i64)> = profile.scores.iter().map(|(p, _, weight)| (p.name(), *weight)).collect();
        assert_eq!(scores[..2], [(image_locality::NAME, 4), (taint_toleration::NAME, 7)]);
        assert!(!scores.iter().any(|(name, _)| *name == node_affinity::NAME));
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
