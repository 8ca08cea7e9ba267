//! The pods of one workload, and where they ended up.

use std::collections::HashMap;

use super::DryRun;
use crate::inventory::{PodInstance, Workload};
use crate::scheduler::types::Verdict;

/// A workload's pods in the order in which they were first tried, at least one.
pub(super) struct Placed<'d, 'a> {
    pub(super) workload: &'d Workload,
    /// Each with the node that took it, by its place among the cluster's.
    pub(super) pods: Vec<(&'d PodInstance<'a>, Option<usize>)>,
}

impl<'d> Placed<'d, '_> {
    /// Namespace and name, by which no other goes.
    pub(super) fn key(&self) -> (&'d str, &'d Workload) {
        (&self.pods[0].0.pod.namespace, self.workload)
    }

    /// The nodes, where every pod has one.
    pub(super) fn nodes<C: FromIterator<usize>>(&self) -> Option<C> {
        self.pods.iter().map(|(_, node)| *node).collect()
    }
}

/// The workloads that `takes` takes, in the order in which the first pod of each was tried.
pub(super) fn workloads<'d, 'a>(dry: &'d DryRun<'a>, takes: impl Fn(&Workload) -> bool) -> Vec<Placed<'d, 'a>> {
    let mut known: HashMap<(&str, &Workload), usize> = HashMap::new();
    let mut all: Vec<Placed<'d, 'a>> = Vec::new();
    for decision in &dry.decisions {
        let pod = &dry.case.pods[decision.pod];
        let Some(workload) = pod.workload.as_deref().filter(|workload| takes(workload)) else { continue };
        let at = *known.entry((&pod.pod.namespace, workload)).or_insert_with(|| {
            all.push(Placed { workload, pods: Vec::new() });
            all.len() - 1
        });
        all[at].pods.push((pod, if let Verdict::Scheduled { node } = decision.verdict { Some(node) } else { None }));
    }
    all
}
