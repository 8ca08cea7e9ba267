//! Controllers make their pods, the scheduler places them, and they stay where they are.

use std::collections::HashSet;

use crate::inventory::{Arrival, Inventory, Setting, Sourced};
use crate::placement::case::Case;
use crate::placement::waiting;
use crate::scheduler::types::{Config, Decision, Verdict};
use crate::scheduler::{Detail, schedule};

/// Lets those come to run that `comes` picks. What of them finds no place waits; the others have not come yet.
pub(super) fn settle<'a>(
    mut inventory: Inventory<'a>,
    setting: Setting<'_>,
    config: &Config,
    comes: &dyn Fn(&Arrival<'a>) -> bool,
) -> Inventory<'a> {
    let later: Vec<Arrival<'a>> = inventory.arrivals.extract_if(.., |arrival| !comes(arrival)).collect();
    if !inventory.arrivals.is_empty() {
        inventory = placed(inventory, setting, config);
    }
    inventory.arrivals.extend(later);
    inventory
}

fn placed<'a>(inventory: Inventory<'a>, setting: Setting<'_>, config: &Config) -> Inventory<'a> {
    let case = Case::of(inventory, setting);
    let decisions = schedule(&case.cluster, config, Detail::default());
    running(case, &decisions, setting)
}

/// What stands once the pods of a case are where the decisions put them. What found no place waits.
pub(in crate::placement) fn running<'a>(case: Case<'a>, decisions: &[Decision], setting: Setting<'_>) -> Inventory<'a> {
    let absent = if setting.alone { waiting::Waiting::default() } else { waiting::of(&case, decisions) };
    let Case { mut inventory, cluster, pods, bound, .. } = case;
    // Pods that name their node come last among those that have one without a cluster's telling.
    let mut place = 0..;
    inventory.running.retain(|pod| pod.observed || place.next().is_none_or(|at| !absent.bound.contains_key(&at)));
    let named = bound.into_iter().zip(0..).skip(place.start).filter(|(_, at)| !absent.bound.contains_key(at));
    inventory.running.extend(named.map(|(pod, _)| pod));
    inventory.running.iter_mut().for_each(|pod| pod.settled = true);
    let mut nodes: Vec<Option<usize>> = vec![None; pods.len()];
    let mut victims: HashSet<&str> = HashSet::new();
    for decision in decisions {
        nodes[decision.pod] = match &decision.verdict {
            Verdict::Scheduled { node } => Some(*node),
            Verdict::Preempting { node, victims: driven } => {
                victims.extend(driven.iter().map(String::as_str));
                Some(*node)
            }
            _ => None,
        };
    }
    inventory.running.retain(|pod| !victims.contains(pod.pod.key().as_str()));
    let mut waiting = Vec::new();
    for (at, mut pod) in pods.into_iter().enumerate().filter(|(at, _)| !absent.pods.contains_key(at)) {
        pod.settled = true;
        match nodes[at] {
            Some(node) => {
                pod.pod.node_name.clone_from(&cluster.nodes[node].name);
                inventory.running.push(pod);
            }
            None => waiting.push(Arrival::Pod(Box::new(pod))),
        }
    }
    inventory.arrivals.splice(0..0, waiting);
    keep_storage(&mut inventory, cluster);
    inventory
}

/// Claims stay bound, and volumes that were made stay.
fn keep_storage(inventory: &mut Inventory<'_>, cluster: crate::scheduler::types::Cluster) {
    for (own, bound) in inventory.claims.iter_mut().zip(cluster.persistent_volume_claims) {
        own.value = bound;
    }
    let mut volumes = cluster.persistent_volumes.into_iter();
    for own in &mut inventory.persistent_volumes {
        if let Some(volume) = volumes.next() {
            own.value = volume;
        }
    }
    for value in volumes {
        let claim = inventory.claims.iter().find(|claim| claim.value.volume_name == value.name);
        if let Some(origin) = claim.map(|claim| claim.origin) {
            inventory.persistent_volumes.push(Sourced { value, origin });
        }
    }
    inventory.resource_claims = cluster.resource_claims;
}
