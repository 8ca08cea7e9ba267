//! A placement as pictures see it: nodes by zone with what they carry, and what waits.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::inventory::{Workload, pod_requests};
use crate::model::Quantity;
use crate::placement::{PlacedPod, Placement};
use crate::scheduler::types::{Node, Pod, PodSpec, Verdict};

/// The labels that say in which zone a node is, the newer first (`corev1.LabelTopologyZone`, `LabelFailureDomainBetaZone`).
const ZONES: [&str; 2] = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];

/// Resources that stand first, whether anybody asks for them or not.
const FIRST: [&str; 3] = ["cpu", "memory", "pods"];

/// A placement as it is drawn.
pub(super) struct Scene<'p> {
    /// What it is of.
    pub(super) placement: &'p Placement,
    /// What every pod and node is measured in: `cpu` in thousandths, everything else in whole units.
    pub(super) resources: Vec<&'p str>,
    /// The nodes by their zones, in the order of zones; nodes without one last, under an empty name.
    pub(super) zones: Vec<(&'p str, Vec<usize>)>,
    /// What runs on each node, in the order of the placement's nodes.
    pub(super) holds: Vec<Vec<Cargo<'p>>>,
    /// What found no node, the pods that asked for one first.
    pub(super) quay: Vec<Waiting<'p>>,
    /// What pods ask for, in the order of `resources`; each list once.
    pub(super) shapes: Vec<Vec<i64>>,
}

/// A pod on a node.
pub(super) struct Cargo<'p> {
    pub(super) pod: &'p Pod,
    pub(super) workload: Option<&'p Workload>,
    /// What is said of it, where the dry run has placed it.
    pub(super) placed: Option<&'p PlacedPod>,
    pub(super) how: Aboard,
    /// What it asks for, by its place among the scene's shapes.
    pub(super) shape: usize,
    /// The decision about it, where there is one.
    pub(super) decision: Option<usize>,
}

/// How a pod came to its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aboard {
    /// It came with the cluster.
    Running,
    /// The dry run placed it.
    Placed,
    /// It names its node itself.
    Bound,
    /// It would be evicted for another.
    Evicted,
}

/// A pod without a node.
pub(super) struct Waiting<'p> {
    pub(super) placed: &'p PlacedPod,
    pub(super) how: Ashore,
    /// What it asks for, by its place among the scene's shapes.
    pub(super) shape: usize,
    /// The decision about it, where there is one.
    pub(super) decision: Option<usize>,
}

/// Why a pod is not on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ashore {
    /// No node takes it.
    Pending,
    /// It gets a node once others are evicted.
    Preempting,
    /// Something holds it back.
    Gated,
    /// Nobody serves its `schedulerName`.
    NoScheduler,
    /// Admission turns it away.
    NotCreated,
    /// It names a node that is not there.
    Elsewhere,
}

impl Aboard {
    /// All of them, in the order in which they are drawn and spelled.
    pub(super) const ALL: [Aboard; 4] = [Aboard::Running, Aboard::Placed, Aboard::Bound, Aboard::Evicted];

    /// Its name in data and styles.
    pub(super) fn name(self) -> &'static str {
        match self {
            Aboard::Running => "running",
            Aboard::Placed => "placed",
            Aboard::Bound => "bound",
            Aboard::Evicted => "evicted",
        }
    }

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Aboard::Running => "aboard already",
            Aboard::Placed => "placed here",
            Aboard::Bound => "names its node itself",
            Aboard::Evicted => "would be evicted",
        }
    }
}

impl Ashore {
    /// All of them, in the order in which they are spelled.
    pub(super) const ALL: [Ashore; 6] = [
        Ashore::Pending,
        Ashore::Preempting,
        Ashore::Gated,
        Ashore::NoScheduler,
        Ashore::NotCreated,
        Ashore::Elsewhere,
    ];

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Ashore::Pending => "pending",
            Ashore::Preempting => "only by preemption",
            Ashore::Gated => "gated",
            Ashore::NoScheduler => "no scheduler serves it",
            Ashore::NotCreated => "never created",
            Ashore::Elsewhere => "names a node that is not there",
        }
    }
}

/// An amount as pictures measure it.
pub(super) fn measure(resource: &str, amount: Quantity) -> i64 {
    if resource == "cpu" { amount.milli_value() } else { amount.value() }
}

/// The zone of a node; empty where it has none.
pub(super) fn zone(node: &Node) -> &str {
    ZONES.iter().find_map(|label| node.labels.get(label)).map_or("", String::as_str)
}

/// What pods ask for, each list once.
#[derive(Default)]
struct Shapes {
    /// By where in memory the pod's template lies: most pods share one.
    of_spec: HashMap<*const PodSpec, usize>,
    known: HashMap<Vec<i64>, usize>,
    all: Vec<Vec<i64>>,
}

impl Shapes {
    fn of(&mut self, pod: &Pod, resources: &[&str]) -> usize {
        let spec = std::ptr::from_ref(&*pod.spec);
        if let Some(shape) = self.of_spec.get(&spec) {
            return *shape;
        }
        let asked = pod_requests(pod);
        let one = |name: &&str| match *name {
            "pods" => 1,
            name => asked.get(name).map_or(0, |amount| measure(name, *amount)),
        };
        let shape: Vec<i64> = resources.iter().map(one).collect();
        let next = self.all.len();
        let at = *self.known.entry(shape).or_insert_with_key(|shape| {
            self.all.push(shape.clone());
            next
        });
        self.of_spec.insert(spec, at);
        at
    }
}

