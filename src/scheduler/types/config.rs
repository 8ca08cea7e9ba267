//! How the scheduler is set up: `KubeSchedulerConfiguration`, as far as placement goes.

use super::{NodeSelector, PreferredSchedulingTerm, TopologySpreadConstraint};

/// Changes to the plugins of a profile. `*` as a name disables all that are on by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginSet {
    /// Plugins switched on, in order, with their weight.
    pub enabled: Vec<PluginWeight>,
    /// Plugins switched off.
    pub disabled: Vec<String>,
}

/// A plugin and its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PluginWeight {
    /// Upstream's name.
    pub name: String,
    /// 0 where not given: then the default weight, or 1.
    pub weight: i32,
}

/// `scoringStrategy.type` of NodeResourcesFit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StrategyKind {
    /// Prefers empty nodes.
    #[default]
    LeastAllocated,
    /// Prefers full nodes.
    MostAllocated,
    /// Prefers as the shape says.
    RequestedToCapacityRatio,
}

/// A resource and how much it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoringResource {
    /// Resource name.
    pub name: String,
    /// At least 1.
    pub weight: i64,
}

/// A point of the curve of `RequestedToCapacityRatio`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapePoint {
    /// 0 to 100.
    pub utilization: i64,
    /// 0 to 10.
    pub score: i64,
}

/// `scoringStrategy` of NodeResourcesFit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoringStrategy {
    /// The formula.
    pub kind: StrategyKind,
    /// What is looked at.
    pub resources: Vec<ScoringResource>,
    /// For `RequestedToCapacityRatio`.
    pub shape: Vec<ShapePoint>,
}

impl Default for ScoringStrategy {
    fn default() -> Self {
        Self { kind: StrategyKind::LeastAllocated, resources: cpu_and_memory(), shape: Vec::new() }
    }
}

fn cpu_and_memory() -> Vec<ScoringResource> {
    ["cpu", "memory"].map(|name| ScoringResource { name: name.to_owned(), weight: 1 }).into()
}

/// `defaultConstraints` of PodTopologySpread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DefaultConstraints {
    /// `defaultingType: System`: hostname with skew 3, zone with skew 5.
    #[default]
    System,
    /// `defaultingType: List`.
    List(Vec<TopologySpreadConstraint>),
}

/// `addedAffinity` of NodeAffinity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddedAffinity {
    /// Demanded of every pod's node.
    pub required: Option<NodeSelector>,
    /// Wished for every pod.
    pub preferred: Vec<PreferredSchedulingTerm>,
}

/// `profiles[]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The `schedulerName` of pods that it serves.
    pub scheduler_name: String,
    /// `plugins.multiPoint`.
    pub multi_point: PluginSet,
    /// `plugins.preFilter`.
    pub pre_filter: PluginSet,
    /// `plugins.filter`.
    pub filter: PluginSet,
    /// `plugins.postFilter`.
    pub post_filter: PluginSet,
    /// `plugins.preScore`.
    pub pre_score: PluginSet,
    /// `plugins.score`.
    pub score: PluginSet,
    /// `percentageOfNodesToScore`; `None` leaves it to the whole configuration.
    pub percentage_of_nodes_to_score: Option<i32>,
    /// NodeResourcesFit's `scoringStrategy`.
    pub scoring_strategy: ScoringStrategy,
    /// NodeResourcesFit's `ignoredResources`.
    pub ignored_resources: Vec<String>,
    /// NodeResourcesFit's `ignoredResourceGroups`.
    pub ignored_resource_groups: Vec<String>,
    /// NodeResourcesBalancedAllocation's `resources`.
    pub balanced_resources: Vec<ScoringResource>,
    /// PodTopologySpread's defaults.
    pub default_constraints: DefaultConstraints,
    /// InterPodAffinity's `hardPodAffinityWeight`.
    pub hard_pod_affinity_weight: i32,
    /// InterPodAffinity's `ignorePreferredTermsOfExistingPods`.
    pub ignore_preferred_terms_of_existing_pods: bool,
    /// NodeAffinity's `addedAffinity`.
    pub added_affinity: Option<AddedAffinity>,
    /// DefaultPreemption's `minCandidateNodesPercentage`.
    pub min_candidate_nodes_percentage: i32,
    /// DefaultPreemption's `minCandidateNodesAbsolute`.
    pub min_candidate_nodes_absolute: i32,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            scheduler_name: "default-scheduler".to_owned(),
            multi_point: PluginSet::default(),
            pre_filter: PluginSet::default(),
            filter: PluginSet::default(),
            post_filter: PluginSet::default(),
            pre_score: PluginSet::default(),
            score: PluginSet::default(),
            percentage_of_nodes_to_score: None,
            scoring_strategy: ScoringStrategy::default(),
            ignored_resources: Vec::new(),
            ignored_resource_groups: Vec::new(),
            balanced_resources: cpu_and_memory(),
            default_constraints: DefaultConstraints::System,
            hard_pod_affinity_weight: 1,
            ignore_preferred_terms_of_existing_pods: false,
            added_affinity: None,
            min_candidate_nodes_percentage: 10,
            min_candidate_nodes_absolute: 100,
        }
    }
}

/// The whole configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// At least one.
    pub profiles: Vec<Profile>,
    /// 0 leaves it to the scheduler: 50 percent, less in large clusters, never below 100 nodes.
    pub percentage_of_nodes_to_score: i32,
    /// The minor version of Kubernetes whose sentences are said.
    pub minor: u8,
}

impl Default for Config {
    fn default() -> Self {
        Self { profiles: vec![Profile::default()], percentage_of_nodes_to_score: 0, minor: 36 }
    }
}
