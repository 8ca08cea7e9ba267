//! Affinity to nodes and to other pods.

use hashbrown::HashMap;

use super::Pod;
use crate::api::core::node_selector::{node_selector, preferred_node_selector_term};
use crate::api::cx::{Cx, Earlier};
use crate::api::entries;
use crate::api::format::{is_dns1123_label, is_label_value, is_qualified_name};
use crate::api::labels::{label_name, label_selector};
use crate::api::unique::Firsts;
use crate::model::{ApiCause, Reason};
use crate::resource::Field;

/// `validateAffinity`
pub(super) fn affinity<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let affinity = pod.spec.at("affinity");
    let node = affinity.at("nodeAffinity");
    let required = node.at("requiredDuringSchedulingIgnoredDuringExecution");
    if required.exists() {
        node_selector(cx, required);
    }
    for term in node.at("preferredDuringSchedulingIgnoredDuringExecution").items() {
        weight(cx, term);
        preferred_node_selector_term(cx, term.at("preference"));
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        let of = affinity.at(kind);
        for term in of.at("requiredDuringSchedulingIgnoredDuringExecution").items() {
            pod_affinity_term(cx, pod, term);
        }
        for term in of.at("preferredDuringSchedulingIgnoredDuringExecution").items() {
            weight(cx, term);
            pod_affinity_term(cx, pod, term.at("podAffinityTerm"));
        }
    }
}

fn weight<'a>(cx: &mut Cx<'a>, term: Field<'a>) {
    let weight = term.at("weight");
    if !(1..=100).contains(&weight.int()) {
        cx.invalid(weight, "must be in the range 1-100");
    }
}

/// `validatePodAffinityTerm`
fn pod_affinity_term<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, term: Field<'a>) {
    label_selector(cx, term.at("labelSelector"));
    label_selector(cx, term.at("namespaceSelector"));
    let path = cx.path(term);
    for namespace in term.at("namespaces").items() {
        for detail in is_dns1123_label(namespace.str()) {
            cx.invalid_format(namespace, &detail).field(format!("{path}.namespace"));
        }
    }
    label_keys(cx, pod, term);
    let key = term.at("topologyKey");
    if key.is_empty() {
        let field = cx.path(key);
        let invalid =
            |detail| ApiCause::refusal(Reason::Invalid, field.clone(), format!("Invalid value: \"\": {detail}"));
        cx.required(key, "can not be empty")
            .help("`kubernetes.io/hostname` means the same node, `topology.kubernetes.io/zone` the same zone")
            .follows(is_qualified_name("").into_iter().map(invalid));
    } else {
        label_name(cx, key);
    }
}

/// `ValidateMatchLabelKeysAndMismatchLabelKeys`, of affinity terms and spread constraints
pub(super) fn label_keys<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, of: Field<'a>) {
    let (keys, mismatch, selector) = (of.at("matchLabelKeys"), of.at("mismatchLabelKeys"), of.at("labelSelector"));
    for list in [keys, mismatch] {
        if list.is_empty() {
            continue;
        }
        if !selector.exists() {
            cx.forbidden(list, "must not be specified when labelSelector is not set")
                .help("these keys narrow a `labelSelector`; add one");
            continue;
        }
        for key in list.items() {
            label_name(cx, key);
        }
    }
    if selector.exists() {
        keys_in_selector(cx, pod, of);
    }
    let others: Firsts<'_> = mismatch.items().collect();
    for key in keys.items() {
        if let Some(other) = others.get(key.str()) {
            cx.invalid(key, "exists in both matchLabelKeys and mismatchLabelKeys")
                .relate(other.span(), "given here too");
        }
    }
}

/// A key that must match anyway cannot be in the selector as well. The server has merged the pod's labels into the
/// selector before it looks, and reports at the index of the term.
fn keys_in_selector<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, of: Field<'a>) {
    let (keys, mismatch, selector) = (of.at("matchLabelKeys"), of.at("mismatchLabelKeys"), of.at("labelSelector"));
    let path = cx.path(of);
    let mut seen: HashMap<&str, Field<'a>> =
        entries(selector.at("matchLabels")).map(|(key, value)| (key.scalar_text(), value)).collect();
    let expressions = selector.at("matchExpressions");
    let written = expressions.items().map(|e| (e.at("key").str(), e));
    // Only pods have labels of their own yet; a template's are merged once it is a pod.
    let labels = pod.meta.at("labels");
    let merged = keys.items().chain(mismatch.items()).filter(|key| pod.is_pod && labels.key(key.str()).is_some());
    let merged: Vec<Field<'a>> = merged.collect();
    let count = expressions.len();
    for (nth, key) in merged.iter().enumerate() {
        let Some(value) = labels.key(key.str()) else { continue };
        for detail in is_label_value(value.str()) {
            // The label itself has been refused; once merged it is refused again.
            let field = format!("{path}.labelSelector.matchExpressions[{}].values[0]", count + nth);
            let detail = format!("Invalid value: {:?}: {detail}", value.str());
            let cause = ApiCause::refusal(Reason::Invalid, field, detail);
            cx.follow(Earlier::At("metadata.labels"), |_| vec![cause.clone()]);
        }
    }
    let all: Vec<(&str, Field<'a>)> = written.chain(merged.into_iter().map(|key| (key.str(), key))).collect();
    let indices: HashMap<&str, usize> = keys.items().enumerate().map(|(index, key)| (key.str(), index)).collect();
    for (key, expression) in all {
        if let Some(index) = indices.get(key)
            && let Some(first) = seen.get(key)
        {
            let first = first.span();
            cx.invalid(expression, "exists in both matchLabelKeys and labelSelector")
                .field(format!("{path}[{index}]"))
                .relate(first, "given here too");
        }
        seen.entry(key).or_insert(expression);
    }
}
