//! How many more replicas of a workload fit beside everything that is placed, what stops the next, and what node would help.
//!
//! The pods stay where the run put them; more of one workload come behind all others. Where a pod on one node has no say
//! in what another node takes, each node's room is counted at once; elsewhere one pod after the other is tried.

use std::collections::HashSet;
use std::sync::Arc;

use super::standing::{Standing, by_key};
use super::subject::{Subject, Wanted, asked, instances};
use super::{More, Reply};
use crate::explain::{View, explain};
use crate::inventory::{Arrival, Found, Made, PodInstance};
use crate::model::Shared;
use crate::placement::Question;
use crate::placement::case::{Case, read};
use crate::scheduler::types::{Cluster, Config, Decision, Node, Pod, Seen, Verdict, VolumeSource};
use crate::scheduler::{MOST_ON_NODE, Scheduler, Tried};

/// Pods that are tried one after the other, of one workload and of all.
const TRIED: (usize, usize) = (20_000, 2_000);

/// Pods that are made where each has volumes of its own, or a quota counts them.
const MADE: i64 = 500;

/// Workloads whose pods are made one workload after the other, where all are asked about.
const ALONE: usize = 20;

/// Shapes of nodes that are tried, in a large cluster and elsewhere.
const SHAPES: (usize, usize) = (2, 8);

/// Nodes and pods of a large cluster.
const LARGE: usize = 5_000;

/// Copies that are drawn in one by one for the explanation.
const DRAWN: i64 = 200_000;

/// The answer for the workloads that are asked about.
///
/// # Errors
/// None is of that name, or several are.
pub(super) fn capacity<'a>(
    question: Question<'a, 'a>,
    config: &Config,
    (objects, made): (&'a [Found<'a>], &'a Made<'a>),
    base: (&Case<'_>, &[Decision]),
    wanted: &Wanted,
) -> Result<Reply, String> {
    let subjects = asked(base.0, wanted)?;
    let asks = Asks { question, config, objects, made, base };
    if let (Wanted::One { .. }, [subject]) = (wanted, subjects.as_slice()) {
        return Ok(Reply::Capacity(vec![asks.one(subject, true)?], false));
    }
    let (alone, together): (Vec<&Subject>, Vec<&Subject>) = subjects.iter().partition(|subject| asks.is_alone(subject));
    let mut found = asks.together(&together)?;
    for (at, subject) in alone.into_iter().enumerate() {
        found.push(if at < ALONE {
            asks.one(subject, false)?
        } else {
            let note = "not counted among so many; ask for it by its name".to_owned();
            More { of: subject.clone(), note, ..More::default() }
        });
    }
    found.sort_by_key(|more| subjects.iter().position(|subject| *subject == more.of));
    Ok(Reply::Capacity(found, true))
}

/// The case with pods that are not there yet.
struct Grown<'a> {
    case: Case<'a>,
    /// The pods that are new, by their places among the case's, of each subject.
    probes: Vec<Vec<usize>>,
    /// What admission says of those that it refuses, of each subject.
    refused: Vec<Option<String>>,
    /// Where the others are, and which of them wait.
    placed: Vec<(usize, usize)>,
    waiting: Vec<usize>,
}

struct Asks<'q, 'a> {
    question: Question<'a, 'a>,
    config: &'q Config,
    objects: &'a [Found<'a>],
    made: &'a Made<'a>,
    base: (&'q Case<'q>, &'q [Decision]),
}

/// What was counted.
#[derive(Default)]
struct Counted {
    more: i64,
    /// All were counted at once, and not tried one by one.
    at_once: bool,
    at_least: bool,
    on: Vec<i64>,
    message: String,
    evicts: Vec<String>,
}

