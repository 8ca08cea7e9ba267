//! What lies behind a plugin's reason on one node: the numbers, the taint, the expression, and where they stand.

use super::near::Near;
use super::repair::{conflict, host_ports, is_condition};
use super::view::{View, at_pod, spec};
use super::words::{amount, requirement, taint_text, toleration_text};
use super::{At, Why, volumes};
use crate::inventory::matching::{field_meets, node_meets, selects, untolerated};
use crate::inventory::{PodInstance, pod_requests};
use crate::model::{Quantity, count};
use crate::resource::Field;
use crate::scheduler::plugins::{
    inter_pod_affinity, node_affinity, node_ports, node_resources_fit, node_unschedulable, node_volume_limits,
    pod_topology_spread, taint_toleration, volume_binding, volume_restrictions, volume_zone,
};
use crate::scheduler::types::{PodAffinityTerm, Refusal, Toleration};
use crate::source::Node;

/// The reasons of one refusal with their details.
pub(super) fn whys(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, refusal: &Refusal) -> Vec<Why> {
    let why = |reason: &String| {
        let (detail, at) = detail(view, pod, node, refusal.plugin, reason);
        Why { plugin: refusal.plugin, reason: reason.clone(), detail, at }
    };
    refusal.reasons.iter().map(why).collect()
}

fn detail(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, plugin: &str, reason: &str) -> (String, Vec<At>) {
    match plugin {
        node_unschedulable::NAME => {
            let at = view.at_node(node, |f| Some(f.at("spec").at("unschedulable")), "cordoned here");
            (format!("node {} is cordoned (spec.unschedulable)", view.node(node).name), at.into_iter().collect())
        }
        taint_toleration::NAME => taint(view, pod, node),
        node_affinity::NAME | "" => affinity(view, pod, node, reason),
        node_ports::NAME => ports(view, pod, node),
        node_resources_fit::NAME if reason == "Too many pods" => too_many(view, node),
        node_resources_fit::NAME => resources(view, pod, node, reason),
        pod_topology_spread::NAME => spread(view, pod, node, reason),
        inter_pod_affinity::NAME => pod_affinity(view, pod, node, reason),
        volume_binding::NAME | volume_zone::NAME | volume_restrictions::NAME | node_volume_limits::NAME => {
            volumes::detail(view, pod, node, plugin, reason)
        }
        _ => (String::new(), vec![at_pod(pod, pod.object.field(), "")]),
    }
}

/// `asks 2, free 1400m of 4 (2600m requested by 3 pods), short by 600m`
fn resources(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reason: &str) -> (String, Vec<At>) {
    let resource = reason.strip_prefix("Insufficient ").unwrap_or(reason);
    let say = |quantity| amount(resource, quantity);
    let asked = pod_requests(&pod.pod).get(resource).copied().unwrap_or(Quantity::ZERO);
    let (all, free) = (view.allocatable(node, resource), view.free(node, resource));
    let mut at: Vec<At> = asked_at(pod, resource).into_iter().collect();
    let find = |f: Field<'_>| status_amount(f, resource).map(|n| (n.span(), ()));
    let (file, field) = view.node_field(node);
    if let Some((span, ())) = find(field) {
        at.push(At { file, span, message: format!("node {} has {}", view.node(node).name, say(all)) });
    }
    if all.is_zero() {
        let near = view.near_resources(resource).into_iter().find(|near| !view.allocatable(node, near).is_zero());
        let near = near.map_or_else(String::new, |near| format!("; it has {} {near}", view.allocatable(node, near)));
        return (format!("asks {}, but the node has no {resource} at all{near}", say(asked)), at);
    }
    if free >= asked {
        // Only pods that are nominated for the node, or that came since, can be in the way then.
        let detail =
            format!("asks {}, free {} of {}, kept for pods that room was made for", say(asked), say(free), say(all));
        return (detail, at);
    }
    let detail = format!(
        "asks {}, free {} of {} ({} requested by {}), short by {}",
        say(asked),
        say(free.max(Quantity::ZERO)),
        say(all),
        say(all.minus(free)),
        count(view.on_node[node].len(), "pod"),
        say(asked.minus(free.max(Quantity::ZERO))),
    );
    (detail, at)
}

fn status_amount<'a>(node: Field<'a>, resource: &str) -> Option<Node<'a>> {
    let status = node.at("status");
    let key = |list: &'static str| status.at(list).key(resource).and_then(Field::node);
    key("allocatable").or_else(|| key("capacity"))
}

