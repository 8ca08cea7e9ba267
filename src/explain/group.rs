//! Nodes with the same reasons together, and the whole in one sentence.

use std::collections::BTreeMap;

use super::view::View;
use super::why::whys;
use super::words::amount;
use super::{Explanation, Group, Why};
use crate::inventory::{PodInstance, pod_requests};
use crate::model::{Quantity, count};
use crate::scheduler::plugins::{node_affinity, taint_toleration};
use crate::scheduler::types::{Decision, Operator, Refusal, StatusCode, Verdict};

/// Why a pod found no node: every reason on every node, grouped; the offers are still to come. `refusals` are those of
/// every filter, by node.
pub fn explain(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    decision: &Decision,
    refusals: &[Vec<Refusal>],
) -> Explanation {
    let groups = groups(view, pod, refusals);
    Explanation { summary: summary(view, pod, decision, refusals, &groups), groups, offers: Vec::new() }
}

/// How far a node is from taking the pod: reasons that nothing but a change to the node helps count most.
fn distance(refusals: &[Refusal]) -> (usize, usize) {
    let hard = refusals.iter().filter(|r| r.code != StatusCode::Unschedulable).count();
    (refusals.len(), hard)
}

/// A plugin, its reasons, and what is behind them where that tells nodes apart.
type Own<'r> = (&'r str, &'r [String], String);

/// Nodes up to which each has its own words.
const TOLD_APART: usize = 500;

fn groups(view: &View<'_, '_>, pod: &PodInstance<'_>, refusals: &[Vec<Refusal>]) -> Vec<Group> {
    // Numbers differ from node to node; a group is told apart by its reasons, and its first node's numbers are shown.
    // Taints and labels are what they are: nodes of others are other groups.
    let mut by_reasons: BTreeMap<Vec<Own<'_>>, Vec<usize>> = BTreeMap::new();
    let apart = refusals.len() <= TOLD_APART;
    for (node, refusals) in refusals.iter().enumerate() {
        let own = |r: &Refusal| {
            let told_apart = apart && [taint_toleration::NAME, node_affinity::NAME].contains(&r.plugin);
            let words = told_apart.then(|| whys(view, pod, node, r).into_iter().map(|why| why.detail));
            words.into_iter().flatten().collect::<Vec<_>>().join("; ")
        };
        let key = refusals.iter().map(|r| (r.plugin, r.reasons.as_slice(), own(r))).collect();
        by_reasons.entry(key).or_default().push(node);
    }
    let mut grouped: Vec<Vec<usize>> = by_reasons.into_values().collect();
    for nodes in &mut grouped {
        nodes.sort_by_key(|&n| (shortage(view, pod, n, &refusals[n]), n));
    }
    grouped.sort_by_key(|nodes| {
        let first = nodes[0];
        // The pod of a daemon belongs to one node: what that has against it is the matter.
        let elsewhere = tied_to(pod).is_some_and(|own| view.node(first).name != own);
        (elsewhere, distance(&refusals[first]), shortage(view, pod, first, &refusals[first]), first)
    });
    grouped.into_iter().map(|nodes| group(view, pod, nodes, refusals)).collect()
}

