//! The names of the past: the predicates and priorities of the Policy API, which Kubernetes 1.23 took away, and plugins
//! that are no more (upstream's `legacy_registry.go` led from one to the other).

/// What a name of the past was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Was {
    /// It refused nodes.
    Predicate,
    /// It scored nodes.
    Priority,
    /// A plugin of an earlier scheduler.
    Plugin,
}

impl Was {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Was::Predicate => "predicate",
            Was::Priority => "priority",
            Was::Plugin => "plugin",
        }
    }
}

/// A name of the past.
#[derive(Debug)]
pub struct Old {
    /// The name.
    pub name: &'static str,
    /// What it was.
    pub was: Was,
    /// The plugins that do today what it did.
    pub now: &'static [&'static str],
    /// What is different, if anything is.
    pub note: &'static str,
}

const fn predicate(name: &'static str, now: &'static [&'static str], note: &'static str) -> Old {
    Old { name, was: Was::Predicate, now, note }
}

const fn priority(name: &'static str, now: &'static [&'static str], note: &'static str) -> Old {
    Old { name, was: Was::Priority, now, note }
}

const fn plugin(name: &'static str, now: &'static [&'static str], note: &'static str) -> Old {
    Old { name, was: Was::Plugin, now, note }
}

const FIT: &[&str] = &["NodeResourcesFit"];
const LIMITS: &[&str] = &["NodeVolumeLimits"];
const TAINTS: &[&str] = &["TaintToleration"];
const SPREAD: &[&str] = &["PodTopologySpread"];
const AFFINITY: &[&str] = &["NodeAffinity"];
const BETWEEN: &[&str] = &["InterPodAffinity"];
const BINDING: &[&str] = &["VolumeBinding"];

const CSI_ONLY: &str =
    "It counted the disks of one cloud; they are made by CSI drivers now, whose limits stand in CSINode.";
const LEAST: &str = "It is the scoring strategy LeastAllocated, the default.";
const MOST: &str =
    "It is the scoring strategy MostAllocated: `scoringStrategy: {type: MostAllocated}` in the plugin's arguments.";
const RATIO: &str = "It is the scoring strategy RequestedToCapacityRatio, in the plugin's arguments.";
const PRESSURE: &str = "The node lifecycle controller makes a taint of the node's condition (memory-pressure, disk-pressure and \
                        pid-pressure of node.kubernetes.io, NoSchedule), and the pod tolerates that or not.";
const CONDITION: &str = "The node lifecycle controller makes a taint of the node's condition (not-ready, unreachable and \
                         network-unavailable of node.kubernetes.io), and the pod tolerates that or not.";
const AVOID: &str = "It read the annotation scheduler.alpha.kubernetes.io/preferAvoidPods of nodes, which nobody reads any longer; \
                     a taint of effect PreferNoSchedule says the same.";
const SELECTOR_SPREAD: &str =
    "Its cluster-wide default constraints spread the pods of a Service or controller over hosts and zones.";
const LABELS: &str = "It looked for labels of nodes that the scheduler's own configuration named; `addedAffinity` in the plugin's \
                      arguments does that.";
const SERVICES: &str = "It kept the pods of a Service on nodes alike in some labels; pod affinity with that label as topologyKey \
                        says the same.";
const LIMITS_PRIORITY: &str = "It preferred nodes that could serve the pod's limits; nothing scores limits any longer.";

/// All of them.
pub static OLD: &[Old] = &[
    predicate("PodFitsResources", FIT, ""),
    predicate("PodFitsHost", &["NodeName"], ""),
    predicate("HostName", &["NodeName"], ""),
    predicate("PodFitsHostPorts", &["NodePorts"], ""),
    predicate("PodFitsPorts", &["NodePorts"], "It was the first name of PodFitsHostPorts."),
    predicate("PodSelectorMatches", AFFINITY, "It was the first name of MatchNodeSelector."),
    predicate("MatchNodeSelector", AFFINITY, ""),
    predicate(
        "GeneralPredicates",
        &["NodeResourcesFit", "NodeName", "NodePorts", "NodeAffinity"],
        "It stood for several at once, those that the kubelet asks, too.",
    ),
    predicate("NoDiskConflict", &["VolumeRestrictions"], ""),
    predicate("NoVolumeZoneConflict", &["VolumeZone"], ""),
    predicate("NoVolumeNodeConflict", BINDING, ""),
    predicate("CheckVolumeBinding", BINDING, ""),
    predicate("MaxCSIVolumeCount", LIMITS, ""),
    predicate("MaxCSIVolumeCountPred", LIMITS, ""),
    predicate("MaxEBSVolumeCount", LIMITS, CSI_ONLY),
    predicate("MaxGCEPDVolumeCount", LIMITS, CSI_ONLY),
    predicate("MaxAzureDiskVolumeCount", LIMITS, CSI_ONLY),
    predicate("MaxCinderVolumeCount", LIMITS, CSI_ONLY),
    predicate("PodToleratesNodeTaints", TAINTS, ""),
    predicate("PodToleratesNodeNoExecuteTaints", TAINTS, "It looked at taints of effect NoExecute alone."),
    predicate("MatchInterPodAffinity", BETWEEN, ""),
    predicate("EvenPodsSpread", SPREAD, ""),
    predicate("CheckNodeUnschedulable", &["NodeUnschedulable"], ""),
    predicate("CheckNodeMemoryPressure", TAINTS, PRESSURE),
    predicate("CheckNodeDiskPressure", TAINTS, PRESSURE),
    predicate("CheckNodePIDPressure", TAINTS, PRESSURE),
    predicate("CheckNodeCondition", TAINTS, CONDITION),
    predicate("CheckNodeLabelPresence", AFFINITY, LABELS),
    predicate("CheckServiceAffinity", BETWEEN, SERVICES),
    priority("LeastRequestedPriority", FIT, LEAST),
    priority("MostRequestedPriority", FIT, MOST),
    priority("RequestedToCapacityRatioPriority", FIT, RATIO),
    priority("BalancedResourceAllocation", &["NodeResourcesBalancedAllocation"], ""),
    priority("ImageLocalityPriority", &["ImageLocality"], ""),
    priority("SelectorSpreadPriority", SPREAD, SELECTOR_SPREAD),
    priority("ServiceSpreadingPriority", SPREAD, SELECTOR_SPREAD),
    priority(
        "ServiceAntiAffinityPriority",
        SPREAD,
        "A constraint with ScheduleAnyway and that label as topologyKey says the same.",
    ),
    priority("InterPodAffinityPriority", BETWEEN, ""),
    priority("NodeAffinityPriority", AFFINITY, ""),
    priority("TaintTolerationPriority", TAINTS, ""),
    priority("EvenPodsSpreadPriority", SPREAD, ""),
    priority("NodePreferAvoidPodsPriority", TAINTS, AVOID),
    priority("NodeLabelPriority", AFFINITY, LABELS),
    priority("ResourceLimitsPriority", &[], LIMITS_PRIORITY),
    priority("EqualPriority", &[], "It gave every node the same score, which is what is left where no plugin scores."),
    plugin("NodeResourcesLeastAllocated", FIT, LEAST),
    plugin("NodeResourcesMostAllocated", FIT, MOST),
    plugin("RequestedToCapacityRatio", FIT, RATIO),
    plugin("NodeResourceLimits", &[], LIMITS_PRIORITY),
    plugin("NodePreferAvoidPods", TAINTS, AVOID),
    plugin("NodeLabel", AFFINITY, LABELS),
    plugin("ServiceAffinity", BETWEEN, SERVICES),
    plugin("SelectorSpread", SPREAD, SELECTOR_SPREAD),
    plugin("EBSLimits", LIMITS, CSI_ONLY),
    plugin("GCEPDLimits", LIMITS, CSI_ONLY),
    plugin("AzureDiskLimits", LIMITS, CSI_ONLY),
    plugin("CinderLimits", LIMITS, CSI_ONLY),
];
