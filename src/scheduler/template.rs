//! What pods ask for, compiled once for all pods made from the same template.

use super::build::Build;
use super::framework::Filter;
use super::last::Last;
use super::node_set::NodeSet;
use super::plugins::{
    image_locality, inter_pod_affinity, node_affinity, node_declared_features, node_resources_fit, pod_topology_spread,
    taint_toleration,
};
use super::profile::Profile;
use super::release::Release;
use super::snapshot::nodes::Nodes;
use super::snapshot::resource::{Missing, Resource, non_zero_requests, pod_requests};
use super::snapshot::usage::{Demand, ScalarId, Usage, scalars};
use super::snapshot::{index::CounterId, index::Group, index::GroupId, ports};
use super::types::{Pod, Toleration};
use hashbrown::HashTable;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The number of a template.
pub(super) type TemplateId = usize;

/// What every pod brings along, whether it runs or is to be placed.
pub(super) struct Burden<'c> {
    /// Pods alike for every selector.
    pub(super) group: GroupId,
    /// What it takes of a node.
    pub(super) demand: Arc<Demand<'c>>,
    /// Terms that it carries.
    pub(super) carries: Vec<CounterId>,
}

/// What a pod that is to be placed asks for.
pub(super) struct Template<'c> {
    /// Number of its profile.
    pub(super) profile: usize,
    /// See [`Burden`].
    pub(super) burden: Burden<'c>,
    /// What its tolerations mean.
    pub(super) tolerations: Arc<taint_toleration::Facts>,
    /// NodeAffinity's part.
    pub(super) node_affinity: Arc<node_affinity::Wants>,
    /// PodTopologySpread's part.
    pub(super) spread: pod_topology_spread::Wants,
    /// InterPodAffinity's part.
    pub(super) affinity: Arc<inter_pod_affinity::Wants>,
    /// NodeDeclaredFeatures' part.
    pub(super) features: Option<Arc<NodeSet>>,
    /// ImageLocality's part.
    pub(super) images: Arc<image_locality::Wants>,
    /// Resources that NodeResourcesFit scores.
    pub(super) fit: Arc<Vec<node_resources_fit::Scored>>,
    /// Resources that NodeResourcesBalancedAllocation scores.
    pub(super) balanced: Arc<Vec<node_resources_fit::Scored>>,
    /// Resources that NodeResourcesFit does not filter by.
    pub(super) ignored: Arc<Vec<ScalarId>>,
    /// Nodes that pass the first filters of the profile, as many as never change their answer.
    pub(super) open: Arc<NodeSet>,
    /// How many filters that are.
    pub(super) settled: usize,
}

/// Compiles templates and finds those that exist already.
#[derive(Default)]
pub(super) struct Templates<'c> {
    /// What scores are made of.
    pub(super) release: Release,
    list: Vec<Template<'c>>,
    pods: Vec<&'c Pod>,
    by_hash: HashTable<TemplateId>,
    tolerations: HashMap<&'c [Toleration], Arc<taint_toleration::Facts>>,
    last: LastParts,
}

/// The parts of the last template.
#[derive(Default)]
struct LastParts {
    node_affinity: Last<node_affinity::Wants>,
    affinity: Last<inter_pod_affinity::Wants>,
    features: Last<NodeSet>,
    images: Last<image_locality::Wants>,
    fit: Last<Vec<node_resources_fit::Scored>>,
    balanced: Last<Vec<node_resources_fit::Scored>>,
    ignored: Last<Vec<ScalarId>>,
    open: Last<NodeSet>,
}