/// The node that a pod is tied to by its name, as each pod of a DaemonSet is.
fn tied_to<'p>(pod: &'p PodInstance<'_>) -> Option<&'p str> {
    let required = pod.pod.affinity.node_affinity.as_ref()?.required.as_ref()?;
    let [term] = required.node_selector_terms.as_slice() else { return None };
    let named =
        term.match_fields.iter().find(|field| field.key == "metadata.name" && field.operator == Operator::In)?;
    match named.values.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// By how many thousandths of what it asks the pod misses a node's resources.
fn shortage(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, refusals: &[Refusal]) -> i128 {
    let asked = pod_requests(&pod.pod);
    let missing = refusals.iter().flat_map(|r| &r.reasons).filter_map(|r| r.strip_prefix("Insufficient "));
    missing
        .map(|resource| {
            let asked = asked.get(resource).copied().unwrap_or(Quantity::ZERO);
            let short = asked.minus(view.free(node, resource));
            (short.nanos() / 1000).saturating_mul(1000) / (asked.nanos() / 1000).max(1)
        })
        .sum()
}

fn group(view: &View<'_, '_>, pod: &PodInstance<'_>, mut nodes: Vec<usize>, refusals: &[Vec<Refusal>]) -> Group {
    let first = nodes[0];
    let mut reasons: Vec<Why> = refusals[first].iter().flat_map(|r| whys(view, pod, first, r)).collect();
    if nodes.len() > 1 {
        let name = &view.node(first).name;
        for why in reasons.iter_mut().filter(|w| !w.detail.is_empty()) {
            // Only where another node's detail differs does it matter whose this is.
            let same = nodes[1..].iter().take(50).all(|&n| {
                let mut others = refusals[n].iter().flat_map(|r| whys(view, pod, n, r));
                others.any(|o| o.plugin == why.plugin && o.reason == why.reason && o.detail == why.detail)
            });
            if !same {
                why.detail = format!("{name}: {}", why.detail);
            }
        }
    }
    nodes.sort_unstable();
    Group { nodes: nodes.iter().map(|&n| view.node(n).name.clone()).collect(), reasons }
}

/// What is said where every node lacks labels.
const NO_LABELS: &str = "no node has the labels that the pod asks for";

/// What of the labels that the pod asks for no node has.
fn slip(view: &View<'_, '_>, pod: &PodInstance<'_>) -> Option<String> {
    if let Some(text) = pod.pod.node_selector.iter().find_map(|(key, value)| view.near_label_text(key, value)) {
        return Some(text);
    }
    let required = pod.pod.affinity.node_affinity.as_ref()?.required.as_ref()?;
    let each = required.node_selector_terms.iter().flat_map(|term| &term.match_expressions);
    let mut single = each.filter(|r| r.operator == Operator::In && r.values.len() == 1);
    single.find_map(|r| view.near_label_text(&r.key, &r.values[0]))
}

fn summary(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    decision: &Decision,
    refusals: &[Vec<Refusal>],
    groups: &[Group],
) -> String {
    if decision.verdict == Verdict::NoScheduler {
        return format!("no scheduler named `{}` is configured, so the pod stays pending", pod.pod.scheduler_name);
    }
    if refusals.is_empty() {
        return "there is no node".to_owned();
    }
    if let Some(absent) = &decision.absent
        && decision.refused.is_empty()
    {
        return format!("no node is even looked at: {}", absent.reasons.join(", "));
    }
    if let Some((own, group)) = tied_to(pod).zip(groups.first())
        && group.nodes.iter().any(|node| node == own)
    {
        let words: Vec<String> = group.reasons.iter().map(Why::text).collect();
        return format!("it belongs on node {own}, which does not take it: {}", words.join("; "));
    }
    let every = |reason: &str| refusals.iter().all(|r| r.iter().flat_map(|r| &r.reasons).any(|r| r == reason));
    for resource in pod_requests(&pod.pod).keys() {
        if every(&format!("Insufficient {resource}")) {
            return everywhere_short(view, pod, resource);
        }
    }
    for (reason, words) in [
        ("node(s) had untolerated taint(s)", "every node has a taint that the pod does not tolerate"),
        ("node(s) didn't match Pod's node affinity/selector", NO_LABELS),
        ("node(s) were unschedulable", "every node is cordoned"),
        ("Too many pods", "every node runs as many pods as it takes"),
        ("node(s) didn't have free ports for the requested pod ports", "the host port is taken on every node"),
    ] {
        if every(reason) {
            return match slip(view, pod).filter(|_| words == NO_LABELS) {
                Some(slip) => slip,
                None => words.to_owned(),
            };
        }
    }
    match groups.first() {
        Some(group) => {
            let reasons: Vec<String> = group.reasons.iter().map(Why::text).collect();
            let nearest = group.nodes.first().map_or("", String::as_str);
            format!(
                "none of {} takes it; the nearest is {nearest}: {}",
                count(refusals.len(), "node"),
                reasons.join(", ")
            )
        }
        None => "no node takes it".to_owned(),
    }
}

/// Enough in all, nowhere in one piece; or larger than any node; or simply not there.
fn everywhere_short(view: &View<'_, '_>, pod: &PodInstance<'_>, resource: &str) -> String {
    let say = |quantity| amount(resource, quantity);
    let asked = pod_requests(&pod.pod).get(resource).copied().unwrap_or(Quantity::ZERO);
    let nodes = 0..view.cluster.nodes.len();
    let largest = nodes.clone().map(|n| view.allocatable(n, resource)).max().unwrap_or(Quantity::ZERO);
    if largest.is_zero() {
        let near = view.near_resources(resource);
        return match near.as_slice() {
            [] => format!("no node has any {resource}"),
            near => format!("no node has any {resource}; there is {}", near.join(", ")),
        };
    }
    if largest < asked {
        return format!("it asks {} {resource}, more than the largest node has ({})", say(asked), say(largest));
    }
    let free = nodes.map(|n| view.free(n, resource)).filter(|f| !f.is_negative());
    let all = free.fold(Quantity::ZERO, |sum, f| sum.plus(f));
    if all >= asked {
        return format!("no node has {} {resource} free in one piece; {} are free in all", say(asked), say(all));
    }
    format!("it asks {} {resource}; {} are free on all nodes together", say(asked), say(all))
}
