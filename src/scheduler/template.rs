//! What pods ask for, compiled once for all pods made from the same template.

use super::build::Build;
use super::framework::Filter;
use super::node_set::NodeSet;
use super::plugins::{
    image_locality, inter_pod_affinity, node_affinity, node_declared_features, node_resources_fit, pod_topology_spread,
    taint_toleration,
};
use super::profile::Profile;
use super::snapshot::nodes::Nodes;
use super::snapshot::resource::{Missing, Resource, non_zero_requests, pod_requests};
use super::snapshot::usage::{Demand, ScalarId, Usage, scalars};
use super::snapshot::{index::CounterId, index::Group, index::GroupId, ports};
use super::types::{Pod, Toleration};
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
    pub(super) demand: Demand<'c>,
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
    pub(super) node_affinity: node_affinity::Wants,
    /// PodTopologySpread's part.
    pub(super) spread: pod_topology_spread::Wants,
    /// InterPodAffinity's part.
    pub(super) affinity: inter_pod_affinity::Wants,
    /// NodeDeclaredFeatures' part.
    pub(super) features: Option<NodeSet>,
    /// ImageLocality's part.
    pub(super) images: image_locality::Wants,
    /// Resources that NodeResourcesFit scores.
    pub(super) fit: Vec<node_resources_fit::Scored>,
    /// Resources that NodeResourcesBalancedAllocation scores.
    pub(super) balanced: Vec<node_resources_fit::Scored>,
    /// Resources that NodeResourcesFit does not filter by.
    pub(super) ignored: Vec<ScalarId>,
    /// Nodes that pass the first filters of the profile, as many as never change their answer.
    pub(super) open: NodeSet,
    /// How many filters that are.
    pub(super) settled: usize,
}

/// Compiles templates and finds those that exist already.
#[derive(Default)]
pub(super) struct Templates<'c> {
    list: Vec<Template<'c>>,
    pods: Vec<&'c Pod>,
    by_hash: HashMap<u64, Vec<TemplateId>>,
    tolerations: HashMap<&'c [Toleration], Arc<taint_toleration::Facts>>,
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
        let known = self.by_hash.get(&hash).into_iter().flatten();
        let known = known.copied().find(|&id| self.list[id].profile == profile.0 && same(self.pods[id], pod));
        if let Some(id) = known {
            return id;
        }
        let template = self.compile(pod, profile, build, usage);
        self.list.push(template);
        self.pods.push(pod);
        self.by_hash.entry(hash).or_default().push(self.list.len() - 1);
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
        let burden = burden(pod, build, usage);
        let (nodes, names) = (&mut build.nodes, &mut build.names);
        let node_affinity = node_affinity::Wants::new(pod, settings.added_affinity.as_ref(), nodes, names);
        let namespace = build.names.sym(&pod.namespace);
        let required = node_affinity.required.as_ref();
        let spread = pod_topology_spread::Wants::new(pod, settings, namespace, required, &tolerations.open, build);
        let affinity = inter_pod_affinity::Wants::new(pod, build);
        let mut template = Template {
            profile: number,
            tolerations,
            spread,
            affinity,
            features: node_declared_features::wants(&pod.required_features, &build.nodes),
            images: image_locality::Wants::new(pod, &build.nodes),
            fit: node_resources_fit::scored(pod, &settings.scoring_strategy.resources, Missing::SCORED, usage),
            balanced: node_resources_fit::scored(pod, &settings.balanced_resources, Missing::NONE, usage),
            ignored: node_resources_fit::ignored(settings, usage, &burden.demand),
            burden,
            node_affinity,
            open: NodeSet::all(build.nodes.len()),
            settled: 0,
        };
        template.settle(profile, &build.nodes);
        template
    }
}

impl Template<'_> {
    /// Finds the nodes that pass the leading filters which look at nothing that changes.
    fn settle(&mut self, profile: &Profile, nodes: &Nodes<'_>) {
        let mut set = NodeSet::all(nodes.len());
        for (_, filter) in &profile.filters {
            let Filter::Settled { open, .. } = filter else { break };
            open(self, nodes, &mut set);
            self.settled += 1;
        }
        self.open = set;
    }
}

/// What a pod brings along.
pub(super) fn burden<'c>(pod: &'c Pod, build: &mut Build<'c>, usage: &Usage<'c>) -> Burden<'c> {
    let group = Group {
        namespace: build.names.sym(&pod.namespace),
        labels: build.names.labels(&pod.labels),
        terminating: pod.terminating,
    };
    let list = pod_requests(pod, Missing::NONE);
    let (cpu, memory) = non_zero_requests(pod, &list);
    let sum = Resource::new(&list);
    Burden {
        group: build.index.group(group),
        demand: Demand {
            requests: [sum.milli_cpu, sum.memory, sum.ephemeral_storage],
            non_zero: [cpu, memory],
            scalars: scalars(usage, &sum),
            ports: ports::host_ports(pod),
        },
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
