//! Spreading and pod affinity: demands made wishes, or dropped.

use super::Repair;
use crate::explain::edit::{set_flow, set_scalar};
use crate::explain::view::{View, spec};
use crate::inventory::PodInstance;
use crate::resource::Field;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

pub(super) fn cures(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reasons: &[String]) -> Vec<Repair> {
    let file = pod.template.file;
    let constraints: Vec<Field<'_>> = spec(pod)
        .at("topologySpreadConstraints")
        .items()
        .filter(|c| c.at("whenUnsatisfiable").str() == "DoNotSchedule")
        .collect();
    let mut cures = Vec::new();
    if reasons.iter().any(|r| r.ends_with("(missing required label)")) {
        cures.extend(label(view, node, &constraints));
    }
    let wish = |c: &Field<'_>| set_scalar(file, c.at("whenUnsatisfiable").node()?, "ScheduleAnyway");
    let key = |c: &Field<'_>| c.at("topologyKey").str().to_owned();
    for c in &constraints {
        let skew = c.at("maxSkew");
        let next = skew.int().saturating_add(1);
        if let Some(edit) = skew.node().and_then(|n| set_scalar(file, n, &next.to_string())) {
            cures.push(Repair::manifest(30, format!("allow a skew of {next} over {}", key(c)), vec![edit]));
        }
        if let Some(edit) = wish(c) {
            cures.push(Repair::manifest(40, format!("make spreading over {} a wish", key(c)), vec![edit]));
        }
    }
    let all: Option<Vec<_>> = constraints.iter().map(wish).collect();
    if let Some(edits) = all.filter(|e| e.len() > 1) {
        cures.push(Repair::manifest(60, "make all required spreading a wish", edits));
    }
    cures
}

/// The label by which the node would belong to a domain.
fn label(view: &View<'_, '_>, node: usize, constraints: &[Field<'_>]) -> Option<Repair> {
    let name = &view.node(node).name;
    let mut words = Vec::new();
    for c in constraints {
        let key = c.at("topologyKey").str();
        if !view.node(node).labels.contains_key(key) {
            let value = view.cluster.nodes.iter().find_map(|n| n.labels.get(key));
            words.push(format!("{key}={}", value.unwrap_or(name)));
        }
    }
    (!words.is_empty()).then(|| {
        let words = words.join(" ");
        Repair::cluster(35, format!("label node {name} with {words}"), format!("kubectl label node {name} {words}"))
    })
}

/// Drops the required terms of the kind that fails.
pub(super) fn pod_affinity_cures(pod: &PodInstance<'_>, reasons: &[String]) -> Vec<Repair> {
    let mut cures = Vec::new();
    for (kind, reason, words) in [
        ("podAffinity", "node(s) didn't match pod affinity rules", "pod affinity"),
        ("podAntiAffinity", "node(s) didn't match pod anti-affinity rules", "pod anti-affinity"),
    ] {
        if !reasons.iter().any(|r| r == reason) {
            continue;
        }
        let entry = spec(pod).at("affinity").at(kind).node().and_then(|a| a.entry(REQUIRED));
        if let Some(edit) = entry.and_then(|e| set_flow(pod.template.file, e, "[]")) {
            cures.push(Repair::manifest(50, format!("drop the required {words}"), vec![edit]));
        }
    }
    cures
}
