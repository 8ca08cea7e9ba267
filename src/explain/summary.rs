//! Why a pod found no node, in one sentence that names the cause.

use super::Group;
use super::group::tied_to;
use super::repair::is_condition;
use super::view::View;
use super::words::{amount, taint_text};
use crate::inventory::matching::untolerated;
use crate::inventory::{PodInstance, pod_requests};
use crate::model::Quantity;
use crate::scheduler::types::{Decision, Operator, Refusal, Verdict};

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

/// The sentence.
pub(super) fn summary(
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
        return before_nodes(pod, absent, groups);
    }
    if let Some((own, group)) = tied_to(pod).zip(groups.first())
        && group.nodes.iter().any(|node| node == own)
    {
        return match group.told().as_slice() {
            [one] if one.reason.starts_with("Insufficient ") => {
                format!("it belongs on node {own}, which has {}: {}", one.cause(), one.detail)
            }
            _ => format!("it belongs on node {own}, which does not take it: {}", group.text()),
        };
    }
    let every = |reason: &str| refusals.iter().all(|r| r.iter().flat_map(|r| &r.reasons).any(|r| r == reason));
    for resource in pod_requests(&pod.pod).keys() {
        if every(&format!("Insufficient {resource}")) {
            return everywhere_short(view, pod, resource);
        }
    }
    if every("node(s) were unschedulable") {
        return "every node is cordoned".to_owned();
    }
    if every("node(s) had untolerated taint(s)") {
        return tainted(view, pod);
    }
    if every("node(s) didn't match Pod's node affinity/selector") {
        return slip(view, pod).unwrap_or_else(|| "no node has the labels that the pod asks for".to_owned());
    }
    for (reason, words) in [
        ("Too many pods", "every node runs as many pods as it takes"),
        ("node(s) didn't have free ports for the requested pod ports", "the host port is taken on every node"),
    ] {
        if every(reason) {
            return words.to_owned();
        }
    }
    by_cause(groups)
}

/// A sentence that is longer names causes only, and leaves the rest to what is said of the nodes.
const LONG: usize = 200;

/// What speaks against the nodes: where that is the same of all, in full; or else how many have what against them.
fn by_cause(groups: &[Group]) -> String {
    let all: usize = groups.iter().map(|group| group.nodes.len()).sum();
    if let [one] = groups
        && one.text().len() <= LONG
    {
        let who = match one.nodes.as_slice() {
            [node] => format!("{node}, the only node, does not take it"),
            _ => format!("none of {all} nodes takes it"),
        };
        return format!("{who}: {}", one.text());
    }
    // Those that refuse for the same causes are one, in the order of the nearest.
    let mut causes: Vec<(String, usize)> = Vec::new();
    for group in groups {
        let mut own: Vec<String> = Vec::new();
        for why in group.told() {
            let cause = why.cause();
            if !own.contains(&cause) {
                own.push(cause);
            }
        }
        let own = own.join(" and ");
        match causes.iter_mut().find(|(cause, _)| *cause == own) {
            Some((_, number)) => *number += group.nodes.len(),
            None => causes.push((own, group.nodes.len())),
        }
    }
    let rest: usize = causes.iter().skip(CAUSES).map(|(_, number)| number).sum();
    let has = |number: usize| if number == 1 { "has" } else { "have" };
    let mut words: Vec<String> =
        causes.iter().take(CAUSES).map(|(cause, number)| format!("{number} {} {cause}", has(*number))).collect();
    if let (Some(first), Some((cause, number))) = (words.first_mut(), causes.first()) {
        let of = if all == 1 { "the only node".to_owned() } else { format!("{number} of {all} nodes") };
        *first = format!("{of} {} {cause}", has(*number));
    }
    if rest > 0 {
        words.push(format!("{rest} {} something else against it", has(rest)));
    }
    if words.is_empty() { "no node takes it".to_owned() } else { words.join(", ") }
}

/// Causes that are counted one by one.
const CAUSES: usize = 3;

/// Why no node is looked at: what the pod names is not there, or has to be there first.
fn before_nodes(pod: &PodInstance<'_>, absent: &Refusal, groups: &[Group]) -> String {
    let one = |reason: &String| {
        let told = groups.iter().flat_map(|group| &group.reasons).find(|why| why.reason == *reason);
        let detail = told.map_or("", |why| why.detail.as_str());
        let behind = if detail.is_empty() { String::new() } else { format!(": {detail}") };
        if let Some(name) = reason.strip_prefix("persistentvolumeclaim \"").and_then(|r| r.strip_suffix("\" not found"))
        {
            return format!("there is no claim `{name}` in namespace `{}`{behind}", pod.pod.namespace);
        }
        if reason == "pod has unbound immediate PersistentVolumeClaims" {
            return format!("its claims have to be bound before any node is looked at{behind}");
        }
        format!("no node is looked at before that is mended: {reason}{behind}")
    };
    absent.reasons.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The taints of nodes all of which have one that the pod does not tolerate.
fn tainted(view: &View<'_, '_>, pod: &PodInstance<'_>) -> String {
    const SHOWN: usize = 3;
    let (mut texts, mut conditions): (Vec<String>, bool) = (Vec::new(), true);
    for taint in view.cluster.nodes.iter().flat_map(|node| untolerated(&pod.pod, node)) {
        conditions &= is_condition(&taint.key);
        let text = taint_text(taint);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let more = texts.len().saturating_sub(SHOWN);
    texts.truncate(SHOWN);
    let all = if more > 0 { format!("{} and {more} more", texts.join(", ")) } else { texts.join(", ") };
    let one = more == 0 && texts.len() == 1;
    match (conditions, one) {
        (true, _) => format!("every node has a taint that tells of its state: {all}"),
        (false, true) => format!("every node has the taint {all}, which is not tolerated"),
        (false, false) => format!("every node has a taint that is not tolerated: {all}"),
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
        return format!("{} {resource} asked, more than the largest node has ({})", say(asked), say(largest));
    }
    let free = nodes.map(|n| view.free(n, resource)).filter(|f| !f.is_negative());
    let all = free.fold(Quantity::ZERO, |sum, f| sum.plus(f));
    if all >= asked {
        return format!("no node has {} {resource} free in one piece; {} are free in all", say(asked), say(all));
    }
    format!("{} {resource} asked, and {} free on all nodes together", say(asked), say(all))
}
