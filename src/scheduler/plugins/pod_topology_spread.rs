//! Spreading over domains (upstream `plugins/podtopologyspread`).

mod default_selector;
mod filled;
mod filtering;
mod scoring;

use crate::scheduler::build::Build;
use crate::scheduler::framework::{Filter, Plugin};
use crate::scheduler::intern::Sym;
use crate::scheduler::node_set::NodeSet;
use crate::scheduler::selector::Selector;
use crate::scheduler::snapshot::index::{CounterId, MaskId, Matcher};
use crate::scheduler::snapshot::nodes::TopologyId;
use crate::scheduler::types::{DefaultConstraints, Pod, Profile, TopologySpreadConstraint, WhenUnsatisfiable};

/// Upstream's name.
pub(crate) const NAME: &str = "PodTopologySpread";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin {
    weight: 2,
    pre_filter: Some(filtering::pre_filter),
    filter: Some(Filter::Prepared),
    score: Some(scoring::score),
    ..Plugin::named(NAME)
};

/// A domain would have too many.
const CONSTRAINTS: &str = "node(s) didn't match pod topology spread constraints";
/// The node is in no domain.
const LABEL: &str = "node(s) didn't match pod topology spread constraints (missing required label)";

const HOSTNAME: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

/// A constraint that refuses nodes.
#[derive(Clone, Debug)]
struct Hard {
    max_skew: i64,
    min_domains: usize,
    topology: TopologyId,
    counter: CounterId,
    /// The domains of nodes that count.
    domains: Vec<u32>,
    /// 1 where the pod counts itself.
    own: i64,
}

/// A constraint that scores nodes.
#[derive(Clone, Debug)]
struct Soft {
    max_skew: i64,
    topology: TopologyId,
    /// Domains are the nodes themselves.
    hostname: bool,
    counter: CounterId,
}

/// What a pod asks of its domains.
#[derive(Clone, Debug, Default)]
pub(in crate::scheduler) struct Wants {
    hard: Vec<Hard>,
    soft: Vec<Soft>,
    /// Nodes that lack one of the labels get no score.
    soft_needs_all: bool,
}

impl Wants {
    /// Whether a constraint refuses nodes.
    pub(in crate::scheduler) fn is_hard(&self) -> bool {
        !self.hard.is_empty()
    }

    /// Of each constraint that refuses nodes: its topology, what it counts, and `minDomains`.
    pub(in crate::scheduler) fn hard(&self) -> impl Iterator<Item = (TopologyId, CounterId, usize)> + '_ {
        self.hard.iter().map(|c| (c.topology, c.counter, c.min_domains))
    }

    /// Reads the pod's constraints, or the profile's where it has none, and registers what they count.
    /// `required` are the nodes that the pod's selector and affinity allow, `tolerable` those without a taint that
    /// keeps it away.
    pub(in crate::scheduler) fn new(
        pod: &Pod,
        profile: &Profile,
        namespace: Sym,
        required: Option<&NodeSet>,
        tolerable: &NodeSet,
        build: &mut Build<'_>,
    ) -> Self {
        let own = &pod.topology_spread_constraints;
        let mut constraints: Vec<(TopologySpreadConstraint, Selector)> = Vec::new();
        let mut soft_needs_all = true;
        if own.is_empty() {
            soft_needs_all = profile.default_constraints != DefaultConstraints::System;
            let defaults = match &profile.default_constraints {
                DefaultConstraints::System => system_defaults(),
                DefaultConstraints::List(list) => list.clone(),
            };
            let selector = default_selector::of(pod, build);
            if !selector.is_empty() {
                constraints.extend(defaults.into_iter().map(|c| (c, selector.clone())));
            }
        } else {
            for c in own {
                let selector = Selector::new(c.label_selector.as_ref(), &mut build.names);
                constraints.push((c.clone(), selector));
            }
        }
        let nodes = Eligible { required, tolerable };
        let of = |kind| constraints.iter().filter(move |(c, _)| c.when_unsatisfiable == kind).collect::<Vec<_>>();
        let hard = of(WhenUnsatisfiable::DoNotSchedule);
        let soft = of(WhenUnsatisfiable::ScheduleAnyway);
        let labelled = build.with_labels(hard.iter().map(|(c, _)| c.topology_key.as_str()));
        let hard = hard.into_iter().map(|(c, s)| Hard::new(c, s, pod, namespace, &labelled, nodes, build)).collect();
        let labelled = match soft_needs_all {
            true => build.with_labels(soft.iter().map(|(c, _)| c.topology_key.as_str())),
            false => NodeSet::all(build.nodes.len()),
        };
        let soft = soft.into_iter().map(|(c, s)| Soft::new(c, s, namespace, &labelled, nodes, build)).collect();
        Wants { hard, soft, soft_needs_all }
    }
}

