//! What would not be placed again if nodes were lost, with everything else where it is.
//!
//! The pods of a lost node come back as their controllers make them, on the nodes that are left. What nobody makes again is
//! lost with its node, and a volume that is on it stays there.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::standing::Standing;
use super::{Fallen, Losing, Loss, Survival};
use crate::inventory::PodInstance;
use crate::model::{FileId, Shared, Span, count};
use crate::placement::case::Case;
use crate::scheduler::types::{BindingMode, Cluster, Config, Decision, Pod, VolumeSource};
use crate::scheduler::{Scheduler, Tried};
use crate::workload::persistent_volume::NO_PROVISIONER;

/// Losses that are tried at most.
const MOST: usize = 20_000;

/// Losses of several nodes at once that are tried at most.
const MOST_SETS: usize = 2_000;

/// How a pod comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    /// Its controller makes another.
    Again,
    /// It belongs to the node, and is not missed with it.
    WithNode,
    /// Nobody makes it again, in these words.
    Never(&'static str),
    /// That hangs on what cannot be known here.
    Maybe(&'static str),
}

const BARE: &str = "no controller makes it again: it is lost with its node";
const NAMED: &str = "its manifest names the node itself: another goes there, too";
const VOLUME: &str =
    "its volume is made for the node that it is on: whether it can be had elsewhere is for the storage to say";

/// A pod with a node.
struct Resident<'c, 'a> {
    instance: &'c PodInstance<'a>,
    node: usize,
    back: Back,
    /// Its place among those that may come back.
    pending: usize,
    /// When its controller makes another beside those of others: in the order of what is there, then of what was asked for.
    turn: usize,
}

/// What each loss costs.
///
/// # Errors
/// More losses at once than can be tried; a label that no node has.
pub(super) fn survive(
    config: &Config,
    case: &Case<'_>,
    decisions: &[Decision],
    losing: &Losing,
) -> Result<Survival, String> {
    let (what, losses, notes) = losses(case, losing)?;
    let (residents, cluster) = residents(case, decisions);
    let mut on_node = vec![Vec::new(); case.cluster.nodes.len()];
    residents.iter().enumerate().for_each(|(at, resident)| on_node[resident.node].push(at));
    let mut scheduler = Scheduler::new(&cluster, config);
    scheduler.resume(residents.iter().filter(|r| r.back == Back::Again).map(|r| (r.pending, r.node)));
    let tried = losses.len();
    let mut merged: Vec<Loss> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (name, nodes) in losses {
        let mut lost: Vec<&Resident<'_, '_>> =
            nodes.iter().flat_map(|node| &on_node[*node]).map(|at| &residents[*at]).collect();
        lost.sort_by_key(|resident| resident.turn);
        let moving: Vec<&Resident<'_, '_>> = lost.iter().copied().filter(|r| r.back == Back::Again).collect();
        let back: Vec<usize> = moving.iter().map(|r| r.pending).collect();
        let found = if back.is_empty() {
            Vec::new()
        } else {
            scheduler.lose(&nodes, &back).unwrap_or_else(|| anew(config, &cluster, &residents, &nodes, &back))
        };
        let loss = Loss { lost: vec![name], moves: back.len(), failed: fallen(&lost, &moving, &found) };
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

/// What two losses have to have in common to be told as one: whose pods fall, how many, and why.
fn key(loss: &Loss) -> String {
    let own = |fallen: &Fallen| format!("{}\0{}\0{}\0{:?}", fallen.of, fallen.pods.len(), fallen.why, fallen.evicts);
    loss.failed.iter().map(own).collect::<Vec<_>>().join("\u{1}")
}

/// What is lost each time, in words, and what was not tried.
type Losses = (String, Vec<(String, Vec<usize>)>, Vec<String>);

fn losses(case: &Case<'_>, losing: &Losing) -> Result<Losses, String> {
    let nodes = &case.cluster.nodes;
    let mut notes = Vec::new();
    let mut all: Vec<(String, Vec<usize>)> = Vec::new();
    let what = match losing {
        Losing::Nodes(1) => {
            all.extend(nodes.iter().enumerate().map(|(at, node)| (node.name.clone(), vec![at])));
            "node".to_owned()
        }
        Losing::Nodes(many) => {
            let sets = combinations(nodes.len(), *many);
            let Some(sets) = sets.filter(|sets| *sets <= MOST_SETS) else {
                let several = sets.map_or_else(|| "too many sets".to_owned(), |sets| count(sets, "set"));
                return Err(format!(
                    "--survive {many}: {} have {several} of {many}, of which {MOST_SETS} can be tried; ask for 1, or for a zone",
                    count(nodes.len(), "node")
                ));
            };
            let name = |set: &[usize]| set.iter().map(|at| nodes[*at].name.as_str()).collect::<Vec<_>>().join(" and ");
            let mut set: Vec<usize> = (0..*many).collect();
            for _ in 0..sets {
                all.push((name(&set), set.clone()));
                next(&mut set, nodes.len());
            }
            format!("{many} nodes")
        }
        Losing::Topology(key) => {
            let mut by_value: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (at, node) in nodes.iter().enumerate() {
                if let Some(value) = node.labels.get(key) {
                    by_value.entry(value).or_default().push(at);
                }
            }
            if by_value.is_empty() {
                return Err(format!("--survive {key}: no node has that label"));
            }
            let without = nodes.len() - by_value.values().map(Vec::len).sum::<usize>();
            if without > 0 {
                notes.push(format!("{} without the label {key} stayed", count(without, "node")));
            }
            all.extend(by_value.into_iter().map(|(value, nodes)| (value.to_owned(), nodes)));
            if key == "topology.kubernetes.io/zone" { "zone".to_owned() } else { key.clone() }
        }
    };
    if all.len() > MOST {
        notes.push(format!("the first {MOST} of {} losses were tried", all.len()));
        all.truncate(MOST);
    }
    Ok((what, all, notes))
}

/// How many sets of so many there are among so many; `None` for more than can be counted.
fn combinations(all: usize, of: usize) -> Option<usize> {
    if of > all {
        return Some(0);
    }
    let of = of.min(all - of);
    (0..of).try_fold(1_usize, |sets, at| Some(sets.checked_mul(all - at)? / (at + 1)))
}

/// The next set, in order.
fn next(set: &mut [usize], all: usize) {
    let of = set.len();
    let Some(at) = (0..of).rev().find(|&at| set[at] < all - of + at) else { return };
    set[at] += 1;
    for behind in at + 1..of {
        set[behind] = set[behind - 1] + 1;
    }
}

/// Every pod with a node, and the cluster in which those that come back are to be placed.
fn residents<'c, 'a>(case: &'c Case<'a>, decisions: &[Decision]) -> (Vec<Resident<'c, 'a>>, Cluster) {
    let standing = Standing::of(case, decisions);
    let nodes: HashMap<&str, usize> =
        case.cluster.nodes.iter().enumerate().map(|(at, node)| (node.name.as_str(), at)).collect();
    let there = case.inventory.running.iter().filter(|pod| pod.observed).chain(&case.bound);
    let there = there.filter(|pod| !standing.gone.contains(&pod.pod.key()));
    let there = there.filter_map(|pod| Some((pod, *nodes.get(pod.pod.node_name.as_str())?, pod.is_there())));
    let first = case.inventory.running.len() + case.bound.len();
    let there = there.enumerate().map(|(turn, (pod, node, is_free))| (pod, node, is_free, turn));
    let placed = standing.placed.iter().map(|&(pod, node)| (&case.pods[pod], node, true, first + pod));
    let claims = Claims::of(&case.cluster);
    let mut residents = Vec::new();
    let mut cluster = Cluster { pods: Vec::new(), pending: Vec::new(), joining: Vec::new(), ..case.cluster.clone() };
    for (instance, node, is_free, turn) in there.chain(placed) {
        let back = back(instance, is_free, &claims);
        let pending = cluster.pending.len();
        let mut pod: Shared<Pod> = instance.pod.clone();
        if back == Back::Again {
            if !pod.node_name.is_empty() {
                pod.node_name.clear();
            }
            cluster.pending.push(pod);
        } else {
            if pod.node_name.is_empty() {
                pod.node_name.clone_from(&case.cluster.nodes[node].name);
            }
            cluster.pods.push(pod);
        }
        residents.push(Resident { instance, node, back, pending, turn });
    }
    (residents, cluster)
}

/// Claims whose volume a provisioner makes once a pod has a node, by namespace and name.
struct Claims<'c>(HashSet<(&'c str, &'c str)>);

impl<'c> Claims<'c> {
    fn of(cluster: &'c Cluster) -> Self {
        let made = |name: &str| {
            let class = cluster.storage_classes.iter().find(|class| class.name == name);
            class.is_some_and(|class| {
                class.volume_binding_mode == BindingMode::WaitForFirstConsumer && class.provisioner != NO_PROVISIONER
            })
        };
        let open = cluster.persistent_volume_claims.iter().filter(|claim| {
            claim.volume_name.is_empty() && made(claim.storage_class_name.as_deref().unwrap_or_default())
        });
        Claims(open.map(|claim| (claim.namespace.as_str(), claim.name.as_str())).collect())
    }

    fn are_open(&self, pod: &Pod) -> bool {
        pod.volumes.iter().any(|volume| match &volume.source {
            VolumeSource::Claim { claim_name } => self.0.contains(&(pod.namespace.as_str(), claim_name.as_str())),
            VolumeSource::Ephemeral => true,
            _ => false,
        })
    }
}

/// How a pod comes back. `is_free` is whether the scheduler or a cluster gave it its node, and not its manifest.
fn back(instance: &PodInstance<'_>, is_free: bool, claims: &Claims<'_>) -> Back {
    let kind = instance.workload.as_ref().map(|own| own.kind.as_str());
    let kind = kind.or(instance.pod.owner.as_ref().map(|owner| owner.kind.as_str()));
    // What stands for the use of a node is no pod: it goes with it.
    let is_pod = instance.template.field().at("spec").exists();
    match kind {
        Some("DaemonSet" | "Node") => Back::WithNode,
        None if !is_pod => Back::WithNode,
        None => Back::Never(BARE),
        Some(_) if !is_free => Back::Never(NAMED),
        Some(_) if claims.are_open(&instance.pod) => Back::Maybe(VOLUME),
        Some(_) => Back::Again,
    }
}

/// The same in a cluster that never had the nodes.
fn anew(
    config: &Config,
    cluster: &Cluster,
    residents: &[Resident<'_, '_>],
    lost: &[usize],
    back: &[usize],
) -> Vec<Tried> {
    let gone: HashSet<usize> = lost.iter().copied().collect();
    let names: HashSet<&str> = lost.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
    let mut left = cluster.clone();
    let mut at = 0..;
    left.nodes.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
    left.pods.retain(|pod| !names.contains(pod.node_name.as_str()));
    left.csi_nodes.retain(|node| !names.contains(node.name.as_str()));
    let before = |node: usize| node - lost.iter().filter(|other| **other < node).count();
    let mut scheduler = Scheduler::new(&left, config);
    let stay = residents.iter().filter(|r| r.back == Back::Again && !gone.contains(&r.node));
    scheduler.resume(stay.map(|r| (r.pending, before(r.node))));
    scheduler.bring_back(back)
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
        if let Tried::None { message, evicts } = tried {
            add(resident, message, evicts, false);
        }
    }
    for resident in lost {
        match resident.back {
            Back::Never(why) => add(resident, why, &[], false),
            Back::Maybe(why) => add(resident, why, &[], true),
            Back::Again | Back::WithNode => {}
        }
    }
    all
}
