//! What placement found, as findings: pods of one workload that fail alike are one.

use super::{DryRun, admission, kubelet, not_simulated};
use crate::explain::{Explanation, finding};
use crate::inventory::PodInstance;
use crate::model::Finding;
use crate::scheduler::types::{Decision, Verdict};

/// The findings of a dry run, in the order of first attempts.
pub(super) fn of(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut groups: Vec<(Vec<&PodInstance<'_>>, &Decision, Option<&Explanation>)> = Vec::new();
    for (at, decision) in dry.decisions.iter().enumerate() {
        if matches!(decision.verdict, Verdict::Scheduled { .. } | Verdict::Gated) {
            continue;
        }
        let pod = &dry.case.pods[decision.pod];
        let explanation = dry.explanations.get(at).and_then(Option::as_ref);
        let alike = groups.iter_mut().find(|(pods, first, other)| {
            pods[0].workload.is_some()
                && (&pods[0].workload, &pods[0].pod.namespace) == (&pod.workload, &pod.pod.namespace)
                && (&first.verdict, &first.message) == (&decision.verdict, &decision.message)
                && *other == explanation
        });
        match alike {
            Some((pods, _, _)) => pods.push(pod),
            None => groups.push((vec![pod], decision, explanation)),
        }
    }
    let unplaced = groups.iter().filter_map(|(pods, decision, explanation)| finding(pods, decision, *explanation));
    let mut findings: Vec<Finding> = unplaced.chain(admission::findings(dry)).collect();
    findings.extend(not_simulated::findings(dry));
    findings.extend(kubelet::findings(dry));
    findings
}
