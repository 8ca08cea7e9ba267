//! What placement found, as findings: pods of one workload that fail alike are one.

use super::{Placement, kubelet};
use crate::explain::{Explanation, finding};
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, Severity};
use crate::scheduler::types::{Decision, Verdict};

/// The findings of a dry run, in the order of first attempts.
pub fn findings(placement: &Placement<'_>) -> Vec<Finding> {
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
    let mut findings: Vec<Finding> = unplaced.chain(refused(placement)).collect();
    findings.extend(kubelet::findings(placement));
    findings.extend(placement.inventory.findings.iter().cloned());
    findings
}

/// Pods that were placed although admission would turn them away; once for each workload.
fn refused(placement: &Placement<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for pod in placement.pods.iter().chain(&placement.bound) {
        for refusal in &pod.refusals {
            let mut place = pod.template.field();
            for name in refusal.field {
                place = place.at(name);
            }
            let span = if place.exists() { place.span() } else { pod.template.head() };
            let message = format!("the cluster would not admit this pod: {}", refusal.message);
            let mut finding = Finding::new("schedule/admission", Layer::Schedule, Severity::Warning, span, message);
            finding.file = pod.object.file;
            finding.document = pod.object.document;
            if !findings.iter().any(|f| (f.file, f.span, &f.message) == (finding.file, finding.span, &finding.message))
            {
                findings.push(finding);
            }
        }
    }
    findings
}