impl<'c> Templates<'c> {
    /// A template.
    pub(super) fn get(&self, id: TemplateId) -> &Template<'c> {
        &self.list[id]
    }

    /// The template of a pod, for the numbered profile.
    pub(super) fn of(
        &mut self,
        pod: &'c Pod,
        profile: (usize, &Profile),
        build: &mut Build<'c>,
        usage: &Usage<'c>,
    ) -> TemplateId {
        let hash = hash(pod);
        let is_it = |&id: &TemplateId| self.list[id].profile == profile.0 && same(self.pods[id], pod);
        if let Some(id) = self.by_hash.find(hash, is_it) {
            return *id;
        }
        let template = self.compile(pod, profile, build, usage);
        self.list.push(template);
        self.pods.push(pod);
        let pods = &self.pods;
        self.by_hash.insert_unique(hash, self.list.len() - 1, |&id| self::hash(pods[id]));
        self.list.len() - 1
    }

    fn compile(
        &mut self,
        pod: &'c Pod,
        (number, profile): (usize, &Profile),
        build: &mut Build<'c>,
        usage: &Usage<'c>,
    ) -> Template<'c> {
        let facts = || Arc::new(taint_toleration::Facts::new(&pod.tolerations, &build.nodes));
        let tolerations = Arc::clone(self.tolerations.entry(&pod.tolerations).or_insert_with(facts));
        let settings = &profile.settings;
        let burden = burden(pod, build, usage, self.release);
        let (nodes, names) = (&mut build.nodes, &mut build.names);
        let node_affinity = node_affinity::Wants::new(pod, settings.added_affinity.as_ref(), nodes, names);
        let namespace = build.names.sym(&pod.namespace);
        let required = node_affinity.required.as_ref();
        let spread = pod_topology_spread::Wants::new(pod, settings, namespace, required, &tolerations.open, build);
        let affinity = inter_pod_affinity::Wants::new(pod, build);
        let last = &mut self.last;
        let scored = |resources, missing| node_resources_fit::scored(pod, resources, missing, usage);
        let mut template = Template {
            profile: number,
            tolerations,
            spread,
            affinity: last.affinity.hold(affinity),
            features: node_declared_features::wants(&pod.required_features, &build.nodes)
                .map(|set| last.features.hold(set)),
            images: last.images.hold(image_locality::Wants::new(pod, &build.nodes, self.release)),
            fit: last.fit.hold(scored(&settings.scoring_strategy.resources, Missing::SCORED)),
            balanced: last.balanced.hold(scored(&settings.balanced_resources, Missing::NONE)),
            ignored: last.ignored.hold(node_resources_fit::ignored(settings, usage, &burden.demand)),
            burden,
            node_affinity: last.node_affinity.hold(node_affinity),
            open: Arc::new(NodeSet::none(0)),
            settled: 0,
        };
        let (open, settled) = template.settled(profile, &build.nodes);
        template.open = self.last.open.hold(open);
        template.settled = settled;
        template
    }
}

impl Template<'_> {
    /// The nodes that pass the leading filters which look at nothing that changes, and how many filters that are.
    fn settled(&self, profile: &Profile, nodes: &Nodes<'_>) -> (NodeSet, usize) {
        let (mut set, mut count) = (NodeSet::all(nodes.len()), 0);
        for (_, filter) in &profile.filters {
            let Filter::Settled { open, .. } = filter else { break };
            open(self, nodes, &mut set);
            count += 1;
        }
        (set, count)
    }
}

/// What a pod brings along.
pub(super) fn burden<'c>(pod: &'c Pod, build: &mut Build<'c>, usage: &Usage<'c>, release: Release) -> Burden<'c> {
    let group = Group {
        namespace: build.names.sym(&pod.namespace),
        labels: build.names.labels(&pod.labels),
        terminating: pod.terminating,
    };
    let list = pod_requests(pod, Missing::NONE);
    let (cpu, memory) = non_zero_requests(pod, &list, release);
    let sum = Resource::new(&list);
    let demand = Demand {
        requests: [sum.milli_cpu, sum.memory, sum.ephemeral_storage],
        non_zero: [cpu, memory],
        scalars: scalars(usage, &sum),
        ports: ports::host_ports(pod, release),
    };
    Burden {
        group: build.index.group(group),
        demand: build.demand.hold(demand),
        carries: inter_pod_affinity::carries(pod, build),
    }
}

fn hash(pod: &Pod) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&pod.namespace, &pod.labels, &pod.scheduler_name, &pod.node_selector, &pod.tolerations).hash(&mut hasher);
    for container in &pod.containers {
        (&container.image, &container.requests).hash(&mut hasher);
    }
    hasher.finish()
}

/// Whether the pods differ in nothing but name and volumes, which are looked at pod by pod.
fn same(a: &Pod, b: &Pod) -> bool {
    a.namespace == b.namespace
        && a.labels == b.labels
        && a.owner == b.owner
        && a.terminating == b.terminating
        && a.containers == b.containers
        && a.init_containers == b.init_containers
        && a.pod_requests == b.pod_requests
        && a.overhead == b.overhead
        && a.node_selector == b.node_selector
        && a.affinity == b.affinity
        && a.tolerations == b.tolerations
        && a.topology_spread_constraints == b.topology_spread_constraints
        && a.image_volumes == b.image_volumes
        && a.required_features == b.required_features
}
