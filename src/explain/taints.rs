//! The taints that keep a pod from a node, and what those of the node controller say.

use super::At;
use super::repair::is_condition;
use super::view::{View, at_pod, spec};
use super::words::{taint_text, toleration_text};
use crate::inventory::PodInstance;
use crate::inventory::matching::untolerated;
use crate::resource::Field;
use crate::scheduler::types::Toleration;

/// Each taint that the pod does not tolerate, and where it and the toleration that misses it stand.
pub(super) fn taint(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> (String, Vec<At>) {
    let name = &view.node(node).name;
    let taints: Vec<_> = untolerated(&pod.pod, view.node(node)).collect();
    let (file, field) = view.node_field(node);
    let mut at = Vec::new();
    let mut words = Vec::new();
    for taint in &taints {
        let text = taint_text(taint);
        let same = |f: &Field<'_>| f.at("key").str() == taint.key;
        if let Some(written) = field.at("spec").at("taints").items().find(same).and_then(Field::node) {
            at.push(At { file, span: written.span(), message: format!("node {name} is tainted here") });
        }
        // A toleration of the same key was meant for this taint, and misses it.
        let near = |t: &&Toleration| t.key == taint.key;
        let near = pod.pod.tolerations.iter().find(near).filter(|_| !is_condition(&taint.key));
        match near {
            Some(t) => {
                let tolerated = toleration_text(t);
                words.push(format!("taint {text}; the pod tolerates {tolerated}, which does not meet it"));
                let field = spec(pod).at("tolerations").items().find(same);
                at.extend(field.map(|f| at_pod(pod, f, "this toleration does not meet the taint")));
            }
            None if is_condition(&taint.key) => words.push(format!("taint {text}: {}", condition(&taint.key))),
            None => words.push(format!("taint {text}, which the pod does not tolerate")),
        }
    }
    (words.join("; "), at)
}

/// What a taint of the node controller says, and until when it stays.
fn condition(key: &str) -> &'static str {
    match key.rsplit('/').next().unwrap_or_default() {
        "not-ready" => "the node is not ready; it stays until the kubelet says that it is",
        "unreachable" => "the node does not answer; it stays until the kubelet is heard again",
        "memory-pressure" => "the node is short of memory; it stays until it is not",
        "disk-pressure" => "the node is short of disk; it stays until it is not",
        "pid-pressure" => "the node is short of process ids; it stays until it is not",
        "network-unavailable" => "the pod network of the node is not up yet",
        "unschedulable" => "the node is cordoned",
        "out-of-service" => "the node was declared out of service",
        "uninitialized" => "the cloud provider has not set the node up yet",
        "shutdown" => "the cloud provider has shut the node down",
        "agent-not-ready" => "an agent that the node needs does not run there yet, and takes it away when it does",
        "ToBeDeletedByClusterAutoscaler" => "the cluster autoscaler is about to remove the node",
        "DeletionCandidateOfClusterAutoscaler" => "the cluster autoscaler may remove the node soon",
        "disrupted" | "disruption" => "Karpenter is about to replace the node",
        "unregistered" => "the node has not joined the cluster yet",
        "impending-node-termination" => "the cloud is about to stop the node",
        _ => "the node controller put it there, and takes it away when the node is well",
    }
}
