//! Everything on so many nodes of each shape, as the scheduler places it there.

use std::collections::HashMap;

use super::shape::Shape;
use crate::inventory::{Arrival, Inventory, Origin, Setting, Sourced};
use crate::model::count;
use crate::placement::case::Case;
use crate::scheduler::types::{Config, Decision, Node, Pod, Verdict};
use crate::scheduler::{Detail, schedule};

/// The label that tells nodes apart.
pub(super) const HOSTNAME: &str = "kubernetes.io/hostname";

/// What is left over on so many nodes of each shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Pods without a node, those of DaemonSets aside.
    pub(super) waiting: usize,
    /// Pods of DaemonSets without a node.
    pub(super) daemons: usize,
    /// So many more of them than if they were alone there.
    pub(super) crowded: usize,
}

/// Runs the scheduler on nodes of shapes; what came of it is known from then on.
pub(super) struct Trial<'q, 'a> {
    /// What there is, without nodes.
    base: Inventory<'a>,
    setting: Setting<'a>,
    config: &'q Config,
    /// Where the new nodes are said to stand.
    origin: Origin<'a>,
    /// The shapes, each with a node of it.
    pub(super) shapes: Vec<(Shape, Node)>,
    /// What was left out, in words.
    pub(super) left_out: Vec<String>,
    /// Pods that want a node, those of DaemonSets aside.
    pub(super) wanted: usize,
    /// What came of the numbers that were tried.
    pub(super) known: HashMap<Vec<usize>, Outcome>,
    /// Looks at a node that were spent.
    pub(super) spent: usize,
}

impl<'q, 'a> Trial<'q, 'a> {
    /// A trial of everything in the inventory but its nodes.
    pub(super) fn new(
        mut base: Inventory<'a>,
        (setting, config): (Setting<'a>, &'q Config),
        origin: Origin<'a>,
        shapes: Vec<(Shape, Node)>,
    ) -> Self {
        base.nodes.clear();
        let left_out = let_go(&mut base);
        let (wanted, spent) = (0, 0);
        Trial { base, setting, config, origin, shapes, left_out, wanted, known: HashMap::new(), spent }
    }

    /// Everything on one node of each shape.
    pub(super) fn begin(&mut self) -> (Case<'a>, Vec<Decision>) {
        let counts = vec![1; self.shapes.len()];
        let (case, decisions) = self.run(&counts);
        self.wanted = case.pods.iter().filter(|pod| !is_daemon(&pod.pod)).count();
        let outcome = self.look(&case, &decisions);
        self.known.insert(counts, outcome);
        (case, decisions)
    }

    /// How many DaemonSets there are.
    pub(super) fn daemon_sets(&self) -> usize {
        self.base.controllers().filter(|controller| controller.kind == "DaemonSet").count()
    }

    /// Everything, with so many nodes of each shape alone.
    pub(super) fn run(&mut self, counts: &[usize]) -> (Case<'a>, Vec<Decision>) {
        let mut inventory = self.base.clone();
        for ((shape, node), number) in self.shapes.iter().zip(counts) {
            inventory.nodes.extend((1..=*number).map(|at| {
                let mut node = Node { name: format!("{}-{at}", shape.name), ..node.clone() };
                node.labels.insert(HOSTNAME.to_owned(), node.name.clone());
                Sourced { value: node, origin: self.origin }
            }));
        }
        let case = Case::of(inventory, self.setting);
        let decisions = schedule(&case.cluster, self.config, Detail::default());
        self.spent += (case.pods.len() + 50) * (case.cluster.nodes.len() + 10);
        (case, decisions)
    }

    /// What is left over on so many nodes of each shape.
    pub(super) fn outcome(&mut self, counts: &[usize]) -> Outcome {
        if let Some(known) = self.known.get(counts) {
            return *known;
        }
        let (case, decisions) = self.run(counts);
        let outcome = self.look(&case, &decisions);
        self.known.insert(counts.to_vec(), outcome);
        outcome
    }

    fn look(&self, case: &Case<'_>, decisions: &[Decision]) -> Outcome {
        let of_daemons = |decision: &&Decision| is_daemon(&case.pods[decision.pod].pod);
        let failed = decisions.iter().filter(|decision| place(decision).is_none());
        let (daemons, others): (Vec<&Decision>, Vec<&Decision>) = failed.partition(of_daemons);
        let made = case.pods.iter().filter(|pod| !is_daemon(&pod.pod)).count();
        // On many nodes not all pods are made, which is no place for them.
        let waiting = others.len() + self.wanted.saturating_sub(made);
        let alone = if daemons.is_empty() { 0 } else { self.daemons_alone(case) };
        Outcome { waiting, daemons: daemons.len(), crowded: daemons.len().saturating_sub(alone) }
    }

    /// How many pods of DaemonSets would find no place if there were no others.
    fn daemons_alone(&self, case: &Case<'_>) -> usize {
        let mut cluster = case.cluster.clone();
        cluster.pending.retain(|pod| is_daemon(pod));
        cluster.joining = Vec::new();
        let decisions = schedule(&cluster, self.config, Detail::default());
        decisions.iter().filter(|decision| place(decision).is_none()).count()
    }

    /// Whether what nodes have is what decides over resources, as it is unless a configuration says otherwise.
    pub(super) fn is_plain(&self) -> bool {
        let Config { profiles, .. } = self.config;
        *profiles == Config::default().profiles && self.base.device_resources.is_empty()
    }
}

/// The node of a pod that has found one, those aside that it drove out.
pub(super) fn place(decision: &Decision) -> Option<usize> {
    match decision.verdict {
        Verdict::Scheduled { node } | Verdict::Preempting { node, .. } => Some(node),
        Verdict::Unschedulable | Verdict::Gated | Verdict::NoScheduler => None,
    }
}

pub(super) fn is_daemon(pod: &Pod) -> bool {
    pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet")
}

/// Frees running pods from their nodes, and leaves out what belongs to nodes that are gone; what that is, in words.
fn let_go(inventory: &mut Inventory<'_>) -> Vec<String> {
    let running = std::mem::take(&mut inventory.running);
    let (mut named, mut used, mut daemons) = (0, 0, 0);
    let mut free = Vec::new();
    for mut pod in running {
        let kind = pod.pod.owner.as_ref().map(|owner| owner.kind.clone());
        let made = pod.pod.owner.as_ref().is_some_and(|owner| {
            inventory
                .controllers()
                .any(|c| c.kind == owner.kind && c.name == owner.name && c.namespace == pod.pod.namespace)
        });
        match kind.as_deref() {
            Some("DaemonSet") => daemons += usize::from(!made),
            Some("Node") => used += 1,
            _ if !pod.template.field().at("spec").exists() => used += 1,
            _ if !pod.observed => named += 1,
            _ => {
                pod.pod.node_name.clear();
                free.push(Arrival::Pod(Box::new(pod)));
            }
        }
    }
    inventory.arrivals.splice(0..0, free);
    let told = [
        (named, "whose manifest names the node"),
        (used, "that belong to the nodes that are there"),
        (daemons, "of DaemonSets that the files do not hold"),
    ];
    told.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("left out: {} {what}", count(*n, "pod"))).collect()
}