/// Which nodes the inclusion policies let count.
#[derive(Clone, Copy)]
struct Eligible<'a> {
    required: Option<&'a NodeSet>,
    tolerable: &'a NodeSet,
}

impl Eligible<'_> {
    /// Upstream `matchNodeInclusionPolicies`, together with the labels.
    fn mask(self, c: &TopologySpreadConstraint, labelled: &NodeSet) -> NodeSet {
        let mut mask = labelled.clone();
        if c.node_affinity_honor
            && let Some(required) = self.required
        {
            mask.and(required);
        }
        if c.node_taints_honor {
            mask.and(self.tolerable);
        }
        mask
    }
}

impl Hard {
    fn new(
        c: &TopologySpreadConstraint,
        selector: &Selector,
        pod: &Pod,
        namespace: Sym,
        labelled: &NodeSet,
        nodes: Eligible<'_>,
        build: &mut Build<'_>,
    ) -> Self {
        let topology = build.topology(&c.topology_key);
        let mask = nodes.mask(c, labelled);
        let labels = build.names.labels(&pod.labels);
        let own = i64::from(selector.matches(&labels, &build.names));
        let mut domains: Vec<u32> = mask.iter().map(|at| build.nodes.topology(topology).domain[at]).collect();
        domains.sort_unstable();
        domains.dedup();
        let mask = build.mask(mask);
        let counter = register(selector, namespace, Some(topology), mask, build);
        let min_domains = usize::try_from(c.min_domains.unwrap_or(1)).unwrap_or(0);
        Hard { max_skew: i64::from(c.max_skew), min_domains, topology, counter, domains, own }
    }
}

impl Soft {
    fn new(
        c: &TopologySpreadConstraint,
        selector: &Selector,
        namespace: Sym,
        labelled: &NodeSet,
        nodes: Eligible<'_>,
        build: &mut Build<'_>,
    ) -> Self {
        let topology = build.topology(&c.topology_key);
        let hostname = c.topology_key == HOSTNAME;
        // Pods on the node itself are counted whatever the inclusion policies say.
        let counter = if hostname {
            register(selector, namespace, None, None, build)
        } else {
            let mask = build.mask(nodes.mask(c, labelled));
            register(selector, namespace, Some(topology), mask, build)
        };
        Soft { max_skew: i64::from(c.max_skew), topology, hostname, counter }
    }
}

fn register(
    selector: &Selector,
    namespace: Sym,
    topology: Option<TopologyId>,
    mask: Option<MaskId>,
    build: &mut Build<'_>,
) -> CounterId {
    let matcher = Matcher::Alike { namespace, selector: selector.clone() };
    build.index.counter(matcher, topology, mask, &build.nodes)
}

/// Upstream `systemDefaultConstraints`.
fn system_defaults() -> Vec<TopologySpreadConstraint> {
    [(HOSTNAME, 3), (ZONE, 5)]
        .map(|(key, max_skew)| TopologySpreadConstraint {
            max_skew,
            topology_key: key.to_owned(),
            when_unsatisfiable: WhenUnsatisfiable::ScheduleAnyway,
            label_selector: None,
            min_domains: None,
            node_affinity_honor: true,
            node_taints_honor: false,
        })
        .into()
}
