//! Workloads that one node or zone would take down: where all replicas end up, and what only one node can take.

use std::collections::{BTreeSet, HashMap};

use super::DryRun;
use crate::inventory::{PodInstance, Workload};
use crate::model::{Finding, Layer, Rule, Severity, count};
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Cluster, Config, Verdict};

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

/// The pods of each workload, in the order in which they were first tried.
type Workloads<'d, 'a> = Vec<(&'d PodInstance<'a>, Vec<Option<usize>>)>;

/// What is to be said of each workload.
pub(super) fn findings(dry: &DryRun<'_>, config: &Config) -> Vec<Finding> {
    if dry.case.cluster.nodes.len() < 2 {
        return Vec::new();
    }
    let workloads = workloads(dry);
    let mut findings: Vec<Finding> =
        workloads.iter().filter_map(|(first, nodes)| one_place(dry, first, nodes)).collect();
    findings.extend(single_fits(dry, config, &workloads));
    findings
}

fn workloads<'d, 'a>(dry: &'d DryRun<'a>) -> Workloads<'d, 'a> {
    let mut known: HashMap<(&str, &Workload), usize> = HashMap::new();
    let mut all: Workloads<'d, 'a> = Vec::new();
    for decision in &dry.decisions {
        let pod = &dry.case.pods[decision.pod];
        let Some(workload) = pod.workload.as_ref().filter(|workload| workload.kind != "DaemonSet") else { continue };
        let at = *known.entry((&pod.pod.namespace, workload)).or_insert_with(|| {
            all.push((pod, Vec::new()));
            all.len() - 1
        });
        all[at].1.push(if let Verdict::Scheduled { node } = decision.verdict { Some(node) } else { None });
    }
    all
}

/// Who the pods are of.
fn who(pod: &PodInstance<'_>) -> String {
    pod.workload.as_ref().map_or_else(|| pod.pod.key(), |workload| format!("{} `{}`", workload.kind, workload.name))
}

fn one_place(dry: &DryRun<'_>, first: &PodInstance<'_>, nodes: &[Option<usize>]) -> Option<Finding> {
    let serves = |workload: &Workload| !matches!(workload.kind.as_str(), "Job" | "CronJob");
    if nodes.len() < 2 || !first.workload.as_deref().is_some_and(serves) {
        return None;
    }
    let on: BTreeSet<usize> = nodes.iter().copied().collect::<Option<_>>()?;
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
    let message =
        format!("all {} of {} end up {place}: when it is lost, none is left", count(nodes.len(), "pod"), who(first));
    let mut finding = Finding::of(&ONE_PLACE, first.object.head(), message);
    finding.help("add a topology spread constraint over `kubernetes.io/hostname` or the zone to the pod's `spec`");
    Some(first.object.scene().set(finding))
}

/// The workloads of which one node alone could take a pod, were all nodes empty.
fn single_fits(dry: &DryRun<'_>, config: &Config, workloads: &Workloads<'_, '_>) -> Vec<Finding> {
    let nodes = &dry.case.cluster.nodes;
    let placed: Vec<_> = workloads.iter().filter(|(_, nodes)| nodes.iter().any(Option::is_some)).collect();
    let placed = &placed[..placed.len().min(LOOKS / nodes.len())];
    if placed.is_empty() {
        return Vec::new();
    }
    let pending = placed.iter().map(|(first, _)| first.pod.clone()).collect();
    let cluster = Cluster { pods: Vec::new(), pending, ..dry.case.cluster.clone() };
    let mut scheduler = Scheduler::new(&cluster, config);
    let mut findings = Vec::new();
    for (at, (first, _)) in placed.iter().enumerate() {
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
            who(first),
            reasons.join(", ")
        );
        let mut finding = Finding::of(&SINGLE_NODE_FIT, first.object.head(), message);
        finding.help("allow another node, ask for less, or add a second node of the kind: when this one is drained the pod waits");
        findings.push(first.object.scene().set(finding));
    }
    findings
}
