//! Pods that what-if commands drive away from their nodes, and those that budgets keep there.

use std::collections::BTreeMap;

use super::DryRun;
use crate::inventory::{Gone, Inventory};
use crate::model::{Finding, Layer, Rule, Severity, count, listed};

/// `schedule/evicted`
pub(super) static EVICTED: Rule = Rule {
    id: "schedule/evicted",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that a what-if command evicts for good, or cannot evict",
    explanation: "A drain, a NoExecute taint or the loss of a node takes pods away. A controller makes others in their place, which ask for a node \
                  again; nobody does that for a pod that has none, nor for one of a Job that has failed too often. A drain waits for ever for \
                  pods that a disruption budget does not let go: that is an error, as is an eviction that it refuses.",
    bad: "",
    good: "",
};

/// Names of pods that are told one by one.
const SHOWN: usize = 3;

/// What is to be said of them, in the order in which they went.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let inventory = &dry.case.inventory;
    let mut groups: Vec<Vec<&Gone<'_>>> = Vec::new();
    let mut known: BTreeMap<(String, &str, Option<&str>), usize> = BTreeMap::new();
    for gone in &inventory.gone {
        let of = gone.pod.workload.as_ref().map(|workload| format!("{} `{}`", workload.kind, workload.name));
        let key = (of.unwrap_or_else(|| gone.pod.pod.key()), gone.why.as_str(), gone.stays);
        let at = *known.entry(key).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(gone);
    }
    groups.iter().map(|group| group[0].pod.scene().set(finding(inventory, group))).collect()
}

fn finding(inventory: &Inventory<'_>, group: &[&Gone<'_>]) -> Finding {
    let (first, why) = (&group[0].pod, &group[0].why);
    let names = listed(group.iter().map(|gone| gone.pod.pod.name.as_str()), SHOWN);
    let from = listed(nodes(group).into_iter(), SHOWN);
    let pods = match group.len() {
        1 => format!("pod {names}"),
        several => format!("{} ({names})", count(several, "pod")),
    };
    if let Some(outcome) = group[0].stays {
        let stays = if group.len() == 1 { "stays" } else { "stay" };
        let message = format!("{outcome}: {pods} {stays} on node {from}: {why}");
        let mut finding = Finding::of(&EVICTED, first.object.head(), message).at(Severity::Error);
        finding.help(if why.starts_with(super::steps::SEVERAL) {
            "let one budget be about each pod"
        } else {
            "kubectl tries again until the budget allows it: make room for its other pods, or let it allow more"
        });
        return finding;
    }
    let is = if group.len() == 1 { "is" } else { "are" };
    let evicted = format!("{pods} {is} evicted from node {from}: {why}");
    if first.pod.owner.is_none() {
        let message = format!("{evicted}; it has no controller, so that nobody makes it again");
        return Finding::of(&EVICTED, first.object.head(), message);
    }
    if is_over(inventory, first) {
        let message = format!("{evicted}; with that its Job has failed more often than its `backoffLimit` allows");
        return Finding::of(&EVICTED, first.object.head(), message);
    }
    let message = format!("{evicted}; what made {} makes others", if group.len() == 1 { "it" } else { "them" });
    let mut finding = Finding::of(&EVICTED, first.object.head(), message);
    finding.severity = Severity::Info;
    finding
}

fn nodes<'g>(group: &[&'g Gone<'_>]) -> Vec<&'g str> {
    let mut nodes: Vec<&str> = group.iter().map(|gone| gone.pod.pod.node_name.as_str()).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Whether the pod's Job is over.
fn is_over(inventory: &Inventory<'_>, pod: &crate::inventory::PodInstance<'_>) -> bool {
    let Some(owner) = pod.pod.owner.as_ref().filter(|owner| owner.kind == "Job") else { return false };
    let job = inventory
        .controllers()
        .find(|job| job.kind == "Job" && job.name == owner.name && job.namespace == pod.pod.namespace);
    job.is_some_and(|job| job.failed > job.origin.field().at("spec").at("backoffLimit").opt_int().unwrap_or(6))
}
