//! An explanation as a finding: what a person reads of a pod without a node.

use super::{At, Explanation, Group, Offer};
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, ObjectRef, Related, RuleMeta, Severity};
use crate::scheduler::types::{Decision, Verdict};

/// The rules of this room, sorted by id.
pub static RULES: &[RuleMeta] = &[
    RuleMeta {
        id: "schedule/admission",
        layer: Layer::Schedule,
        severity: Severity::Warning,
        summary: "A pod that would be placed, but that admission would not let in",
        explanation: "The pod's scheduling fields are sound, so it is placed in the dry run, but a cluster with no more than the tree \
                      holds would refuse to create it: the PriorityClass or RuntimeClass that it names is not there.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/kubelet",
        layer: Layer::Schedule,
        severity: Severity::Warning,
        summary: "A pod that names its node, where the node's kubelet would refuse it",
        explanation: "A pod with `spec.nodeName` never meets the scheduler and has no `Scheduled` event. The kubelet of that node \
                      checks resources, host ports, node affinity and NoExecute taints on its own, and fails the pod where they \
                      do not fit; where the node does not exist, nobody ever starts the pod.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/no-scheduler",
        layer: Layer::Schedule,
        severity: Severity::Warning,
        summary: "A pod whose `schedulerName` nobody serves",
        explanation: "No profile of the scheduler's configuration has that name. The pod stays Pending until a scheduler of that name \
                      runs in the cluster; nothing was simulated for it.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/not-created",
        layer: Layer::Schedule,
        severity: Severity::Error,
        summary: "A pod or claim that a LimitRange of its namespace keeps out",
        explanation: "The API server would answer 403 Forbidden, so there is no pod to place. For the pods of a workload the \
                      controller reports the same words as a `FailedCreate` event, again and again. The rule `cross/limit-range` \
                      says the same where manifests are linted.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/not-simulated",
        layer: Layer::Schedule,
        severity: Severity::Warning,
        summary: "A pod that was placed without a look at the devices it asks for",
        explanation: "The pod has `resourceClaims`, or asks for a resource that a DeviceClass serves. Which devices a node has, and \
                      which are taken, is not simulated: the pod counts as served on every node, so a real scheduler may choose \
                      another node or none. A pod whose ResourceClaim is not there at all is held back, as in a cluster.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/preemption",
        layer: Layer::Schedule,
        severity: Severity::Warning,
        summary: "A pod that finds room only where it evicts others",
        explanation: "No node has room, but evicting pods of lower priority makes some (kube-scheduler's DefaultPreemption). The \
                      victims are named.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/unschedulable",
        layer: Layer::Schedule,
        severity: Severity::Error,
        summary: "A pod that no node takes",
        explanation: "kube-scheduler's filters refuse every node of the declared inventory, so the pod would stay Pending. For each \
                      group of nodes the finding says which filter refuses it and by how much, and offers changes that were tried and \
                      help. The filters under their old names: PodFitsResources is NodeResourcesFit, PodFitsHost is NodeName, \
                      PodFitsHostPorts is NodePorts, PodSelectorMatches is NodeAffinity, NoDiskConflict is VolumeRestrictions; the \
                      scores LeastRequestedPriority and BalancedResourceAllocation are NodeResourcesFit and \
                      NodeResourcesBalancedAllocation, ImageLocalityPriority is ImageLocality.",
        bad: "",
        good: "",
    },
];

/// Places in one finding at the most.
const PLACES: usize = 4;

