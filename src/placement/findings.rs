//! What placement found, as findings: pods of one workload that fail alike are one.

use std::collections::HashMap;

use super::{DryRun, admission, cut_short, kubelet, not_simulated};
use crate::explain::{Explanation, finding};
use crate::inventory::{PodInstance, Workload};
use crate::model::Finding;
use crate::scheduler::types::{Decision, Verdict};

/// The findings of a dry run, in the order of first attempts.
pub(super) fn of(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut groups: Vec<(Vec<&PodInstance<'_>>, &Decision, Option<&Explanation>)> = Vec::new();
    // The groups of each workload.
    let mut known: HashMap<(&Workload, &str), Vec<usize>> = HashMap::new();
    for (at, decision) in dry.decisions.iter().enumerate() {
        if matches!(decision.verdict, Verdict::Scheduled { .. } | Verdict::Gated) {
            continue;
        }
        let pod = &dry.case.pods[decision.pod];
        let explanation = dry.explanations.get(at).and_then(Option::as_deref);
        let alike = |group: &&usize| {
            let (_, first, other) = &groups[**group];
            (&first.verdict, &first.message) == (&decision.verdict, &decision.message) && same(*other, explanation)
        };
        let own = pod.workload.as_ref().map(|workload| known.entry((workload, &pod.pod.namespace)).or_default());
        match own.as_ref().and_then(|own| own.iter().find(alike).copied()) {
            Some(group) => groups[group].0.push(pod),
            None => {
                own.into_iter().for_each(|own| own.push(groups.len()));
                groups.push((vec![pod], decision, explanation));
            }
        }
    }
    let unplaced = groups.iter().filter_map(|(pods, decision, explanation)| finding(pods, decision, *explanation));
    let mut findings: Vec<Finding> = unplaced.chain(admission::findings(dry)).collect();
    findings.extend(cut_short::findings(dry));
    findings.extend(not_simulated::findings(dry));
    findings.extend(kubelet::findings(dry));
    findings
}

/// Whether two explanations say the same. Pods that are alike share theirs.
fn same(one: Option<&Explanation>, other: Option<&Explanation>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => std::ptr::eq(one, other) || one == other,
        (one, other) => one == other,
    }
}
