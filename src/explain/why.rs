//! What lies behind a plugin's reason on one node: the numbers, the taint, the expression, and where they stand.

use std::collections::BTreeMap;

use super::labels::affinity;
use super::repair::{conflict, host_ports};
use super::taints::taint;
use super::view::{View, at_pod, spec};
use super::words::amount;
use super::{At, Why, volumes};
use crate::inventory::matching::selects;
use crate::inventory::{PodInstance, pod_requests};
use crate::model::{Quantity, count};
use crate::resource::Field;
use crate::scheduler::plugins::{
    inter_pod_affinity, node_affinity, node_ports, node_resources_fit, node_unschedulable, node_volume_limits,
    pod_topology_spread, taint_toleration, volume_binding, volume_restrictions, volume_zone,
};
use crate::scheduler::types::{PodAffinityTerm, Refusal};
use crate::source::Node;

/// The reasons of one refusal with their details.
pub(super) fn whys(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, refusal: &Refusal) -> Vec<Why> {
    let why = |reason: &String| {
        let (detail, at) = detail(view, pod, node, refusal.plugin, reason);
        Why { plugin: refusal.plugin, reason: reason.clone(), detail, of: String::new(), at }
    };
    refusal.reasons.iter().map(why).collect()
}

fn detail(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, plugin: &str, reason: &str) -> (String, Vec<At>) {
    match plugin {
        node_unschedulable::NAME => {
            let at = view.at_node(node, |f| Some(f.at("spec").at("unschedulable")), "cordoned here");
            ("it is cordoned (spec.unschedulable)".to_owned(), at.into_iter().collect())
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

/// `asks 2, free 1400m of 4 (3 pods request 2600m), short by 600m`
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
    let taken = match view.on_node[node].iter().filter(|pod| pod_requests(pod).contains_key(resource)).count() {
        0 => String::new(),
        1 => format!(" (1 pod requests {})", say(all.minus(free))),
        more => format!(" ({more} pods request {})", say(all.minus(free))),
    };
    let (left, short) = (free.max(Quantity::ZERO), asked.minus(free.max(Quantity::ZERO)));
    let detail = format!("asks {}, free {} of {}{taken}, short by {}", say(asked), say(left), say(all), say(short));
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
            let domains = matching(view, pod, key);
            let mine = count(domains.get(value.as_str()).copied().unwrap_or_default(), "matching pod");
            let emptiest = domains.iter().filter(|_| domains.len() <= MOST_DOMAINS).min_by_key(|(_, count)| **count);
            let least = emptiest.map_or_else(String::new, |(domain, count)| format!(", {domain} holds {count}"));
            words.push(format!("{key}={value} holds {mine} already{least} (maxSkew {})", field.at("maxSkew").int()));
            at.push(at_pod(pod, field, "asked here"));
        }
    }
    (words.join("; "), at)
}

/// Domains up to which the emptiest is told.
const MOST_DOMAINS: usize = 50;

/// How many pods that the pod's constraint over that key counts are in each topology domain.
fn matching<'v>(view: &View<'v, '_>, pod: &PodInstance<'_>, key: &str) -> BTreeMap<&'v str, usize> {
    let constraint = pod.pod.topology_spread_constraints.iter().find(|c| c.topology_key == key);
    let selector = constraint.and_then(|c| c.label_selector.as_ref());
    let counted = |p: &&&crate::scheduler::types::Pod| {
        p.namespace == pod.pod.namespace && selector.is_some_and(|selector| selects(selector, &p.labels))
    };
    let mut domains = BTreeMap::new();
    for (node, pods) in view.cluster.nodes.iter().zip(&view.on_node) {
        if let Some(domain) = node.labels.get(key) {
            *domains.entry(domain.as_str()).or_default() += pods.iter().filter(counted).count();
        }
    }
    domains
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
