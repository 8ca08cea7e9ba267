//! What is taken on each node (upstream `framework.NodeInfo`).

use super::nodes::Nodes;
use super::ports::HostPort;
use super::resource::Resource;
use std::collections::HashMap;

/// A resource that is neither cpu, memory nor ephemeral storage.
pub(in crate::scheduler) type ScalarId = usize;

/// The number of a pod: its place among all pods that the scheduler knows.
pub(in crate::scheduler) type PodId = usize;

/// One node's amounts, side by side in memory because every filter and score reads them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::scheduler) struct Fill {
    /// cpu in thousandths, memory and ephemeral storage in bytes: to give.
    pub(in crate::scheduler) allocatable: [i64; 3],
    /// The same: taken.
    pub(in crate::scheduler) requested: [i64; 3],
    /// cpu and memory taken, with defaults for containers that ask for none.
    pub(in crate::scheduler) non_zero: [i64; 2],
    /// How many pods may be here.
    pub(in crate::scheduler) max_pods: i64,
    /// How many are.
    pub(in crate::scheduler) pods: i64,
}

/// What a pod takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::scheduler) struct Demand<'c> {
    /// cpu, memory, ephemeral storage.
    pub(in crate::scheduler) requests: [i64; 3],
    /// cpu and memory with defaults.
    pub(in crate::scheduler) non_zero: [i64; 2],
    /// Everything else, sorted by name.
    pub(in crate::scheduler) scalars: Vec<(ScalarId, i64)>,
    /// Ports of the node.
    pub(in crate::scheduler) ports: Vec<HostPort<'c>>,
}

/// See [`Usage::save`].
pub(in crate::scheduler) struct Saved<'c> {
    pods: Vec<PodId>,
    ports: Vec<HostPort<'c>>,
}

/// What is taken on all nodes.
#[derive(Clone, Debug)]
pub(in crate::scheduler) struct Usage<'c> {
    /// By position.
    pub(in crate::scheduler) fill: Vec<Fill>,
    /// Pods on each node, in upstream's order.
    pub(in crate::scheduler) pods: Vec<Vec<PodId>>,
    ports: Vec<Vec<HostPort<'c>>>,
    /// Grows with every change to a node.
    versions: Vec<u32>,
    scalar_names: Vec<String>,
    scalar_ids: HashMap<String, ScalarId>,
    /// To give and taken, by node and resource.
    scalars: Vec<[i64; 2]>,
}

impl<'c> Usage<'c> {
    /// Empty nodes; `scalar_names` are all resources that pods or nodes mention, sorted.
    pub(in crate::scheduler) fn new(nodes: &Nodes<'_>, scalar_names: Vec<String>) -> Self {
        let scalar_ids: HashMap<String, ScalarId> =
            scalar_names.iter().enumerate().map(|(i, n)| (n.clone(), i)).collect();
        let mut scalars = vec![[0; 2]; nodes.len() * scalar_names.len()];
        let mut fill = Vec::with_capacity(nodes.len());
        for (at, allocatable) in nodes.allocatable().into_iter().enumerate() {
            fill.push(Fill {
                allocatable: [allocatable.milli_cpu, allocatable.memory, allocatable.ephemeral_storage],
                max_pods: allocatable.pods,
                ..Fill::default()
            });
            for (name, amount) in allocatable.scalars {
                if let Some(id) = scalar_ids.get(&name) {
                    scalars[at * scalar_names.len() + id][0] = amount;
                }
            }
        }
        let n = nodes.len();
        Usage {
            fill,
            pods: vec![Vec::new(); n],
            ports: vec![Vec::new(); n],
            versions: vec![1; n],
            scalar_names,
            scalar_ids,
            scalars,
        }
    }

    /// The number of a resource.
    pub(in crate::scheduler) fn scalar_id(&self, name: &str) -> Option<ScalarId> {
        self.scalar_ids.get(name).copied()
    }

