//! Pods that were not placed as there are too many of them.

use super::DryRun;
use crate::inventory::cut_short::{CUT_SHORT, cut_short};
use crate::model::Finding;
use crate::scheduler::types::Verdict;

/// One finding for each controller of which not all pods were made, and one where pods were not tried as often as they might
/// have found a place.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for cut in &dry.case.cut {
        let spec = cut.object.field().at("spec");
        let number = ["replicas", "parallelism"].into_iter().map(|name| spec.at(name)).find(|number| number.exists());
        let span = number.map_or_else(|| cut.object.head(), |number| number.span());
        let what = format!("pods of {} `{}`", cut.kind, cut.key);
        findings.push(cut.object.scene().set(cut_short(span, &what, cut.made, cut.wanted)));
    }
    let last = dry.decisions.iter().rev().find(|decision| decision.verdict == Verdict::Unschedulable);
    if let (Some(last), true) = (last, dry.given_up > 0) {
        let pod = &dry.case.pods[last.pod];
        let (count, rounds) = (dry.given_up, last.attempts);
        let message =
            format!("{count} pods were tried {rounds} times, and not again although others found a place since");
        findings.push(pod.scene().set(Finding::of(&CUT_SHORT, pod.template.head(), message)));
    }
    findings
}
