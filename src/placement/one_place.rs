//! Workloads that one node or zone would take down: where all replicas end up, and what only one node can take.

use std::collections::BTreeSet;

use super::DryRun;
use super::workloads::{Placed, workloads};
use crate::model::{Finding, Layer, Rule, Severity, count};
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Cluster, Config};

/// `schedule/one-place`
pub(super) static ONE_PLACE: Rule = Rule {
    id: "schedule/one-place",
    layer: Layer::Schedule,
    severity: Severity::Info,
    asked: false,
    summary: "Replicas that all end up on one node or in one zone",
    explanation: "On the declared nodes the scheduler puts all replicas of the workload on one node, or all into one zone, although there are \
                  others. Whatever takes that down takes all of them. A topology spread constraint or an anti-affinity keeps them apart.",
    bad: "",
    good: "",
};

/// `schedule/single-node-fit`
pub(super) static SINGLE_NODE_FIT: Rule = Rule {
    id: "schedule/single-node-fit",
    layer: Layer::Schedule,
    severity: Severity::Info,
    asked: false,
    summary: "A pod that only one of the declared nodes could ever take",
    explanation: "Even were all nodes empty, one alone passes the filters for this pod: by its size, its labels or its taints. When that node is \
                  drained or lost the pod has nowhere to go. Ask for less, allow other nodes, or add a second one of the kind.",
    bad: "",
    good: "",
};

const ZONE: &str = "topology.kubernetes.io/zone";

/// Pods that are held against the empty nodes may look at so many.
const LOOKS: usize = 200_000;

/// What is to be said of each workload.
pub(super) fn findings(dry: &DryRun<'_>, config: &Config) -> Vec<Finding> {
    if dry.case.cluster.nodes.len() < 2 {
        return Vec::new();
    }
    let workloads = workloads(dry, |workload| workload.kind != "DaemonSet");
    let mut findings: Vec<Finding> = workloads.iter().filter_map(|placed| one_place(dry, placed)).collect();
    findings.extend(single_fits(dry, config, &workloads));
    findings
}

/// Who the pods are of.
fn who(placed: &Placed<'_, '_>) -> String {
    format!("{} `{}`", placed.workload.kind, placed.workload.name)
}

fn one_place(dry: &DryRun<'_>, placed: &Placed<'_, '_>) -> Option<Finding> {
    if placed.pods.len() < 2 || matches!(placed.workload.kind.as_str(), "Job" | "CronJob") {
        return None;
    }
    let (first, _) = placed.pods[0];
    let on: BTreeSet<usize> = placed.nodes()?;
    let all = &dry.case.cluster.nodes;
    let zone = |node: usize| all[node].labels.get(ZONE);
    let zones: BTreeSet<_> = on.iter().map(|node| zone(*node)).collect();
    let place = if let (Some(node), 1) = (on.first(), on.len()) {
        format!("on node `{}`", all[*node].name)
    } else {
        let zone = zones.first().filter(|_| zones.len() == 1).copied().flatten()?;
        let elsewhere = all.iter().any(|node| node.labels.get(ZONE).is_some_and(|other| other != zone));
        elsewhere.then(|| format!("in zone `{zone}`"))?
    };
    let message = format!(
        "all {} of {} end up {place}: when it is lost, none is left",
        count(placed.pods.len(), "pod"),
        who(placed)
    );
    let mut finding = Finding::of(&ONE_PLACE, first.object.head(), message);
    finding.help("add a topology spread constraint over `kubernetes.io/hostname` or the zone to the pod's `spec`");
    Some(first.object.scene().set(finding))
}

/// The workloads of which one node alone could take a pod, were all nodes empty.
fn single_fits(dry: &DryRun<'_>, config: &Config, workloads: &[Placed<'_, '_>]) -> Vec<Finding> {
    let nodes = &dry.case.cluster.nodes;
    let placed: Vec<_> = workloads.iter().filter(|own| own.pods.iter().any(|(_, node)| node.is_some())).collect();
    let placed = &placed[..placed.len().min(LOOKS / nodes.len())];
    if placed.is_empty() {
        return Vec::new();
    }
    let pending = placed.iter().map(|own| own.pods[0].0.pod.clone()).collect();
    let cluster = Cluster { pods: Vec::new(), pending, ..dry.case.cluster.clone() };
    let mut scheduler = Scheduler::new(&cluster, config);
    let mut findings = Vec::new();
    for (at, own) in placed.iter().enumerate() {
        let (first, _) = own.pods[0];
        let refusals = scheduler.refusals(at);
        let mut fit = refusals.iter().zip(nodes).filter(|(refusals, _)| refusals.is_empty());
        let (Some((_, node)), None) = (fit.next(), fit.next()) else { continue };
        // A volume that is on one node is there for a reason, and so is a name that somebody wrote.
        let tied = refusals.iter().flatten().any(|refusal| refusal.plugin.starts_with("Volume"))
            || first.pod.node_selector.values().any(|value| *value == node.name);
        if tied {
            continue;
        }
        let mut reasons: Vec<&str> = refusals.iter().flatten().flat_map(|r| &r.reasons).map(String::as_str).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let message = format!(
            "node `{}` alone of {} can take a pod of {}, were all of them empty; the others say: {}",
            node.name,
            nodes.len(),
            who(own),
            reasons.join(", ")
        );
        let mut finding = Finding::of(&SINGLE_NODE_FIT, first.object.head(), message);
        finding.help("allow another node, ask for less, or add a second node of the kind: when this one is drained the pod waits");
        findings.push(first.object.scene().set(finding));
    }
    findings
}