/// The pods of one workload (or one pod) that failed alike, as a finding; `None` where they did not fail.
pub fn finding(pods: &[&PodInstance<'_>], decision: &Decision, explanation: Option<&Explanation>) -> Option<Finding> {
    let first = pods.first()?;
    let (rule, outcome) = match &decision.verdict {
        Verdict::Unschedulable => ("schedule/unschedulable", no_node(explanation)),
        Verdict::NoScheduler => (
            "schedule/no-scheduler",
            format!("wait for a scheduler called `{}`, which nobody is", first.pod.scheduler_name),
        ),
        Verdict::Preempting { victims, .. } => {
            ("schedule/preemption", format!("find room only by evicting {}", listed(victims)))
        }
        Verdict::Scheduled { .. } | Verdict::Gated => return None,
    };
    let meta = RULES.iter().find(|meta| meta.id == rule)?;
    let (who, one) = who(pods);
    let message = format!("{who} {}", if one { singular(&outcome) } else { outcome });
    let mut finding = Finding::new(meta.id, meta.layer, meta.severity, first.template.head(), message);
    finding.file = first.object.file;
    finding.document = first.object.document;
    finding.object = Some(reference(first));
    place(&mut finding, explanation);
    finding.help = Some(help(decision, explanation)).filter(|text| !text.is_empty());
    Some(finding)
}

fn no_node(explanation: Option<&Explanation>) -> String {
    match explanation.map(|e| e.summary.as_str()) {
        Some(summary) if !summary.is_empty() => format!("find no node: {summary}"),
        _ => "find no node".to_owned(),
    }
}

/// `pods` are many, a pod is one.
fn singular(outcome: &str) -> String {
    let (verb, rest) = outcome.split_once(' ').unwrap_or((outcome, ""));
    format!("{verb}s {rest}")
}

fn who(pods: &[&PodInstance<'_>]) -> (String, bool) {
    let first = pods[0];
    match (&first.workload, pods.len()) {
        (_, 1) => (format!("pod `{}`", first.pod.key()), true),
        (Some(of), n) => (format!("{n} pods of {} `{}/{}`", of.kind, first.pod.namespace, of.name), false),
        (None, n) => (format!("{n} pods like `{}`", first.pod.key()), false),
    }
}

fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|n| format!("`{n}`")).collect();
    let more = names.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn reference(pod: &PodInstance<'_>) -> ObjectRef {
    let root = pod.object.field();
    let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ObjectRef {
        api_version: own(root.at("apiVersion").str()),
        kind: own(root.at("kind").str()),
        namespace: own(root.at("metadata").at("namespace").str()),
        name: own(root.at("metadata").at("name").str()),
    }
}

/// The first place in the pod's own manifest is the one to change; the others stand beside it.
fn place(finding: &mut Finding, explanation: Option<&Explanation>) {
    let places: Vec<&At> =
        explanation.iter().flat_map(|e| &e.groups).flat_map(|g| &g.reasons).flat_map(|r| &r.at).collect();
    let own = places.iter().find(|at| at.file == finding.file);
    if let Some(own) = own {
        finding.span = own.span;
        finding.label.clone_from(&own.message);
    }
    let mut seen: Vec<_> = own.iter().map(|at| (at.file, at.span)).collect();
    for at in places {
        if seen.len() < PLACES && !seen.contains(&(at.file, at.span)) {
            seen.push((at.file, at.span));
            finding.related.push(Related { file: at.file, span: at.span, message: at.message.clone() });
        }
    }
}

/// The scheduler's words, each group of nodes, and what helps: one line each.
fn help(decision: &Decision, explanation: Option<&Explanation>) -> String {
    let mut lines = Vec::new();
    if let Some(message) = &decision.message {
        lines.push(format!("kube-scheduler: {message}"));
    }
    for group in explanation.iter().flat_map(|e| &e.groups) {
        lines.extend(group_lines(group));
    }
    for offer in explanation.iter().flat_map(|e| &e.offers) {
        lines.push(offer_line(offer));
    }
    lines.join("\n")
}

fn group_lines(group: &Group) -> Vec<String> {
    let nodes: Vec<&str> = group.nodes.iter().take(4).map(String::as_str).collect();
    let more = group.nodes.len() - nodes.len();
    let names = if more > 0 { format!("{} and {more} more", nodes.join(", ")) } else { nodes.join(", ") };
    let reason = |why: &super::Why| {
        if why.detail.is_empty() { why.reason.clone() } else { format!("{}: {}", why.reason, why.detail) }
    };
    match group.reasons.as_slice() {
        [one] => vec![format!("on {names}: {}", reason(one))],
        many => {
            let lines = many.iter().map(|why| format!("  - {}", reason(why)));
            std::iter::once(format!("on {names}:")).chain(lines).collect()
        }
    }
}

fn offer_line(offer: &Offer) -> String {
    let mut line = format!("this helps: {}", offer.title);
    if let Some(command) = &offer.command {
        line.push_str(&format!(" (`{command}`)"));
    }
    if !offer.displaces.is_empty() {
        line.push_str(&format!(", but costs {} their place", listed(&offer.displaces)));
    }
    line
}
