//! Nodes with the same reasons together.

use std::collections::BTreeMap;

use super::summary::summary;
use super::view::View;
use super::why::whys;
use super::{Explanation, Group, Why};
use crate::inventory::{PodInstance, pod_requests};
use crate::model::Quantity;
use crate::scheduler::named_node;
use crate::scheduler::plugins::{node_affinity, node_resources_fit, taint_toleration};
use crate::scheduler::types::{Decision, Refusal, StatusCode};

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
            if r.plugin == node_resources_fit::NAME {
                return lacking(view, node, r);
            }
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
        // A node that has none of something at all is further off than one that has given all of it away.
        let lacks =
            refusals[first].iter().any(|r| r.plugin == node_resources_fit::NAME && !lacking(view, first, r).is_empty());
        (elsewhere, distance(&refusals[first]), shortage(view, pod, first, &refusals[first]), lacks, first)
    });
    grouped.into_iter().map(|nodes| group(view, pod, nodes, refusals)).collect()
}

/// The resources of which the node has none at all, not only none that is free.
fn lacking(view: &View<'_, '_>, node: usize, refusal: &Refusal) -> String {
    let short = refusal.reasons.iter().filter_map(|reason| reason.strip_prefix("Insufficient "));
    short.filter(|resource| view.allocatable(node, resource).is_zero()).collect::<Vec<_>>().join("; ")
}

/// The node that a pod is tied to by its name, as each pod of a DaemonSet is.
pub(super) fn tied_to<'p>(pod: &'p PodInstance<'_>) -> Option<&'p str> {
    named_node(&pod.pod)
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
                why.of.clone_from(name);
            }
        }
    }
    nodes.sort_unstable();
    Group { nodes: nodes.iter().map(|&n| view.node(n).name.clone()).collect(), reasons }
}
