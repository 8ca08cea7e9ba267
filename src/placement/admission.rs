//! What admission says of pods and claims: those that never come to be, and those whose fate the tree does not tell.

use std::collections::{HashMap, HashSet};

use super::DryRun;
use crate::inventory::{Origin, PodInstance};
use crate::model::{Finding, Layer, Rule, Severity, Span};

/// `schedule/admission`
pub(crate) static ADMISSION: Rule = Rule {
    id: "schedule/admission",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that would be placed, but that admission would not let in",
    explanation: "The pod's scheduling fields are sound, so it is placed in the dry run, but a cluster with no more than the tree \
                  holds would refuse to create it: the PriorityClass or RuntimeClass that it names is not there.",
    bad: "",
    good: "",
};

/// `schedule/not-created`
pub(crate) static NOT_CREATED: Rule = Rule {
    id: "schedule/not-created",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "A pod or claim that a LimitRange or a ResourceQuota of its namespace keeps out",
    explanation: "The API server would answer 403 Forbidden, so there is no pod to place. For the pods of a workload the \
                  controller reports the same words as a `FailedCreate` event, again and again. The rule `cross/limit-range` \
                  says of a LimitRange the same where manifests are linted. Pods are held against a quota in the order of their \
                  files; what the `status` of a quota says is used counts before them.",
    bad: "",
    good: "",
};

/// What becomes of a workload whose pods are refused.
const RETRIED: &str = "the workload itself is accepted; its controller tries again and again, with this event (reason FailedCreate), and \
                       the scheduler never sees a pod of it";

/// One finding for each workload and reason.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut findings = barred_pods(dry);
    findings.extend(dry.case.inventory.refused_claims.iter().map(|(claim, refusal)| {
        let name = refusal.claim.as_deref().unwrap_or_default();
        let message = format!(
            "claim `{}/{name}` is not created: persistentvolumeclaims \"{name}\" is forbidden: {}",
            claim.value.namespace, refusal.message
        );
        let mut finding = new(&NOT_CREATED, &claim.origin, refusal.span, message);
        finding.relate_all(refusal.related.iter().cloned());
        if let Some(help) = &refusal.help {
            finding.help(help.as_str());
        }
        finding
    }));
    findings.extend(lacking(dry));
    findings
}

/// Pods that are not placed because they would never be there.
fn barred_pods(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut groups: Vec<(&PodInstance<'_>, usize)> = Vec::new();
    let mut known = HashMap::new();
    for pod in &dry.case.refused {
        let key =
            pod.workload.as_ref().map(|workload| (workload, &pod.pod.namespace, pod.barred().map(|r| &r.message)));
        let at = key.map_or(groups.len(), |key| *known.entry(key).or_insert(groups.len()));
        match groups.get_mut(at) {
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
        let mut finding = new(&NOT_CREATED, &pod.object, span, format!("{who} not created: {event}"));
        let refusal = pod.barred();
        let accepted = pod.workload.is_some() && refusal.is_some_and(|r| r.object.is_none());
        let advice = refusal.and_then(|r| r.help.as_deref());
        let help: Vec<&str> = advice.into_iter().chain(accepted.then_some(RETRIED)).collect();
        if !help.is_empty() {
            finding.help(help.join("\n"));
        }
        finding.relate_all(refusal.iter().flat_map(|r| r.related.iter().cloned()));
        finding
    };
    groups.into_iter().map(one).collect()
}

/// Pods that were placed although something that they name is missing in the tree; once for each template.
fn lacking(dry: &DryRun<'_>) -> Vec<Finding> {
    let (mut findings, mut told) = (Vec::new(), HashSet::new());
    for pod in dry.case.pods.iter().chain(&dry.case.bound) {
        for refusal in &pod.refusals {
            let message = format!("the cluster would not admit this pod: {}", refusal.message);
            let span = Some(refusal.span.unwrap_or_else(|| pod.template.head()));
            let finding = new(&ADMISSION, &pod.object, span, message);
            if told.insert((finding.file, finding.span, finding.message.clone())) {
                findings.push(finding);
            }
        }
    }
    findings
}

fn new(rule: &'static Rule, object: &Origin<'_>, span: Option<Span>, message: String) -> Finding {
    object.scene().set(Finding::of(rule, span.unwrap_or_else(|| object.head()), message))
}