impl<'a> Asks<'_, 'a> {
    /// Whether the workload's next pods have to be made one by one.
    fn is_alone(&self, (kind, namespace, name): &Subject) -> bool {
        let case = self.base.0;
        let own = |pod: &&PodInstance<'_>| {
            pod.pod.namespace == *namespace && pod.workload.as_ref().is_some_and(|w| w.kind == *kind && w.name == *name)
        };
        case.inventory.policies.quotas.iter().any(|quota| quota.namespace == *namespace)
            || instances(case).find(own).is_some_and(|pod| has_own_storage(&pod.pod))
    }

    /// One workload, with all that there is to say where `whole`.
    fn one(&self, subject: &Subject, whole: bool) -> Result<More, String> {
        if let Some(note) = never(subject) {
            return Ok(More { of: subject.clone(), note, ..More::default() });
        }
        let made = if self.is_alone(subject) { MADE } else { 1 };
        let grown = self.grow(&[subject], made)?;
        let mut more = More { of: subject.clone(), ..More::default() };
        let Some(&first) = grown.probes[0].first() else {
            more.message = grown.refused[0].clone().unwrap_or_default();
            more.note = if more.message.is_empty() { "it makes no pod".to_owned() } else { String::new() };
            return Ok(more);
        };
        let cluster = standing(&grown.case);
        let mut scheduler = Scheduler::new(&cluster, self.config);
        scheduler.resume(grown.placed.iter().copied());
        let counted = count(&mut scheduler, &grown.probes[0], TRIED.0, grown.refused[0].as_deref());
        more.take(&counted, &cluster);
        if whole && !more.at_least && counted.more <= DRAWN && grown.refused[0].as_ref() != Some(&counted.message) {
            tell(&mut more, &grown, &cluster, &counted, first, &mut scheduler);
        }
        if whole {
            more.helps = self.helps(&grown, &cluster, counted.more);
        }
        Ok(more)
    }

    /// Workloads that can be asked about one after the other in one cluster.
    fn together(&self, subjects: &[&Subject]) -> Result<Vec<More>, String> {
        let grown = self.grow(subjects, 1)?;
        let cluster = standing(&grown.case);
        let mut scheduler = Scheduler::new(&cluster, self.config);
        scheduler.resume(grown.placed.iter().copied());
        let mut left = TRIED.0;
        let mut one = |(at, subject): (usize, &&Subject)| {
            let mut more = More { of: (*subject).clone(), ..More::default() };
            if let Some(note) = never(subject) {
                more.note = note;
            } else if grown.probes[at].is_empty() {
                more.message = grown.refused[at].clone().unwrap_or_default();
                more.note = if more.message.is_empty() { "it makes no pod".to_owned() } else { String::new() };
            } else {
                let most = left.min(TRIED.1);
                let counted = count(&mut scheduler, &grown.probes[at], most, None);
                if counted.on.is_empty() {
                    more.note = "not counted among so many; ask for it by its name".to_owned();
                } else {
                    more.take(&counted, &cluster);
                    left -= undo(&mut scheduler, grown.probes[at][0], &counted, most);
                }
            }
            more
        };
        Ok(subjects.iter().enumerate().map(&mut one).collect())
    }

    /// The case with so many more pods of each subject.
    fn grow(&self, subjects: &[&Subject], made: i64) -> Result<Grown<'a>, String> {
        let (case, decisions) = self.base;
        let Question { placing, .. } = self.question;
        let setting = self.question.setting();
        let mut inventory = read(self.objects, (&placing.what_if, self.made), setting, None, self.config)?;
        for arrival in &mut inventory.arrivals {
            let Arrival::Controller(controller) = arrival else { continue };
            let of = (controller.kind.to_owned(), controller.namespace.clone(), controller.name.clone());
            if is_scaled(controller.kind) && subjects.contains(&&of) {
                controller.scaled = Some(controller.wanted().max(0).saturating_add(made));
            }
        }
        let mut grown = Case::of(inventory, setting);
        let known: HashSet<String> = instances(case).map(|pod| pod.pod.key()).collect();
        let mut probes = vec![Vec::new(); subjects.len()];
        let mut refused = vec![None; subjects.len()];
        let of = |pod: &PodInstance<'_>| {
            let workload = pod.workload.as_ref()?;
            let is_it = |(kind, namespace, name): &Subject| {
                workload.kind == *kind && pod.pod.namespace == *namespace && workload.name == *name
            };
            subjects.iter().position(|subject| is_it(subject))
        };
        for (at, pod) in grown.pods.iter().enumerate().filter(|(_, pod)| !known.contains(&pod.pod.key())) {
            if let Some(subject) = of(pod) {
                probes[subject].push(at);
            }
        }
        for pod in grown.refused.iter().filter(|pod| !known.contains(&pod.pod.key())) {
            if let Some(subject) = of(pod) {
                refused[subject].get_or_insert(pod.failed_create().unwrap_or_default());
            }
        }
        for (at, subject) in subjects.iter().enumerate().filter(|(_, subject)| !is_scaled(&subject.0)) {
            let like = instances(&grown).find(|pod| is_of(pod, subject)).cloned();
            let Some(mut pod) = like else { continue };
            if let Some(refusal) = pod.failed_create() {
                refused[at] = Some(refusal);
                continue;
            }
            pod.pod.name.push_str("-more");
            pod.pod.node_name.clear();
            probes[at].push(grown.pods.len());
            grown.cluster.pending.push(pod.pod.clone());
            grown.pods.push(pod);
        }
        let standing = Standing::of(case, decisions);
        grown.cluster.pods.retain(|pod| !standing.gone.contains(&pod.key()));
        let places = by_key(grown.cluster.pending.iter().map(|pod| &**pod));
        let place = |pod: usize| places.get(&case.cluster.pending[pod].key()).copied();
        let placed = standing.placed.iter().filter_map(|&(pod, node)| Some((place(pod)?, node))).collect();
        let waiting = standing.waiting.iter().filter_map(|&pod| place(pod)).collect();
        Ok(Grown { case: grown, probes, refused, placed, waiting })
    }

    /// How many more fit with one node more, of each shape of node that there is.
    fn helps(&self, grown: &Grown<'_>, cluster: &Cluster, before: i64) -> Vec<(String, i64)> {
        let size = cluster.nodes.len() + cluster.pods.len() + cluster.pending.len();
        let most = if size > LARGE { SHAPES.0 } else { SHAPES.1 };
        let mut helps = Vec::new();
        for (told, node, daemons) in shapes(grown, cluster).into_iter().take(most) {
            let mut larger = cluster.clone();
            larger.nodes.push(node);
            larger.pods.extend(daemons);
            let mut scheduler = Scheduler::new(&larger, self.config);
            scheduler.resume(grown.placed.iter().copied());
            scheduler.bring_back(&grown.waiting);
            let counted = count(&mut scheduler, &grown.probes[0], TRIED.0, grown.refused[0].as_deref());
            if counted.more > before {
                helps.push((told, counted.more - before));
            }
        }
        helps
    }
}

