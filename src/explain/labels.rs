//! The labels that a pod asks of a node, and what the node has.

use super::At;
use super::near::Near;
use super::view::{View, at_pod, spec};
use super::words::requirement;
use crate::inventory::PodInstance;
use crate::inventory::matching::{field_meets, node_meets};
use crate::scheduler::types::{Node, NodeSelectorRequirement, NodeSelectorTerm};

/// What of the node selector and the required affinity the node does not meet, and where that stands.
pub(super) fn affinity(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reason: &str) -> (String, Vec<At>) {
    let node = view.node(node);
    let mut words = Vec::new();
    let mut at = Vec::new();
    if reason.contains("scheduler-enforced") {
        words.push("the scheduler's own configuration (addedAffinity) keeps pods off this node".to_owned());
    }
    for (key, value) in &pod.pod.node_selector {
        let has = node.labels.get(key);
        if has != Some(value) {
            words.push(format!("wants {key}={value}, the node has {}", label_text(view, node, (key, value), has)));
            at.extend(spec(pod).at("nodeSelector").key(key).map(|f| at_pod(pod, f, "asked here")));
        }
    }
    let required = pod.pod.affinity.node_affinity.as_ref().and_then(|a| a.required.as_ref());
    if let Some(required) = required {
        let fails = |t: &NodeSelectorTerm| -> Vec<String> {
            let labels = t.match_expressions.iter().filter(|r| !node_meets(r, &node.labels));
            let fields = t.match_fields.iter().filter(|r| !field_meets(r, node));
            let label = |r: &NodeSelectorRequirement| {
                let wanted = r.values.first().map_or("", String::as_str);
                let has = label_text(view, node, (&r.key, wanted), node.labels.get(&r.key));
                format!("wants {}, the node has {has}", requirement(r))
            };
            let field = |r: &NodeSelectorRequirement| {
                format!("wants the node {}, this is {}", r.values.join(" or "), node.name)
            };
            labels.map(label).chain(fields.map(field)).collect()
        };
        let nearest =
            required.node_selector_terms.iter().enumerate().map(|(i, t)| (i, fails(t))).min_by_key(|t| t.1.len());
        if let Some((index, failing)) = nearest.filter(|(_, f)| !f.is_empty()) {
            words.extend(failing);
            let terms = spec(pod)
                .at("affinity")
                .at("nodeAffinity")
                .at("requiredDuringSchedulingIgnoredDuringExecution")
                .at("nodeSelectorTerms");
            at.extend(terms.items().nth(index).map(|t| at_pod(pod, t, "asked here")));
        }
    }
    (words.join("; "), at)
}

/// What a node has in the place of a label, or nearly so called.
fn label_text(view: &View<'_, '_>, node: &Node, (key, wanted): (&str, &str), has: Option<&String>) -> String {
    if has.is_none()
        && let Some(Near::Key(near)) = view.near_label(key, wanted)
        && let Some(value) = node.labels.get(near)
    {
        return format!("no label {key}, but {near}={value}");
    }
    plain_label(key, has)
}

/// A label of a node, or that it has none.
pub(super) fn plain_label(key: &str, value: Option<&String>) -> String {
    value.map_or_else(|| format!("no label {key}"), |value| format!("{key}={value}"))
}
