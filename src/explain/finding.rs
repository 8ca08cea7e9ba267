//! An explanation as a finding: what a person reads of a pod without a node.

use super::{At, Explanation, Group, Offer};
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, Rule, Severity};
use crate::scheduler::types::{Decision, Verdict};

/// `schedule/no-scheduler`
pub(crate) static NO_SCHEDULER: Rule = Rule {
    id: "schedule/no-scheduler",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod whose `schedulerName` nobody serves",
    explanation: "No profile of the scheduler's configuration has that name. The pod stays Pending until a scheduler of that name \
                  runs in the cluster; nothing was simulated for it.",
    bad: "",
    good: "",
};

/// `schedule/preemption`
pub(crate) static PREEMPTION: Rule = Rule {
    id: "schedule/preemption",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that finds room only where it evicts others",
    explanation: "No node has room, but evicting pods of lower priority makes some (kube-scheduler's DefaultPreemption). The \
                  victims are named.",
    bad: "",
    good: "",
};

/// `schedule/unschedulable`
pub(crate) static UNSCHEDULABLE: Rule = Rule {
    id: "schedule/unschedulable",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "A pod that no node takes",
    explanation: "kube-scheduler's filters refuse every node of the declared inventory, so the pod would stay Pending. For each \
                  group of nodes the finding says which filter refuses it and by how much, and offers changes that were tried and \
                  help. The filters under their old names: PodFitsResources is NodeResourcesFit, PodFitsHost is NodeName, \
                  PodFitsHostPorts is NodePorts, PodSelectorMatches is NodeAffinity, NoDiskConflict is VolumeRestrictions; the \
                  scores LeastRequestedPriority and BalancedResourceAllocation are NodeResourcesFit and \
                  NodeResourcesBalancedAllocation, ImageLocalityPriority is ImageLocality.",
    bad: "",
    good: "",
};

/// The rules of this room, sorted by id.
pub static RULES: &[&Rule] = &[&NO_SCHEDULER, &PREEMPTION, &UNSCHEDULABLE];

/// Places in one finding at the most.
const PLACES: usize = 4;

/// The pods of one workload (or one pod) that failed alike, as a finding; `None` where they did not fail.
pub fn finding(pods: &[&PodInstance<'_>], decision: &Decision, explanation: Option<&Explanation>) -> Option<Finding> {
    let first = pods.first()?;
    let (rule, outcome): (&'static Rule, String) = match &decision.verdict {
        Verdict::Unschedulable => (&UNSCHEDULABLE, no_node(explanation)),
        Verdict::NoScheduler => {
            (&NO_SCHEDULER, format!("wait for a scheduler called `{}`, which nobody is", first.pod.scheduler_name))
        }
        Verdict::Preempting { victims, .. } => (&PREEMPTION, format!("find room only by evicting {}", listed(victims))),
        Verdict::Scheduled { .. } | Verdict::Gated => return None,
    };
    let (who, one) = who(pods);
    let message = format!("{who} {}", if one { singular(&outcome) } else { outcome });
    let scene = first.scene();
    let places: Vec<&At> =
        explanation.iter().flat_map(|e| &e.groups).flat_map(|g| &g.reasons).flat_map(|r| &r.at).collect();
    // The first place in the pod's own manifest is the one to change; the others stand beside it.
    let own = places.iter().find(|at| at.file == scene.file);
    let mut finding = Finding::of(rule, own.map_or_else(|| first.template.head(), |at| at.span), message);
    if let Some(own) = own {
        finding.label(own.message.clone());
    }
    let mut seen: Vec<_> = own.iter().map(|at| (at.file, at.span)).collect();
    for at in places {
        if seen.len() < PLACES && !seen.contains(&(at.file, at.span)) {
            seen.push((at.file, at.span));
            finding.relate_in(at.file, at.span, at.message.clone());
        }
    }
    let help = help(decision, explanation);
    if !help.is_empty() {
        finding.help(help);
    }
    Some(scene.set(finding))
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
