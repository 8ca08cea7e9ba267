//! DaemonSet: one pod for each node that may run it.

use super::existing::Existing;
use super::{Expansion, make};
use crate::inventory::matching::{node_selected, untolerated};
use crate::inventory::{Controller, Inventory, daemon_tolerations};
use crate::scheduler::types::{
    Labels, Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator, OwnerReference, Pod,
};

/// The pods (`daemon_controller.go`, `NodeShouldRunDaemonPod`): nodes that selector, affinity or taints shut out get none,
/// and each pod is tied to its node by the field `metadata.name`.
pub(super) fn expand<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
) {
    let Some(template) = controller.template().node() else { return };
    let owner = OwnerReference {
        api_version: "apps/v1".to_owned(),
        kind: "DaemonSet".to_owned(),
        name: controller.name.clone(),
    };
    let first = make(inventory, controller, controller.origin.at(template), &Labels::default(), |pod| {
        daemon_tolerations(pod);
        pod.owner = Some(owner);
    });
    let wants = |node: &&Node| {
        let named = &first.pod.node_name;
        (named.is_empty() || *named == node.name)
            && runs_on(&first.pod, node)
            && !existing.on_node(&controller.namespace, controller.kind, &controller.name, &node.name)
    };
    let nodes: Vec<&Node> = inventory.nodes.iter().map(|n| &n.value).filter(wants).collect();
    if nodes.is_empty() && existing.count(&controller.namespace, controller.kind, &controller.name) == 0 {
        out.idle.push(first);
        return;
    }
    let made = out.grant(controller, i64::try_from(nodes.len()).unwrap_or(i64::MAX));
    for node in nodes.into_iter().take(usize::try_from(made).unwrap_or_default()) {
        let mut instance = first.clone();
        instance.pod.name = format!("{}-{}", controller.name, node.name);
        tie(&mut instance.pod, &node.name);
        inventory.share(&mut instance.pod);
        out.pods.push(instance);
    }
}

fn runs_on(pod: &Pod, node: &Node) -> bool {
    node_selected(pod, node) && untolerated(pod, node).next().is_none()
}

/// Ties a pod to one node (`ReplaceDaemonSetPodNodeNameNodeAffinity`).
pub(super) fn tie(pod: &mut Pod, node: &str) {
    let field = NodeSelectorRequirement {
        key: "metadata.name".to_owned(),
        operator: Operator::In,
        values: vec![node.to_owned()],
    };
    let term = NodeSelectorTerm { match_expressions: Vec::new(), match_fields: vec![field] };
    let affinity = pod.affinity.node_affinity.get_or_insert_default();
    affinity.required = Some(NodeSelector { node_selector_terms: vec![term] });
}
