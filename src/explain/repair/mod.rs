//! Changes that would take away a node's reasons: for each reason its cures, and for each node their cheapest sums.
//!
//! Nothing here is proven: the pipeline applies each candidate and places everything again before it is offered.

mod affinity;
mod fresh_node;
mod ports;
mod replicas;
mod resources;
mod spread;
mod taints;
mod volumes;

pub(super) use ports::{conflict, host_ports};
pub use replicas::{fewer, wanted};
pub(super) use taints::is_condition;
pub(super) use volumes::{claims_of, unbound};

use std::collections::HashMap;
use std::sync::Arc;

use crate::inventory::PodInstance;
use crate::model::{Edit, FileId};
use crate::scheduler::plugins::{
    inter_pod_affinity, node_affinity, node_ports, node_resources_fit, node_unschedulable, pod_topology_spread,
    taint_toleration, volume_binding,
};
use crate::scheduler::types::Refusal;

use super::view::View;
use super::{Offer, Sort, Target};

/// The text of each file.
pub type Texts<'t> = &'t dyn Fn(FileId) -> &'t str;

/// One way to take away one reason.
#[derive(Clone, Debug)]
pub(super) struct Repair {
    /// How much it asks of people; smaller is tried first.
    pub cost: u32,
    /// In words.
    pub title: String,
    /// Changes to files.
    pub edits: Vec<Edit>,
    /// A command for the cluster.
    pub command: Option<String>,
    /// What sort of change it is.
    pub sort: Sort,
    /// What is changed by it.
    pub target: Target,
    /// What it gives up, in words; empty where that is nothing.
    pub price: String,
}

impl Repair {
    fn manifest(cost: u32, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        let (title, price) = (title.into(), String::new());
        Repair { cost, title, edits, command: None, sort: Sort::Ordinary, target: Target::Manifest, price }
    }

    fn cluster(cost: u32, title: impl Into<String>, command: impl Into<String>) -> Self {
        let command = Some(command.into());
        Repair { command, target: Target::Cluster, ..Repair::manifest(cost, title, Vec::new()) }
    }

    /// The same in the cluster, which the files only declare: a node, a volume.
    fn of_cluster(self) -> Self {
        Repair { target: Target::Cluster, ..self }
    }

    /// The same, at that price.
    fn giving_up(self, price: impl Into<String>) -> Self {
        Repair { price: price.into(), ..self }
    }

    /// What it does whatever the node: of two that do the same on other nodes one is enough.
    fn kind(&self) -> String {
        let mut words: Vec<&str> = self.title.split(' ').collect();
        for at in 1..words.len() {
            if words[at - 1] == "node" {
                words[at] = "*";
            }
        }
        words.join(" ")
    }
}

/// Candidates beyond this many are not worth the time of proving.
const MOST: usize = 24;
/// As many new nodes are tried.
const FRESH: usize = 30;
/// Nodes on which the same is tried: where the first does not help, another may.
const ALIKE: usize = 6;

/// What might help a pod, the cheapest first. `refusals` are those of every filter, by node.
pub fn candidates(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    refusals: &[Vec<Refusal>],
    texts: Texts<'_>,
) -> Vec<Offer> {
    let mut found: Vec<Repair> = Vec::new();
    for (node, refusals) in refusals.iter().enumerate() {
        found.extend(for_node(view, pod, node, refusals, texts));
    }
    // Stable: among equals the first node's comes first.
    found.sort_by_key(|r| r.cost);
    let mut offers = Vec::new();
    add(&mut offers, found, MOST);
    if refusals.iter().flatten().flat_map(|r| &r.reasons).any(|reason| reason.ends_with(" not found")) {
        // What the pod names is not there, whatever node it gets.
        return offers;
    }
    let mut fresh = fresh_node::nodes(view, pod, refusals, texts);
    if let Some(claims) = volumes::claims(view, pod, texts) {
        // Claims come first: without them no node is looked at.
        let wanted = if volumes::only_claims_lack(refusals) { &[] } else { fresh.as_slice() };
        fresh = wanted.iter().map(|node| sum(&[&claims, node])).collect();
    }
    let apart = [inter_pod_affinity::NAME, pod_topology_spread::NAME];
    if refusals.iter().flatten().any(|r| apart.contains(&r.plugin))
        && let Some(alone) = spread::alone(pod)
    {
        // Of the sizes of a node the first has room for this pod alone.
        let roomy = fresh.iter().enumerate().filter(|(i, _)| i % fresh_node::SIZES != 0);
        let roomy: Vec<Repair> = roomy.map(|(_, node)| sum(&[&alone, node])).collect();
        fresh.extend(roomy);
    }
    if refusals.iter().flatten().any(|r| r.plugin == node_affinity::NAME)
        && let Some(anywhere) = affinity::anywhere(pod)
    {
        // Demands that contradict each other no node can meet.
        let largest = fresh.iter().enumerate().filter(|(i, _)| i % fresh_node::SIZES == fresh_node::SIZES - 1);
        let freed: Vec<Repair> = largest.map(|(_, node)| sum(&[&anywhere, node])).collect();
        fresh.extend(freed);
    }
    fresh.sort_by_key(|r| r.cost);
    add(&mut offers, fresh, MOST + FRESH);
    offers
}

