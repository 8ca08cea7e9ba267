//! Pods that come back although nothing here makes them: a dump of nodes and pods has the controllers only in the
//! `ownerReferences` of what runs, and in a cluster they make another pod in the place of one that goes.

use super::super::{Arrival, Inventory, PodInstance};

/// Controllers that do not make the pod again elsewhere: it belongs to its node.
const OF_A_NODE: [&str; 2] = ["DaemonSet", "Node"];

impl<'a> Inventory<'a> {
    /// Has the controller of a pod that went make a copy of it, where nothing else here would make another.
    pub(super) fn make_again(&mut self, gone: &PodInstance<'a>) {
        let Some(owner) = &gone.pod.owner else { return };
        let is_replaced = gone.workload.is_some() || gone.pod.terminating || self.has_maker(gone);
        if is_replaced || OF_A_NODE.contains(&owner.kind.as_str()) {
            return;
        }
        let mut copy = gone.clone();
        copy.pod.node_name.clear();
        (copy.observed, copy.settled) = (false, false);
        self.arrivals.push(Arrival::Pod(Box::new(copy)));
    }

    /// Takes pods away that a command names. Their controllers make others.
    pub(super) fn delete_pods(&mut self, picks: impl Fn(&PodInstance<'a>) -> bool) {
        let gone: Vec<_> = self.pods().filter(|pod| picks(pod)).cloned().collect();
        self.remove_pods_quietly(picks);
        gone.iter().for_each(|pod| self.make_again(pod));
    }
}