impl More {
    fn take(&mut self, counted: &Counted, cluster: &Cluster) {
        let named = cluster.nodes.iter().zip(&counted.on).filter(|(_, on)| **on > 0);
        self.on = named.map(|(node, on)| (node.name.clone(), *on)).collect();
        (self.more, self.at_least) = (counted.more, counted.at_least);
        self.message.clone_from(&counted.message);
        self.evicts.clone_from(&counted.evicts);
    }
}

/// Whether a kind has replicas.
fn is_scaled(kind: &str) -> bool {
    matches!(kind, "Deployment" | "ReplicaSet" | "ReplicationController" | "StatefulSet")
}

/// Why nothing can be counted of a workload.
fn never((kind, ..): &Subject) -> Option<String> {
    (kind == "DaemonSet")
        .then(|| "a DaemonSet runs one pod on each node that it selects: more come with more nodes".to_owned())
}

fn is_of(pod: &PodInstance<'_>, (kind, namespace, name): &Subject) -> bool {
    pod.pod.namespace == *namespace
        && match &pod.workload {
            Some(workload) => workload.kind == *kind && workload.name == *name,
            None => match &pod.pod.owner {
                Some(owner) => owner.kind == *kind && owner.name == *name,
                None => kind == "Pod" && pod.pod.name == *name,
            },
        }
}

