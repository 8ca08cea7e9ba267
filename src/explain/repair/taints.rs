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
    let mut cures = vec![
        Repair::cluster(
            25 + dear,
            format!("free node {name} of its taint {all}"),
            format!("kubectl taint node {name} {}", removals.join(" ")),
        )
        .giving_up("any pod may run there then"),
    ];
    let items: Vec<Fields> = taints.iter().map(|t| toleration(t)).collect();
    let edit = spec(pod).node().and_then(|s| add_items(pod.template.file, s, "tolerations", &items));
    let tolerate = |e| Repair::manifest(20 + dear, format!("tolerate the taint {all} of node {name}"), vec![e]);
    cures.extend(edit.map(|e| tolerate(e).giving_up("it takes room that the taint keeps for others")));
    cures
}

/// The taints of nodes that run the control plane.
const CONTROL_PLANE: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

/// What the node controller puts on a node that is cordoned.
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// Whether a taint says how its node is, and is a controller's to put and to take away (`pkg/controller/nodelifecycle`,
/// `k8s.io/cloud-provider/api`, and what autoscalers and drivers keep for nodes that come or go).
pub(in crate::explain) fn is_condition(key: &str) -> bool {
    key.starts_with("node.kubernetes.io/")
        || key.starts_with("node.cloudprovider.kubernetes.io/")
        || key.ends_with("/agent-not-ready")
        || OF_LIFE.contains(&key)
}

/// Taints by which autoscalers say that a node is about to go, or not there yet.
const OF_LIFE: [&str; 6] = [
    "ToBeDeletedByClusterAutoscaler",
    "DeletionCandidateOfClusterAutoscaler",
    "karpenter.sh/disrupted",
    "karpenter.sh/disruption",
    "karpenter.sh/unregistered",
    "cloud.google.com/impending-node-termination",
];

/// Lifts a cordon.
pub(super) fn uncordon(name: &str) -> Repair {
    let title = format!("uncordon node {name}, so that it takes pods again");
    Repair::cluster(15, title, format!("kubectl uncordon {name}"))
        .giving_up("whoever cordoned it may be about to drain it")
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
