//! An explanation as a finding: what a person reads of a pod without a node.

use super::{At, Explanation, Group, Offer};
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, Rule, Severity, count};
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

/// Pods of one workload (or one pod) that found no node, or room only by evicting others: at least one.
#[derive(Debug, Default)]
pub struct Failed<'f, 'a> {
    /// Each pod with what was decided, and why, in the order of first attempts.
    pub pods: Vec<(&'f PodInstance<'a>, &'f Decision, Option<&'f Explanation>)>,
    /// How many pods the workload has in all.
    pub of: usize,
    /// Budgets that an eviction breaks, by name.
    pub budgets: Vec<String>,
}

/// What there is to say of them, as one finding: of the first, why it has no node and what would help; `None` where they did not
/// fail. With `details` every node's reasons are told, and the scheduler's own words.
pub fn finding(failed: &Failed<'_, '_>, details: bool) -> Option<Finding> {
    let (first, decision, explanation) = *failed.pods.first()?;
    let (rule, outcome): (&'static Rule, String) = match &decision.verdict {
        Verdict::Unschedulable => (&UNSCHEDULABLE, no_node(explanation)),
        Verdict::NoScheduler => {
            (&NO_SCHEDULER, format!("wait for a scheduler called `{}`, which nobody is", first.pod.scheduler_name))
        }
        Verdict::Preempting { .. } => (&PREEMPTION, evicting(failed)),
        Verdict::Scheduled { .. } | Verdict::Gated => return None,
    };
    let (who, one) = who(failed);
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
    let help = help(failed, details);
    if !help.is_empty() {
        finding.help(help);
    }
    Some(scene.set(finding))
}

/// Whom they evict, and whose budgets that breaks.
fn evicting(failed: &Failed<'_, '_>) -> String {
    let mut all: Vec<String> = Vec::new();
    for (_, decision, _) in &failed.pods {
        if let Verdict::Preempting { victims, .. } = &decision.verdict {
            all.extend(victims.iter().filter(|victim| !all.contains(victim)).cloned().collect::<Vec<_>>());
        }
    }
    let breaks = match failed.budgets.as_slice() {
        [] => String::new(),
        [one] => format!(", against PodDisruptionBudget `{one}`"),
        many => format!(", against the PodDisruptionBudgets {}", listed(many)),
    };
    format!("find room only by evicting {}{breaks}", listed(&all))
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

fn who(failed: &Failed<'_, '_>) -> (String, bool) {
    let (first, number) = (failed.pods[0].0, failed.pods.len());
    match &first.workload {
        Some(of) if failed.of > 1 => {
            let (kind, namespace, name) = (&of.kind, &first.pod.namespace, &of.name);
            let part = if failed.of > number { format!(" of {}", failed.of) } else { String::new() };
            (format!("{number}{part} pods of {kind} `{namespace}/{name}`"), number == 1)
        }
        _ if number == 1 => (format!("pod `{}`", first.pod.key()), true),
        _ => (format!("{number} pods like `{}`", first.pod.key()), false),
    }
}

fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|n| format!("`{n}`")).collect();
    let more = names.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// What helps, each command on a line of its own; then each group of nodes; then, where it is asked for, the scheduler's own words.
fn help(failed: &Failed<'_, '_>, details: bool) -> String {
    let most = if details { usize::MAX } else { MOST_GROUPS };
    let (first, decision, explanation) = failed.pods[0];
    let mut lines = Vec::new();
    for offer in explanation.iter().flat_map(|e| &e.offers) {
        lines.extend(offer_lines(offer));
    }
    let groups = explanation.iter().flat_map(|e| &e.groups);
    let daemon = first.workload.as_ref().is_some_and(|of| of.kind == "DaemonSet");
    if daemon {
        // Each pod of a daemon belongs to one node: that node's reasons are its own, the others' are not its business.
        let each = failed.pods.iter().filter_map(|(_, _, explanation)| explanation.as_ref()?.groups.first());
        each.take(most).for_each(|group| lines.extend(group_lines(group)));
        let more = failed.pods.len().saturating_sub(most);
        lines.extend((more > 0).then(|| format!("and {more} more")));
    } else {
        groups.clone().take(most).for_each(|group| lines.extend(group_lines(group)));
        let rest: usize = groups.skip(most).map(|group| group.nodes.len()).sum();
        lines.extend((rest > 0).then(|| format!("and {} more, which --details tells", count(rest, "node"))));
    }
    if let Some(message) = decision.message.as_ref().filter(|_| details) {
        lines.push(format!("kube-scheduler: {message}"));
    }
    lines.join("\n")
}

/// Groups of nodes that are told one by one.
const MOST_GROUPS: usize = 8;

fn group_lines(group: &Group) -> Vec<String> {
    let nodes: Vec<&str> = group.nodes.iter().take(4).map(String::as_str).collect();
    let more = group.nodes.len() - nodes.len();
    let names = if more > 0 { format!("{} and {more} more", nodes.join(", ")) } else { nodes.join(", ") };
    let reason = |why: &super::Why| why.text();
    match group.reasons.as_slice() {
        [one] => vec![format!("on {names}: {}", reason(one))],
        many => {
            let lines = many.iter().map(|why| format!("  - {}", reason(why)));
            std::iter::once(format!("on {names}:")).chain(lines).collect()
        }
    }
}

fn offer_lines(offer: &Offer) -> Vec<String> {
    let costs = if offer.displaces.is_empty() {
        String::new()
    } else {
        format!(", but costs {} their place", listed(&offer.displaces))
    };
    let line = format!("this helps: {}{costs}", offer.title);
    std::iter::once(line).chain(offer.command.as_ref().map(|command| format!("  {command}"))).collect()
}
