//! What placement found, as findings: pods of one workload that fail alike are one.

use super::{Placement, kubelet, refused, unsound};
use crate::explain::{Explanation, finding};
use crate::inventory::PodInstance;
use crate::model::Finding;
use crate::scheduler::types::{Decision, Verdict};

/// The findings of a dry run, in the order of first attempts, but for what `told` says already.
pub fn findings(placement: &Placement<'_>, told: &[Finding]) -> Vec<Finding> {
    let mut groups: Vec<(Vec<&PodInstance<'_>>, &Decision, Option<&Explanation>)> = Vec::new();
    for (at, decision) in placement.decisions.iter().enumerate() {
        if matches!(decision.verdict, Verdict::Scheduled { .. } | Verdict::Gated) {
            continue;
        }
        let pod = &placement.pods[decision.pod];
        let explanation = placement.explanations.get(at).and_then(Option::as_ref);
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
    let mut findings: Vec<Finding> = unplaced.chain(refused::findings(placement, told)).collect();
    findings.extend(unsound::findings(placement));
    findings.extend(kubelet::findings(placement));
    findings.extend(placement.inventory.findings.iter().cloned());
    findings
}
