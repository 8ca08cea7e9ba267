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
    if taints.iter().any(|taint| is_condition(&taint.key)) {
        // Taken off, such a taint is put back as long as the node is as it is; a cordon is lifted.
        let cordoned = taints.iter().all(|taint| taint.key == UNSCHEDULABLE);
        return cordoned.then(|| uncordon(name)).into_iter().collect();
    }
    let all = taints.iter().map(|t| taint_text(t)).collect::<Vec<_>>().join(" and ");
    let removals: Vec<String> = taints.iter().map(|t| format!("{}-", taint_text(t))).collect();
    // Where the control plane runs nothing else is meant to.
    let dear = if taints.iter().any(|taint| CONTROL_PLANE.contains(&taint.key.as_str())) { 25 } else { 0 };
    let mut cures = vec![Repair::cluster(
        25 + dear,
        format!("free node {name} of its taint {all}"),
        format!("kubectl taint node {name} {}", removals.join(" ")),
    )];
    let items: Vec<Fields> = taints.iter().map(|t| toleration(t)).collect();
    let edit = spec(pod).node().and_then(|s| add_items(pod.template.file, s, "tolerations", &items));
    cures
        .extend(edit.map(|e| Repair::manifest(20 + dear, format!("tolerate the taint {all} of node {name}"), vec![e])));
    cures
}

/// The taints of nodes that run the control plane.
const CONTROL_PLANE: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

/// What the node controller puts on a node that is cordoned.
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// Whether a taint says how its node is, and is the node controller's or a cloud's to put and to take away
/// (`pkg/controller/nodelifecycle`, `k8s.io/cloud-provider/api`).
pub(in crate::explain) fn is_condition(key: &str) -> bool {
    key.starts_with("node.kubernetes.io/") || key.starts_with("node.cloudprovider.kubernetes.io/")
}

/// Lifts a cordon.
pub(super) fn uncordon(name: &str) -> Repair {
    Repair::cluster(15, format!("allow pods on node {name} again"), format!("kubectl uncordon {name}"))
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
