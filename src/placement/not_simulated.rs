//! Pods whose devices nobody placed.

use std::collections::HashSet;

use super::DryRun;
use crate::inventory::{Inventory, PodInstance};
use crate::model::{Finding, Layer, Rule, Severity};

/// `schedule/not-simulated`
pub(crate) static NOT_SIMULATED: Rule = Rule {
    id: "schedule/not-simulated",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that was placed without a look at the devices it asks for",
    explanation: "The pod has `resourceClaims`, or asks for a resource that a DeviceClass serves. Which devices a node has, and \
                  which are taken, is not simulated: the pod counts as served on every node, so a real scheduler may choose \
                  another node or none. A pod whose ResourceClaim is not there at all is held back, as in a cluster.",
    bad: "",
    good: "",
};

/// What is said of a pod that asks for devices: they are not simulated.
pub(super) fn note(inventory: &Inventory<'_>, pod: &PodInstance<'_>) -> Option<String> {
    if !pod.pod.rare().resource_claims.is_empty() {
        let names: Vec<String> = pod.pod.rare().resource_claims.iter().map(|c| format!("`{}`", c.name)).collect();
        return Some(format!(
            "devices are not simulated (DynamicResources): {} counts as served on every node",
            names.join(", ")
        ));
    }
    let containers = pod.pod.containers.iter().chain(&pod.pod.init_containers);
    let asked = containers.flat_map(|c| c.requests.keys()).find(|name| inventory.is_device(name))?;
    Some(format!(
        "devices are not simulated (DynamicResources): `{asked}` counts only where a node has it in `allocatable`, not \
         where its DeviceClass would serve it"
    ))
}

/// One finding for each template whose pods ask for devices.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let (mut findings, mut told) = (Vec::new(), HashSet::new());
    let mut add = |pod: &PodInstance<'_>, message: String| {
        let claims = pod.template.field().at("spec").at("resourceClaims");
        let span = if claims.exists() { claims.span() } else { pod.template.head() };
        let finding = pod.scene().set(Finding::of(&NOT_SIMULATED, span, message));
        if told.insert((finding.file, finding.span)) {
            findings.push(finding);
        }
    };
    for decision in &dry.decisions {
        let pod = &dry.case.pods[decision.pod];
        let key = pod.pod.key();
        if let Some(held) = &decision.held {
            add(pod, format!("the scheduler does not try `{key}` until its claim for devices is there: {held}"));
        } else if let Some(note) = note(&dry.case.inventory, pod) {
            add(pod, format!("`{key}` was placed without its devices: {note}"));
        }
    }
    findings
}