impl<'p> Scene<'p> {
    /// The scene of a placement.
    pub(super) fn new(placement: &'p Placement) -> Self {
        let resources = resources(placement);
        let mut by_zone: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
        for (at, node) in placement.nodes.iter().enumerate() {
            by_zone.entry((zone(node).is_empty(), zone(node))).or_default().push(at);
        }
        let zones = by_zone.into_iter().map(|((_, zone), nodes)| (zone, nodes)).collect();
        let holds = placement.nodes.iter().map(|_| Vec::new()).collect();
        let mut scene = Scene { placement, resources, zones, holds, quay: Vec::new(), shapes: Vec::new() };
        scene.load();
        scene
    }

    /// Brings every pod to where it comes to be.
    fn load(&mut self) {
        let placement = self.placement;
        let mut shapes = Shapes::default();
        let at: HashMap<&str, usize> = placement.nodes.iter().map(|node| node.name.as_str()).zip(0..).collect();
        let victims: HashSet<&str> =
            placement.decisions.iter().flat_map(|decision| victims(&decision.verdict)).collect();
        // Most trees evict nobody: then no name is put together.
        let evicted = |pod: &Pod| !victims.is_empty() && victims.contains(pod.key().as_str());
        let aboard = |pod: &Pod, how| if evicted(pod) { Aboard::Evicted } else { how };
        for pod in &placement.running {
            if let Some(node) = at.get(pod.node_name.as_str()) {
                let shape = shapes.of(pod, &self.resources);
                let how = aboard(pod, Aboard::Running);
                self.holds[*node].push(Cargo { pod, workload: None, placed: None, how, shape, decision: None });
            }
        }
        for placed in &placement.bound {
            let shape = shapes.of(&placed.pod, &self.resources);
            let named = at.get(placed.pod.node_name.as_str());
            let how = if placed.runs { Aboard::Running } else { Aboard::Bound };
            self.bring(
                placed,
                named.map(|node| (*node, aboard(&placed.pod, how))).ok_or(Ashore::Elsewhere),
                shape,
                None,
            );
        }
        for (number, decision) in placement.decisions.iter().enumerate() {
            let placed = &placement.pods[decision.pod];
            let shape = shapes.of(&placed.pod, &self.resources);
            let place = match &decision.verdict {
                Verdict::Scheduled { node } => Ok((*node, aboard(&placed.pod, Aboard::Placed))),
                Verdict::Unschedulable => Err(Ashore::Pending),
                Verdict::Preempting { .. } => Err(Ashore::Preempting),
                Verdict::Gated => Err(Ashore::Gated),
                Verdict::NoScheduler => Err(Ashore::NoScheduler),
            };
            self.bring(placed, place, shape, Some(number));
        }
        for placed in &placement.refused {
            let shape = shapes.of(&placed.pod, &self.resources);
            self.bring(placed, Err(Ashore::NotCreated), shape, None);
        }
        self.quay.sort_by_key(|waiting| waiting.decision.is_none());
        self.shapes = shapes.all;
    }

    fn bring(
        &mut self,
        placed: &'p PlacedPod,
        place: Result<(usize, Aboard), Ashore>,
        shape: usize,
        decision: Option<usize>,
    ) {
        match place {
            Ok((node, how)) => {
                let (pod, workload) = (&*placed.pod, placed.workload.as_deref());
                self.holds[node].push(Cargo { pod, workload, placed: Some(placed), how, shape, decision });
            }
            Err(how) => self.quay.push(Waiting { placed, how, shape, decision }),
        }
    }

    /// What a node has of a resource, as pictures measure it.
    pub(super) fn room(&self, node: usize, resource: &str) -> i64 {
        let have = self.placement.nodes[node].allocatable.get(resource);
        have.map_or(0, |amount| measure(resource, *amount))
    }

    /// How many pods were placed by the dry run, of how many that asked.
    pub(super) fn placed(&self) -> (usize, usize) {
        let decisions = &self.placement.decisions;
        (decisions.iter().filter(|d| matches!(d.verdict, Verdict::Scheduled { .. })).count(), decisions.len())
    }
}

/// The pods that are to be evicted.
fn victims(verdict: &Verdict) -> impl Iterator<Item = &str> {
    let victims: &[String] = if let Verdict::Preempting { victims, .. } = verdict { victims } else { &[] };
    victims.iter().map(String::as_str)
}

/// Everything that nodes have or pods ask for.
fn resources(placement: &Placement) -> Vec<&str> {
    let on_nodes = placement.nodes.iter().flat_map(|node| node.allocatable.iter());
    let placed = placement.pods.iter().chain(&placement.bound).chain(&placement.refused).map(|placed| &*placed.pod);
    let pods = placement.running.iter().map(|pod| &**pod).chain(placed);
    let mut seen = HashSet::new();
    let specs = pods.filter(|pod| seen.insert(std::ptr::from_ref(&*pod.spec)));
    let asked = specs.flat_map(|pod| {
        let containers =
            pod.containers.iter().chain(&pod.init_containers).flat_map(|container| container.requests.iter());
        containers.chain(pod.pod_requests.iter()).chain(pod.overhead.iter())
    });
    let some = on_nodes.chain(asked).filter(|(_, amount)| !amount.is_zero());
    let others: BTreeSet<&str> = some.map(|(name, _)| name.as_str()).filter(|name| !FIRST.contains(name)).collect();
    FIRST.into_iter().chain(others).collect()
}