/// Whether each pod of a kind has claims of its own, or a claim that is yet to be bound.
fn has_own_storage(pod: &Pod) -> bool {
    let of_pod = |source: &VolumeSource| matches!(source, VolumeSource::Claim { .. } | VolumeSource::Ephemeral);
    pod.volumes.iter().any(|volume| of_pod(&volume.source))
}

/// The cluster of a grown case, with all whose places are known.
fn standing(case: &Case<'_>) -> Cluster {
    Cluster { joining: Vec::new(), ..case.cluster.clone() }
}

/// Counts how many find a place, and leaves them there.
fn count(scheduler: &mut Scheduler<'_>, probes: &[usize], most: usize, refused: Option<&str>) -> Counted {
    let mut counted = Counted::default();
    let first = probes[0];
    if let Some(room) = scheduler.room(first) {
        counted.at_least = room.iter().any(|on| *on >= MOST_ON_NODE);
        (counted.on, counted.at_once) = (room, true);
        counted.more = counted.on.iter().sum();
        let let_in = i64::try_from(probes.len()).unwrap_or(i64::MAX);
        if let Some(refused) = refused.filter(|_| let_in <= counted.more) {
            return Counted { more: let_in, message: refused.to_owned(), at_least: false, on: Vec::new(), ..counted };
        }
        if probes.len() > 1 && refused.is_none() && counted.more > let_in {
            counted.at_least = true;
        }
        scheduler.fill(first, counted.on.iter().copied().enumerate());
        match scheduler.add_one(first) {
            Tried::Node(node) => {
                scheduler.take(first, node);
                counted.at_least = true;
            }
            Tried::None { message, evicts } => (counted.message, counted.evicts) = (message.to_string(), evicts),
        }
        return counted;
    }
    if most == 0 {
        return counted;
    }
    let mut queue: Box<dyn Iterator<Item = usize>> =
        if probes.len() > 1 { Box::new(probes.iter().copied()) } else { Box::new(std::iter::repeat_n(first, most)) };
    loop {
        let Some(pod) = queue.next() else {
            match refused {
                Some(refused) => refused.clone_into(&mut counted.message),
                None => counted.at_least = true,
            }
            return counted;
        };
        match scheduler.add_one(pod) {
            Tried::Node(node) => {
                if counted.on.len() <= node {
                    counted.on.resize(node + 1, 0);
                }
                counted.on[node] += 1;
                counted.more += 1;
            }
            Tried::None { message, evicts } => {
                if counted.on.is_empty() {
                    counted.on.push(0);
                }
                (counted.message, counted.evicts) = (message.to_string(), evicts);
                return counted;
            }
        }
    }
}

/// Takes back what was counted; how many attempts that were.
fn undo(scheduler: &mut Scheduler<'_>, pod: usize, counted: &Counted, most: usize) -> usize {
    let copies = counted.on.iter().copied().enumerate();
    if counted.at_once {
        scheduler.fill(pod, copies.map(|(node, on)| (node, -on)));
        return 0;
    }
    for (node, on) in copies {
        (0..on).for_each(|_| scheduler.take(pod, node));
    }
    usize::try_from(counted.more).unwrap_or(most).saturating_add(1).min(most)
}

