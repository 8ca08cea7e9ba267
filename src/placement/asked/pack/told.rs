//! Who sits where, and what is left over, with why.

use std::collections::HashSet;

use super::bounds::Ground;
use super::trial::{is_daemon, place};
use crate::placement::asked::Packing;
use crate::placement::case::Case;
use crate::scheduler::types::{Decision, Verdict};

/// What is left over where the pods are on these nodes. Unless that was `tried`, nothing is said of those that some shape
/// takes.
pub(super) fn packing(ground: &Ground, (case, decisions): (&Case<'_>, &[Decision]), tried: bool) -> Packing {
    let never: HashSet<&String> = ground.never.iter().collect();
    let mut packing = Packing::default();
    for decision in decisions.iter().filter(|decision| place(decision).is_none()) {
        let pod = &case.pods[decision.pod].pod;
        let key = pod.key();
        let to = match is_daemon(pod) {
            true => &mut packing.daemons,
            false if never.contains(&key) => &mut packing.never,
            false => &mut packing.waiting,
        };
        let why = match (&decision.verdict, &decision.message) {
            (_, Some(message)) => message.to_string(),
            (Verdict::Gated, _) => "its scheduling gates hold it back".to_owned(),
            _ => "no scheduler of that name".to_owned(),
        };
        group(to, key, why);
    }
    if !tried {
        (packing.daemons, packing.waiting) = (Vec::new(), Vec::new());
    }
    packing
}

/// Those with the same reason together.
fn group(groups: &mut Vec<(Vec<String>, String)>, pod: String, why: String) {
    match groups.iter_mut().find(|(_, known)| *known == why) {
        Some((pods, _)) => pods.push(pod),
        None => groups.push((vec![pod], why)),
    }
}

/// Each node with its pods.
pub(super) fn on_nodes(case: &Case<'_>, decisions: &[Decision]) -> Vec<(String, Vec<String>)> {
    let mut nodes: Vec<(String, Vec<String>)> =
        case.cluster.nodes.iter().map(|node| (node.name.clone(), Vec::new())).collect();
    for decision in decisions {
        if let Some(node) = place(decision) {
            nodes[node].1.push(case.pods[decision.pod].pod.key());
        }
    }
    nodes
}
