//! What placement found, as findings: pods of one workload that fail are one.

use std::collections::{HashMap, HashSet};
use std::mem::{Discriminant, discriminant};

use super::would_be_added::Added;
use super::{DryRun, Question, admission, cut_short, kubelet, not_simulated, storage};
use crate::explain::{Failed, finding};
use crate::inventory::Workload;
use crate::inventory::matching::selects;
use crate::model::{FileId, Finding, Severity};
use crate::scheduler::types::{PodDisruptionBudget, Verdict};

/// The findings of a dry run, in the order of first attempts.
pub(super) fn of(dry: &DryRun<'_>, question: Question<'_, '_>) -> Vec<Finding> {
    let mut all: Vec<Failed<'_, '_>> = Vec::new();
    // The place of each workload's in it, by how its pods failed; and how many pods each has.
    let mut known: HashMap<(&Workload, &str, Discriminant<Verdict>), usize> = HashMap::new();
    let mut sizes: HashMap<(&Workload, &str), usize> = HashMap::new();
    for (at, decision) in dry.decisions.iter().enumerate() {
        let pod = &dry.case.pods[decision.pod];
        let workload = pod.workload.as_deref().map(|workload| (workload, pod.pod.namespace.as_str()));
        workload.into_iter().for_each(|workload| *sizes.entry(workload).or_default() += 1);
        if matches!(decision.verdict, Verdict::Scheduled { .. } | Verdict::Gated) {
            continue;
        }
        let own = (pod, decision, dry.explanations.get(at).and_then(Option::as_deref));
        let key = workload.map(|(workload, namespace)| (workload, namespace, discriminant(&decision.verdict)));
        match key.and_then(|key| known.get(&key).copied()) {
            Some(place) => all[place].pods.push(own),
            None => {
                if let Some(key) = key {
                    known.insert(key, all.len());
                }
                all.push(Failed { pods: vec![own], ..Failed::default() });
            }
        }
    }
    for failed in &mut all {
        let first = failed.pods[0].0;
        let workload = first.workload.as_deref().map(|workload| (workload, first.pod.namespace.as_str()));
        failed.of = workload.map_or(1, |workload| sizes[&workload]);
        failed.budgets = broken_budgets(dry, failed);
    }
    let mut findings: Vec<Finding> =
        all.iter().filter_map(|failed| told(dry, failed, question)).chain(admission::findings(dry)).collect();
    findings.extend(cut_short::findings(dry));
    findings.extend(not_simulated::findings(dry));
    findings.extend(kubelet::findings(dry));
    findings
}

/// What is said of pods that failed. Where their claims get no volume only on a supposition, it is no error.
fn told(dry: &DryRun<'_>, failed: &Failed<'_, '_>, question: Question<'_, '_>) -> Option<Finding> {
    let source = |file: FileId| {
        let file = question.files.get(file.0 as usize);
        file.map_or(("", ""), |file| (file.path.as_str(), file.text.as_str()))
    };
    let found = finding(failed, question.placing.details, &source)?;
    let mut finding = with_added(found, failed, &dry.added);
    if failed.pods.iter().all(|(pod, ..)| storage::is_supposed(dry, pod)) {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// With what pools of machines would add: where all of its pods find a node then, they only wait for it.
fn with_added(mut finding: Finding, failed: &Failed<'_, '_>, added: &Added) -> Finding {
    let held = failed.pods.iter().filter(|(_, decision, _)| added.holds(decision.pod)).count();
    if held == 0 {
        return finding;
    }
    let told = if held == failed.pods.len() {
        finding.severity = Severity::Warning;
        added.told()
    } else {
        format!("{}, on which {held} of them find a node", added.told())
    };
    let help = finding.help.take().map_or_else(|| told.clone(), |help| format!("{told}\n{help}"));
    finding.help(help);
    finding
}

/// The budgets that protect those who would be evicted, and allow no more of it: preemption heeds them only where it can
/// (`default_preemption.go`, `filterPodsWithPDBViolation`).
fn broken_budgets(dry: &DryRun<'_>, failed: &Failed<'_, '_>) -> Vec<String> {
    let cluster = &dry.case.cluster;
    let victims: HashSet<&str> = failed
        .pods
        .iter()
        .flat_map(|(_, decision, _)| match &decision.verdict {
            Verdict::Preempting { victims, .. } => &victims[..],
            _ => &[],
        })
        .map(String::as_str)
        .collect();
    if victims.is_empty() || cluster.pod_disruption_budgets.is_empty() {
        return Vec::new();
    }
    let pods: Vec<_> =
        cluster.pods.iter().chain(&cluster.pending).filter(|pod| victims.contains(pod.key().as_str())).collect();
    let breaks = |budget: &&PodDisruptionBudget| {
        // One that asks for nothing protects nobody here.
        let Some(wanted) =
            budget.selector.as_ref().filter(|s| !s.match_labels.is_empty() || !s.match_expressions.is_empty())
        else {
            return false;
        };
        let covered =
            pods.iter().filter(|pod| pod.namespace == budget.namespace && selects(wanted, &pod.labels)).count();
        covered > usize::try_from(budget.disruptions_allowed).unwrap_or_default()
    };
    cluster.pod_disruption_budgets.iter().filter(breaks).map(|budget| budget.name.clone()).collect()
}