/// Where the pod asks most for a resource.
fn asked_at(pod: &PodInstance<'_>, resource: &str) -> Option<At> {
    let own = spec(pod).at("resources");
    let places = [own.at("requests"), own.at("limits")].into_iter().filter_map(|l| l.key(resource));
    let mut best: Option<(Quantity, Node<'_>)> = None;
    for container in spec(pod).at("containers").items().chain(spec(pod).at("initContainers").items()) {
        let resources = container.at("resources");
        let written = ["requests", "limits"].into_iter().find_map(|l| resources.at(l).key(resource)?.node());
        let Some(node) = written else { continue };
        let Ok(asked) = Quantity::parse(node.scalar_text()) else { continue };
        if best.is_none_or(|(most, _)| asked > most) {
            best = Some((asked, node));
        }
    }
    let node = places.filter_map(Field::node).next().or(best.map(|b| b.1))?;
    Some(At { file: pod.template.file, span: node.span(), message: "asked here".to_owned() })
}

fn too_many(view: &View<'_, '_>, node: usize) -> (String, Vec<At>) {
    let most = view.allocatable(node, "pods");
    let runs = view.on_node[node].len();
    let (file, field) = view.node_field(node);
    let at = status_amount(field, "pods").map(|n| At {
        file,
        span: n.span(),
        message: format!("node {} takes {most} pods", view.node(node).name),
    });
    (format!("runs {runs} of {most} pods"), at.into_iter().collect())
}

fn taint(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> (String, Vec<At>) {
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
        _ => "the node controller put it there, and takes it away when the node is well",
    }
}

fn affinity(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reason: &str) -> (String, Vec<At>) {
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
        let fails = |t: &crate::scheduler::types::NodeSelectorTerm| -> Vec<String> {
            let labels = t.match_expressions.iter().filter(|r| !node_meets(r, &node.labels));
            let fields = t.match_fields.iter().filter(|r| !field_meets(r, node));
            let label = |r: &crate::scheduler::types::NodeSelectorRequirement| {
                let wanted = r.values.first().map_or("", String::as_str);
                let has = label_text(view, node, (&r.key, wanted), node.labels.get(&r.key));
                format!("wants {}, the node has {has}", requirement(r))
            };
            let field = |r: &crate::scheduler::types::NodeSelectorRequirement| {
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
fn label_text(
    view: &View<'_, '_>,
    node: &crate::scheduler::types::Node,
    (key, wanted): (&str, &str),
    has: Option<&String>,
) -> String {
    if let Some(has) = has {
        return format!("{key}={has}");
    }
    match view.near_label(key, wanted) {
        Some(Near::Key(near)) if node.labels.contains_key(near) => {
            let value = node.labels.get(near).map_or("", String::as_str);
            format!("no label {key}, but {near}={value}")
        }
        _ => format!("no label {key}"),
    }
}

/// A label of a node, or that it has none.
pub(super) fn plain_label(key: &str, value: Option<&String>) -> String {
    value.map_or_else(|| format!("no label {key}"), |value| format!("{key}={value}"))
}

fn ports(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> (String, Vec<At>) {
    let mut words = Vec::new();
    for port in host_ports(&pod.pod) {
        let holder = view.on_node[node].iter().find(|other| host_ports(other).any(|p| conflict(p, port)));
        if let Some(holder) = holder {
            words.push(format!("host port {}/{} is held by {}", port.host_port, port.protocol, holder.key()));
        }
    }
    let containers = spec(pod).at("containers").items().chain(spec(pod).at("initContainers").items());
    let ports = containers.flat_map(|c| c.at("ports").items());
    // In the network of the node every port is one of the node's.
    let own = spec(pod).at("hostNetwork").bool();
    let written =
        ports.map(|p| if own && !p.at("hostPort").exists() { p.at("containerPort") } else { p.at("hostPort") });
    let at = written.filter(|p| p.exists()).map(|p| at_pod(pod, p, "this port of the node is asked for here"));
    (words.join("; "), at.collect())
}

fn spread(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reason: &str) -> (String, Vec<At>) {
    let node = view.node(node);
    let missing = reason.ends_with("(missing required label)");
    let (mut words, mut at) = (Vec::new(), Vec::new());
    for field in spec(pod).at("topologySpreadConstraints").items() {
        let key = field.at("topologyKey").str();
        if field.at("whenUnsatisfiable").str() != "DoNotSchedule" {
            continue;
        }
        let has = node.labels.get(key);
        if missing && has.is_none() {
            words.push(format!("the node has no label {key}, over which the pod is to be spread"));
            at.push(at_pod(pod, field.at("topologyKey"), "asked here"));
        }
        if let (false, Some(value)) = (missing, has) {
            let mine = count(matching_in(view, pod, key, value), "matching pod");
            let least = emptiest(view, pod, key)
                .map_or_else(String::new, |(domain, count)| format!(", {domain} holds {count}"));
            words.push(format!("{key}={value} holds {mine} already{least} (maxSkew {})", field.at("maxSkew").int()));
            at.push(at_pod(pod, field, "asked here"));
        }
    }
    (words.join("; "), at)
}

/// The domain of a topology with the fewest such pods, and how many they are, where there are few domains.
fn emptiest<'v>(view: &View<'v, '_>, pod: &PodInstance<'_>, key: &str) -> Option<(&'v str, usize)> {
    let domains = view.node_labels().get(key).filter(|domains| domains.len() <= MOST_DOMAINS)?;
    let counted = domains.keys().map(|domain| (*domain, matching_in(view, pod, key, domain)));
    counted.min_by_key(|(_, count)| *count)
}

/// Domains that are counted through.
const MOST_DOMAINS: usize = 50;

/// Pods in a topology domain that the pod's constraint over that key counts.
fn matching_in(view: &View<'_, '_>, pod: &PodInstance<'_>, key: &str, value: &str) -> usize {
    let constraint = pod.pod.topology_spread_constraints.iter().find(|c| c.topology_key == key);
    let Some(selector) = constraint.and_then(|c| c.label_selector.as_ref()) else { return 0 };
    let nodes = view
        .cluster
        .nodes
        .iter()
        .zip(&view.on_node)
        .filter(|(n, _)| n.labels.get(key).map(String::as_str) == Some(value));
    let counted = |p: &&&crate::scheduler::types::Pod| p.namespace == pod.pod.namespace && selects(selector, &p.labels);
    nodes.map(|(_, pods)| pods.iter().filter(counted).count()).sum()
}

fn pod_affinity(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, reason: &str) -> (String, Vec<At>) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    let at = |kind: &'static str| vec![at_pod(pod, spec(pod).at("affinity").at(kind).at(REQUIRED), "asked here")];
    let same_place = |term: &PodAffinityTerm, other: usize| {
        let value = |n: usize| view.node(n).labels.get(&term.topology_key);
        value(node).is_some() && value(node) == value(other)
    };
    // Namespaces aside: this finds the pod to name, the scheduler has decided already.
    let neighbour = |term: &PodAffinityTerm, of: &str| {
        let selector = term.label_selector.as_ref()?;
        let places = view.on_node.iter().enumerate().filter(|(n, _)| same_place(term, *n));
        let mut pods = places.flat_map(|(_, pods)| pods);
        pods.find(|p| {
            selects(selector, &p.labels)
                && (p.namespace == of || !term.namespaces.is_empty() || term.namespace_selector.is_some())
        })
        .map(|p| p.key())
    };
    let own = &pod.pod.affinity;
    if reason == "node(s) didn't match pod affinity rules" {
        let terms = own.pod_affinity.iter().flat_map(|a| &a.required);
        let word = |t: &PodAffinityTerm| match view.node(node).labels.get(&t.topology_key) {
            Some(value) => format!("no pod that it wants to be near is in {}={value}", t.topology_key),
            None => format!("it wants to share {} with other pods, and the node has no such label", t.topology_key),
        };
        let words: Vec<String> = terms.filter(|t| neighbour(t, &pod.pod.namespace).is_none()).map(word).collect();
        return (words.join("; "), at("podAffinity"));
    }
    if reason == "node(s) didn't match pod anti-affinity rules" {
        let terms = own.pod_anti_affinity.iter().flat_map(|a| &a.required);
        let words: Vec<String> = terms
            .filter_map(|t| {
                Some(format!("must not share {} with {}", t.topology_key, neighbour(t, &pod.pod.namespace)?))
            })
            .collect();
        return (words.join("; "), at("podAntiAffinity"));
    }
    // A pod that is there wants this one far away.
    let keeps_away = |other: &&&crate::scheduler::types::Pod, n: usize| {
        other
            .affinity
            .pod_anti_affinity
            .iter()
            .flat_map(|a| &a.required)
            .any(|t| same_place(t, n) && t.label_selector.as_ref().is_some_and(|s| selects(s, &pod.pod.labels)))
    };
    let mut placed = view.on_node.iter().enumerate().flat_map(|(n, pods)| pods.iter().map(move |p| (n, p)));
    let by = placed.find(|(n, p)| keeps_away(p, *n)).map(|(_, p)| p.key());
    let words = by.map_or_else(String::new, |by| format!("{by} is there, and does not want such pods near it"));
    (words, vec![at_pod(pod, pod.template.field().at("metadata").at("labels"), "the labels that it keeps away from")])
}