/// Adds repairs that are not among the offers yet, up to a number.
fn add(offers: &mut Vec<Offer>, repairs: Vec<Repair>, most: usize) {
    let mut alike: HashMap<String, usize> = HashMap::new();
    for repair in repairs {
        let same = |o: &Offer| o.edits == repair.edits && o.command == repair.command;
        if offers.len() < most && !offers.iter().any(same) && !overlap(&repair.edits) {
            let kind = repair.kind();
            let number = alike.entry(kind.clone()).or_default();
            *number += 1;
            if *number <= ALIKE || repair.sort == Sort::Fresh {
                offers.push(offer(repair, kind));
            }
        }
    }
}

fn offer(repair: Repair, kind: String) -> Offer {
    let Repair { title, edits, command, sort, target, price, .. } = repair;
    Offer { title, target, edits, command, sort, price, kind, displaces: Arc::new([]) }
}

/// Whether two edits touch the same bytes, so that one would spoil the other. Two insertions at one place do not.
fn overlap(edits: &[Edit]) -> bool {
    let touch = |a: &Edit, b: &Edit| {
        let (one, other) = (a.span, b.span);
        a.file == b.file
            && !(one.is_empty() && other.is_empty())
            && one.start < other.end.max(other.start + 1)
            && other.start < one.end.max(one.start + 1)
    };
    edits.iter().enumerate().any(|(i, a)| edits[i + 1..].iter().any(|b| touch(a, b)))
}

/// The cheapest ways to take away all that one node has against the pod: all reasons' cheapest cures together, and
/// each time one of them swapped for another.
fn for_node(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    node: usize,
    refusals: &[Refusal],
    texts: Texts<'_>,
) -> Vec<Repair> {
    let mut cures: Vec<Vec<Repair>> = Vec::new();
    let (of_claims, others): (Vec<&Refusal>, Vec<&Refusal>) = refusals.iter().partition(|r| volumes::is_of_claims(r));
    // What several plugins find missing is made once.
    let claims = (!of_claims.is_empty()).then(|| volumes::claim_cures(view, pod, texts));
    for mut ways in claims.into_iter().chain(others.into_iter().map(|r| cure(view, pod, node, r, texts))) {
        if ways.is_empty() {
            return Vec::new();
        }
        ways.sort_by_key(|r| r.cost);
        cures.push(ways);
    }
    if cures.is_empty() {
        return Vec::new();
    }
    let first: Vec<&Repair> = cures.iter().map(|ways| &ways[0]).collect();
    let mut sums = vec![sum(&first)];
    for (i, ways) in cures.iter().enumerate() {
        for way in &ways[1..] {
            let mut swapped = first.clone();
            swapped[i] = way;
            sums.push(sum(&swapped));
        }
    }
    sums
}

/// Several cures as one.
fn sum(parts: &[&Repair]) -> Repair {
    let mut commands: Vec<&str> = Vec::new();
    let (mut titles, mut prices): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for part in parts {
        // A cordon and its taint have one cure.
        commands.extend(part.command.as_deref().filter(|command| !commands.contains(command)));
        if !titles.contains(&part.title.as_str()) {
            titles.push(&part.title);
            prices.extend(Some(part.price.as_str()).filter(|price| !price.is_empty()));
        }
    }
    Repair {
        sort: parts.iter().map(|part| part.sort).max().unwrap_or_default(),
        target: parts.iter().map(|part| part.target).max().unwrap_or(Target::Manifest),
        price: prices.join(", "),
        // Two small changes are more than their sum: both have to be understood.
        cost: parts.iter().map(|p| p.cost).sum::<u32>() + 15 * u32::try_from(parts.len() - 1).unwrap_or_default(),
        title: titles.join(", and "),
        edits: parts.iter().flat_map(|p| p.edits.iter().cloned()).collect(),
        command: (!commands.is_empty()).then(|| commands.join(" && ")),
    }
}

/// The ways to take away one plugin's reasons on one node.
fn cure(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, refusal: &Refusal, texts: Texts<'_>) -> Vec<Repair> {
    let name = &view.node(node).name;
    match refusal.plugin {
        node_unschedulable::NAME => {
            vec![taints::uncordon(name)]
        }
        taint_toleration::NAME => taints::cures(view, pod, node),
        node_affinity::NAME | "" => affinity::cures(view, pod, node),
        node_ports::NAME => ports::cures(view, pod, node),
        node_resources_fit::NAME => resources::cures(view, pod, node, &refusal.reasons),
        pod_topology_spread::NAME => spread::cures(view, pod, node, &refusal.reasons),
        inter_pod_affinity::NAME => spread::pod_affinity_cures(view, pod, node, &refusal.reasons),
        volume_binding::NAME => volumes::cures(view, pod, node, &refusal.reasons, texts),
        _ => Vec::new(),
    }
}
