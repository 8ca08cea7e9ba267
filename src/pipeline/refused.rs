//! What admission says of pods and claims: those that never come to be, and those whose fate the tree does not tell.

use super::Placement;
use crate::inventory::{Origin, PodInstance};
use crate::model::{FileId, Finding, Layer, Severity, Span};

/// The rule for what is not let in.
const BARRED: &str = "schedule/not-created";

/// The rule between objects that tells the same where the manifests are linted.
const TOLD: &str = "cross/limit-range";

/// One finding for each workload and reason; what `told` has said already is left out.
pub(super) fn findings(placement: &Placement<'_>, told: &[Finding]) -> Vec<Finding> {
    let mut findings = barred_pods(placement);
    findings.extend(placement.inventory.refused_claims.iter().map(|(claim, refusal)| {
        let name = refusal.claim.as_deref().unwrap_or_default();
        let message = format!(
            "claim `{}/{name}` is not created: persistentvolumeclaims \"{name}\" is forbidden: {}",
            claim.value.namespace, refusal.message
        );
        new(BARRED, Severity::Error, &claim.origin, refusal.span, message)
    }));
    let said: Vec<(FileId, Span)> = told.iter().filter(|f| f.rule == TOLD).map(|f| (f.file, f.span)).collect();
    findings.retain(|f| !said.contains(&(f.file, f.span)));
    findings.extend(lacking(placement));
    findings
}

/// Pods that are not placed because they would never be there.
fn barred_pods(placement: &Placement<'_>) -> Vec<Finding> {
    let mut groups: Vec<(&PodInstance<'_>, usize)> = Vec::new();
    for pod in &placement.refused {
        let alike = |first: &PodInstance<'_>| {
            let key = |p: &PodInstance<'_>| {
                (p.workload.clone(), p.pod.namespace.clone(), p.barred().map(|r| r.message.clone()))
            };
            first.workload.is_some() && key(first) == key(pod)
        };
        match groups.iter_mut().find(|(first, _)| alike(first)) {
            Some((_, n)) => *n += 1,
            None => groups.push((pod, 1)),
        }
    }
    let one = |(pod, n): (&PodInstance<'_>, usize)| {
        let who = match &pod.workload {
            Some(w) if n > 1 => format!("{n} pods of {} `{}/{}` are", w.kind, pod.pod.namespace, w.name),
            _ => format!("pod `{}` is", pod.pod.key()),
        };
        let event = pod.failed_create().unwrap_or_default();
        let span = pod.barred().and_then(|r| r.span);
        let mut finding = new(BARRED, Severity::Error, &pod.object, span, format!("{who} not created: {event}"));
        if pod.workload.is_some() {
            finding.help(
                "the workload itself is accepted; its controller tries again and again, with this event (reason FailedCreate), and \
                 the scheduler never sees a pod of it",
            );
        }
        finding
    };
    groups.into_iter().map(one).collect()
}

/// Pods that were placed although something that they name is missing in the tree; once for each template.
fn lacking(placement: &Placement<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for pod in placement.pods.iter().chain(&placement.bound) {
        for refusal in &pod.refusals {
            let message = format!("the cluster would not admit this pod: {}", refusal.message);
            let span = Some(refusal.span.unwrap_or_else(|| pod.template.head()));
            let finding = new("schedule/admission", Severity::Warning, &pod.object, span, message);
            if !findings.iter().any(|f| (f.file, f.span, &f.message) == (finding.file, finding.span, &finding.message))
            {
                findings.push(finding);
            }
        }
    }
    findings
}

fn new(rule: &'static str, severity: Severity, object: &Origin<'_>, span: Option<Span>, message: String) -> Finding {
    let mut finding = Finding::new(rule, Layer::Schedule, severity, span.unwrap_or_else(|| object.head()), message);
    finding.file = object.file;
    finding.document = object.document;
    finding
}
