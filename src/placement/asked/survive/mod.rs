//! What would not be placed again if nodes were lost, with everything else where it is.
//!
//! The pods of a lost node come back as their controllers make them, on the nodes that are left, behind those that wait
//! already. What nobody makes again is lost with its node, and a volume that is on it stays there.

mod losses;
mod residents;

use std::collections::{HashMap, HashSet};

use super::{Fallen, Losing, Loss, Survival};
use crate::model::{FileId, Span};
use crate::placement::case::Case;
use crate::scheduler::types::{Config, Decision};
use crate::scheduler::{Scheduler, Tried};
use losses::losses;
use residents::{Back, Resident, World};

/// What each loss costs.
///
/// # Errors
/// More nodes at once than there are, or more losses than can be tried; a label that no node has.
pub(super) fn survive(
    config: &Config,
    case: &Case<'_>,
    decisions: &[Decision],
    losing: &Losing,
) -> Result<Survival, String> {
    let (what, losses, notes) = losses(case, losing)?;
    let world = World::of(case, decisions);
    let mut on_node = vec![Vec::new(); case.cluster.nodes.len()];
    world.residents.iter().enumerate().for_each(|(at, resident)| on_node[resident.node].push(at));
    let mut scheduler = Scheduler::new(&world.cluster, config);
    scheduler.resume(world.made().map(|r| (r.pending, r.node)));
    let tried = losses.len();
    let mut merged: Vec<Loss> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (name, nodes) in losses {
        let mut lost: Vec<&Resident<'_, '_>> =
            nodes.iter().flat_map(|node| &on_node[*node]).map(|at| &world.residents[*at]).collect();
        lost.sort_by_key(|resident| resident.turn);
        let moving: Vec<&Resident<'_, '_>> = lost.iter().copied().filter(|r| r.back.is_made()).collect();
        let found = find(&mut scheduler, config, &world, &nodes, &moving);
        let loss = Loss { lost: vec![name], moves: moving.len(), failed: fallen(&lost, &moving, &found) };
        // What costs nothing is alike whatever moves.
        let key = if loss.failed.is_empty() { String::new() } else { key(&loss) };
        match known.get(&key) {
            Some(at) => {
                let same = &mut merged[*at];
                same.moves = same.moves.max(loss.moves);
                same.lost.extend(loss.lost);
            }
            None => {
                known.insert(key, merged.len());
                merged.push(loss);
            }
        }
    }
    merged.sort_by_key(|loss| (!loss.fails(), loss.failed.is_empty()));
    Ok(Survival { what, losses: merged, tried, notes })
}

/// What two losses have to have in common to be told as one: the pods that fall, and why.
fn key(loss: &Loss) -> String {
    let own = |fallen: &Fallen| {
        format!("{}\0{:?}\0{}\0{:?}\0{}", fallen.of, fallen.pods, fallen.why, fallen.evicts, fallen.maybe)
    };
    loss.failed.iter().map(own).collect::<Vec<_>>().join("\u{1}")
}

/// What becomes of those that come back.
fn find(
    scheduler: &mut Scheduler<'_>,
    config: &Config,
    world: &World<'_, '_>,
    lost: &[usize],
    moving: &[&Resident<'_, '_>],
) -> Vec<Tried> {
    if moving.is_empty() {
        return Vec::new();
    }
    let mut queue: Vec<usize> = world.waiting(lost).collect();
    let first = queue.len();
    queue.extend(moving.iter().map(|resident| resident.pending));
    let quick = scheduler.lose(lost, &queue);
    #[cfg(test)]
    if let Some(quick) = &quick {
        assert_eq!(*quick, anew(config, world, lost, &queue), "without {lost:?}");
    }
    let mut found = quick.unwrap_or_else(|| anew(config, world, lost, &queue));
    found.split_off(first)
}

/// The same in a cluster that never had the nodes; those that take a pod are numbered as if they were there.
fn anew(config: &Config, world: &World<'_, '_>, lost: &[usize], queue: &[usize]) -> Vec<Tried> {
    let gone: HashSet<usize> = lost.iter().copied().collect();
    let names: HashSet<&str> = lost.iter().map(|&node| world.cluster.nodes[node].name.as_str()).collect();
    let mut left = world.cluster.clone();
    let mut at = 0..;
    left.nodes.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
    left.pods.retain(|pod| !names.contains(pod.node_name.as_str()));
    left.csi_nodes.retain(|node| !names.contains(node.name.as_str()));
    let stay: Vec<usize> = (0..world.cluster.nodes.len()).filter(|node| !gone.contains(node)).collect();
    let mut scheduler = Scheduler::new(&left, config);
    let resumed = world.made().filter_map(|r| Some((r.pending, stay.binary_search(&r.node).ok()?)));
    scheduler.resume(resumed);
    let mut found = scheduler.bring_back(queue);
    for tried in &mut found {
        if let Tried::Node(node) = tried {
            *node = stay[*node];
        }
    }
    found
}

/// What is not placed again, workload by workload.
fn fallen(lost: &[&Resident<'_, '_>], moving: &[&Resident<'_, '_>], found: &[Tried]) -> Vec<Fallen> {
    let mut all: Vec<Fallen> = Vec::new();
    let mut add = |resident: &Resident<'_, '_>, why: &str, evicts: &[String], maybe: bool| {
        let instance = resident.instance;
        let of = instance.workload.as_ref().map(|own| format!("{} {}", own.kind, own.name));
        let owner = instance.pod.owner.as_ref().map(|own| format!("{} {}", own.kind, own.name));
        let of = of.or(owner).unwrap_or_else(|| format!("Pod {}", instance.pod.name));
        let at: (FileId, Span) = (instance.object.file, instance.object.head());
        let same = |other: &&mut Fallen| {
            other.of == of && other.at == at && other.why == why && other.evicts == evicts && other.maybe == maybe
        };
        match all.iter_mut().find(same) {
            Some(fallen) => fallen.pods.push(instance.pod.key()),
            None => all.push(Fallen {
                of,
                pods: vec![instance.pod.key()],
                why: why.to_owned(),
                evicts: evicts.to_vec(),
                maybe,
                at,
            }),
        }
    };
    for (resident, tried) in moving.iter().zip(found) {
        match (tried, resident.back) {
            (Tried::None { message, evicts }, _) => add(resident, message, evicts, false),
            (Tried::Node(_), Back::Maybe(why)) => add(resident, why, &[], true),
            (Tried::Node(_), _) => {}
        }
    }
    for resident in lost {
        if let Back::Never(why) = resident.back {
            add(resident, why, &[], false);
        }
    }
    all
}
