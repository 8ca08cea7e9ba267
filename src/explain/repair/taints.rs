//! Taints: tolerate them, or take them off.

use super::Repair;
use crate::explain::edit::{Fields, add_items};
use crate::explain::view::{View, spec};
use crate::explain::words::{effect, taint_text};
use crate::inventory::PodInstance;
use crate::inventory::matching::untolerated;
use crate::scheduler::types::Taint;

pub(super) fn cures(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> Vec<Repair> {
    let name = &view.node(node).name;
    let taints: Vec<&Taint> = untolerated(&pod.pod, view.node(node)).collect();
    if taints.is_empty() {
        return Vec::new();
    }
    let all = taints.iter().map(|t| taint_text(t)).collect::<Vec<_>>().join(" and ");
    let removals: Vec<String> = taints.iter().map(|t| format!("{}-", taint_text(t))).collect();
    let mut cures = vec![Repair::cluster(
        25,
        format!("free node {name} of its taint {all}"),
        format!("kubectl taint node {name} {}", removals.join(" ")),
    )];
    let items: Vec<Fields> = taints.iter().map(|t| toleration(t)).collect();
    let edit = spec(pod).node().and_then(|s| add_items(pod.template.file, s, "tolerations", &items));
    cures.extend(edit.map(|e| Repair::manifest(20, format!("tolerate the taint {all} of node {name}"), vec![e])));
    cures
}

/// The toleration that meets exactly this taint.
fn toleration(taint: &Taint) -> Fields {
    let mut fields = vec![("key", taint.key.clone())];
    if taint.value.is_empty() {
        fields.push(("operator", "Exists".to_owned()));
    } else {
        fields.push(("operator", "Equal".to_owned()));
        fields.push(("value", taint.value.clone()));
    }
    fields.push(("effect", effect(taint.effect).to_owned()));
    fields
}
