//! An explanation as a finding: what a person reads of a pod without a node.

use super::help::help;
use super::{At, Explanation};
use crate::inventory::PodInstance;
use crate::model::{FileId, Finding, Layer, Rule, Severity};
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

/// The path and the text of each file.
pub type Sources<'s> = &'s dyn Fn(FileId) -> (&'s str, &'s str);

/// What there is to say of them, as one finding: of the first, why it has no node and what would help; `None` where they did not
/// fail. With `details` every node's reasons are told, and the scheduler's own words.
pub fn finding(failed: &Failed<'_, '_>, details: bool, sources: Sources<'_>) -> Option<Finding> {
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
    let help = help(failed, details, &finding.message, sources);
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

pub(super) fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|n| format!("`{n}`")).collect();
    let more = names.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