/// Says why the next one finds no place, and where that stands.
fn tell(
    more: &mut More,
    grown: &Grown<'_>,
    cluster: &Cluster,
    counted: &Counted,
    first: usize,
    scheduler: &mut Scheduler<'_>,
) {
    let on = |(pod, node): (usize, usize)| Decision {
        pod,
        verdict: Verdict::Scheduled { node },
        attempts: 1,
        scores: None,
        seen: None,
    };
    let copies = counted.on.iter().enumerate();
    let copies = copies.flat_map(|(node, on)| (0..*on).map(move |_| (first, node)));
    let decisions: Vec<Decision> = grown.placed.iter().copied().chain(copies).map(on).collect();
    let view = View::new(&grown.case.inventory, cluster, &grown.case.pods, &decisions);
    let seen = Seen { message: Some(Arc::from(counted.message.as_str())), ..Seen::NOTHING };
    let next = grown.probes[0].get(usize::try_from(counted.more).unwrap_or_default()).copied().unwrap_or(first);
    let failed = Decision { seen: Some(Arc::new(seen)), verdict: Verdict::Unschedulable, ..on((next, 0)) };
    let refusals = scheduler.refusals(next);
    let explanation = explain(&view, &grown.case.pods[next], &failed, &refusals);
    more.summary = explanation.summary;
    for group in explanation.groups {
        let text: Vec<String> = group.reasons.iter().map(crate::explain::Why::text).collect();
        more.at.extend(group.reasons.into_iter().flat_map(|why| why.at));
        more.reasons.push((group.nodes, text.join("; ")));
    }
    let mut seen = HashSet::new();
    more.at.retain(|at| seen.insert((at.file, at.span.start, at.span.end)));
}

/// One new node of each shape that there is, what it is like, and the daemons' pods on it.
fn shapes(grown: &Grown<'_>, cluster: &Cluster) -> Vec<(String, Node, Vec<Shared<Pod>>)> {
    let mut known: Vec<(Vec<(String, String)>, &Node)> = Vec::new();
    let mut all = Vec::new();
    for (at, node) in cluster.nodes.iter().enumerate() {
        let own = |key: &str| key != "kubernetes.io/hostname";
        let labels: Vec<(String, String)> =
            node.labels.iter().filter(|(key, _)| own(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
        let same = |(other, like): &(Vec<_>, &Node)| {
            *other == labels && like.taints == node.taints && like.allocatable == node.allocatable
        };
        if node.unschedulable || known.iter().any(same) {
            continue;
        }
        known.push((labels, node));
        let name = fresh(cluster, &format!("{}-like", node.name));
        let daemons = daemons(grown, cluster, at, &name);
        all.push((format!("a node like {}", node.name), renamed(node, &name), daemons));
        if all.len() == SHAPES.1 {
            break;
        }
    }
    for group in &grown.case.inventory.groups {
        if let Some(shape) = &group.shape {
            let name = fresh(cluster, &format!("{}-added", group.name));
            all.push((format!("a node of pool {}", group.name), renamed(shape, &name), Vec::new()));
        }
    }
    all
}

/// A name that no node has.
fn fresh(cluster: &Cluster, stem: &str) -> String {
    let mut names = (1..).map(|number: usize| format!("{stem}-{number}"));
    names.find(|name| cluster.nodes.iter().all(|node| node.name != *name)).unwrap_or_default()
}

fn renamed(node: &Node, name: &str) -> Node {
    let mut node = Node { name: name.to_owned(), ..node.clone() };
    node.labels.insert("kubernetes.io/hostname".to_owned(), name.to_owned());
    node
}

/// The pods of DaemonSets that a node like that one would run, too.
fn daemons(grown: &Grown<'_>, cluster: &Cluster, like: usize, name: &str) -> Vec<Shared<Pod>> {
    let is_daemon = |pod: &&Shared<Pod>| pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet");
    let there = cluster.pods.iter().filter(|pod| pod.node_name == cluster.nodes[like].name);
    let placed = grown.placed.iter().filter(|(_, node)| *node == like).map(|(pod, _)| &cluster.pending[*pod]);
    let again = |pod: &Shared<Pod>| {
        let mut pod = pod.clone();
        pod.name = format!("{}-on-{name}", pod.name);
        name.clone_into(&mut pod.node_name);
        pod
    };
    there.chain(placed).filter(is_daemon).map(again).collect()
}