    /// The name of a resource.
    pub(in crate::scheduler) fn scalar_name(&self, id: ScalarId) -> &str {
        &self.scalar_names[id]
    }

    /// How much of a resource the node has to give, and how much is taken.
    pub(in crate::scheduler) fn scalar(&self, at: usize, id: ScalarId) -> [i64; 2] {
        self.scalars[at * self.scalar_names.len() + id]
    }

    /// Whether the ports are free (upstream `fitsPorts`).
    pub(in crate::scheduler) fn ports_free(&self, at: usize, wanted: &[HostPort<'_>]) -> bool {
        self.ports[at].iter().all(|taken| wanted.iter().all(|w| !taken.conflicts(w)))
    }

    /// Puts a pod on a node.
    pub(in crate::scheduler) fn add(&mut self, at: usize, pod: PodId, demand: &Demand<'c>) {
        self.pods[at].push(pod);
        self.take(at, demand, 1);
        for port in &demand.ports {
            if !self.ports[at].contains(port) {
                self.ports[at].push(port.clone());
            }
        }
    }

    /// Takes a pod from its node. The last pod takes its place in the list, and a port is free afterwards even if another
    /// pod has it, too; both as upstream has it.
    pub(in crate::scheduler) fn remove(&mut self, at: usize, pod: PodId, demand: &Demand<'c>) {
        let Some(i) = self.pods[at].iter().position(|&p| p == pod) else { return };
        self.pods[at].swap_remove(i);
        self.take(at, demand, -1);
        for port in &demand.ports {
            if let Some(i) = self.ports[at].iter().position(|p| p == port) {
                self.ports[at].swap_remove(i);
            }
        }
    }

    /// What a trial may disturb: the order of a node's pods, and its ports.
    pub(in crate::scheduler) fn save(&self, at: usize) -> Saved<'c> {
        Saved { pods: self.pods[at].clone(), ports: self.ports[at].clone() }
    }

    /// Puts it back; all pods of the time of saving must be there again.
    pub(in crate::scheduler) fn restore(&mut self, at: usize, saved: Saved<'c>) {
        self.pods[at] = saved.pods;
        self.ports[at] = saved.ports;
    }

    /// Differs whenever something on the node has changed.
    pub(in crate::scheduler) fn version(&self, at: usize) -> u32 {
        self.versions[at]
    }

    /// Counts so many pods that take so much in, without naming them; negative to count them out again.
    pub(in crate::scheduler) fn take_copies(&mut self, at: usize, demand: &Demand<'c>, copies: i64) {
        self.take(at, demand, copies);
        for port in &demand.ports {
            if copies > 0 {
                self.ports[at].push(port.clone());
            } else if let Some(i) = self.ports[at].iter().rposition(|p| p == port) {
                self.ports[at].remove(i);
            }
        }
    }

    fn take(&mut self, at: usize, demand: &Demand<'_>, sign: i64) {
        self.versions[at] = self.versions[at].wrapping_add(1);
        let fill = &mut self.fill[at];
        fill.pods += sign;
        for (have, asked) in fill.requested.iter_mut().zip(demand.requests) {
            *have = have.saturating_add(sign.saturating_mul(asked));
        }
        for (have, asked) in fill.non_zero.iter_mut().zip(demand.non_zero) {
            *have = have.saturating_add(sign.saturating_mul(asked));
        }
        for &(id, asked) in &demand.scalars {
            let have = &mut self.scalars[at * self.scalar_names.len() + id][1];
            *have = have.saturating_add(sign.saturating_mul(asked));
        }
    }
}

/// The amounts of a list as a demand's; resources unknown to `usage` are left out.
pub(in crate::scheduler) fn scalars(usage: &Usage<'_>, resource: &Resource) -> Vec<(ScalarId, i64)> {
    resource.scalars.iter().filter_map(|(name, amount)| Some((usage.scalar_id(name)?, *amount))).collect()
}
