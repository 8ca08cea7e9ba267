//! The shapes that are tried, each with a node: those that are named, or those of the nodes that are declared.

use std::collections::{BTreeMap, HashSet};

use super::shape::{Like, Shape};
use crate::inventory::{Inventory, node_price};
use crate::model::{count, listed};
use crate::scheduler::types::{Labels, Node};

/// Shapes at most.
const SHAPES: usize = 16;

const HOSTNAME: &str = super::trial::HOSTNAME;

/// What tells nodes apart that are alike: labels by which pods are spread or chosen stay, whatever their values.
const SPREAD: [&str; 3] = ["topology.", "failure-domain.", "node.kubernetes.io/instance-type"];

/// The shapes with a node of each; without any those of the inventory.
///
/// # Errors
/// A shape is like nothing that is there, two have one name, there are none or too many.
pub(super) fn shapes(inventory: &Inventory<'_>, wanted: &[Shape]) -> Result<Vec<(Shape, Node)>, String> {
    let mut all: Vec<(Shape, Node)> = Vec::new();
    if wanted.is_empty() {
        let nodes: Vec<&Node> = inventory.nodes.iter().map(|node| &node.value).collect();
        for node in kinds(&nodes) {
            let shape = Shape { name: node.name.clone(), like: Like::Named(node.name.clone()), price: None };
            all.push((shape, node));
        }
    }
    for shape in wanted {
        match &shape.like {
            Like::Has(allocatable) => {
                let known = [("kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64")];
                let labels: Labels = known.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect();
                let node = Node { labels: labels.into(), allocatable: allocatable.clone(), ..Node::default() };
                all.push((shape.clone(), node));
            }
            Like::Named(name) => all.extend(like(inventory, shape, name)?),
        }
    }
    if all.is_empty() {
        return Err("no shape is named and no node declared: --shape 4cpu/16Gi names one".to_owned());
    }
    if all.len() > SHAPES {
        return Err(format!("{} are too many: {SHAPES} can be tried", count(all.len(), "shape")));
    }
    for at in 0..all.len() {
        if all[..at].iter().any(|(other, _)| other.name == all[at].0.name) {
            return Err(format!("--shape {}: two shapes have that name", all[at].0.name));
        }
        let (shape, node) = &mut all[at];
        shape.price = shape.price.or_else(|| node_price(node));
        new(node);
    }
    Ok(all)
}

/// The shapes of a node, or of the nodes of a pool, which may lie in several zones.
fn like(inventory: &Inventory<'_>, shape: &Shape, name: &str) -> Result<Vec<(Shape, Node)>, String> {
    let nodes = || inventory.nodes.iter();
    if let Some(node) = nodes().map(|node| &node.value).find(|node| node.name == name) {
        return Ok(vec![(shape.clone(), node.clone())]);
    }
    let group = inventory.groups.iter().find(|group| group.name == name);
    if let Some(node) = group.and_then(|group| group.shape.clone()) {
        return Ok(vec![(shape.clone(), node)]);
    }
    // A shape of an Inventory, of which there may be many nodes.
    let own: Vec<&Node> =
        nodes().filter(|node| node.origin.field().at("name").str() == name).map(|node| &node.value).collect();
    let mut own = kinds(&own);
    match own.len() {
        0 => {
            let mut known: Vec<&str> = nodes().map(|node| node.value.name.as_str()).collect();
            known.extend(inventory.groups.iter().map(|group| group.name.as_str()));
            let there =
                if known.is_empty() { String::new() } else { format!("; there is {}", listed(known.into_iter(), 6)) };
            Err(format!("--shape like:{name}: there is no such node, nor a pool of that name{there}"))
        }
        1 => Ok(vec![(shape.clone(), own.remove(0))]),
        _ => {
            let named = shape.name != name;
            let one = |(at, node): (usize, Node)| {
                let name = if named { format!("{}-{}", shape.name, at + 1) } else { node.name.clone() };
                (Shape { name, ..shape.clone() }, node)
            };
            Ok(own.into_iter().enumerate().map(one).collect())
        }
    }
}

/// One node of each kind: those that differ in what they have, in taints, in their price or in labels are of several. Of so
/// many that they cannot be tried, those count as one that differ in labels of their own alone.
fn kinds(nodes: &[&Node]) -> Vec<Node> {
    let all = apart(nodes, &[]);
    if all.len() <= SHAPES {
        return all;
    }
    let mut keys: Vec<&String> = nodes.iter().flat_map(|node| node.labels.iter().map(|(key, _)| key)).collect();
    keys.sort();
    keys.dedup();
    let own = |key: &&String| {
        let mut values: Vec<&String> = nodes.iter().filter_map(|node| node.labels.get(key.as_str())).collect();
        let there = values.len();
        values.sort();
        values.dedup();
        there > 1 && values.len() == there && !SPREAD.iter().any(|known| key.starts_with(known))
    };
    let own: Vec<&str> = keys.into_iter().filter(own).map(String::as_str).collect();
    apart(nodes, &own)
}

fn apart(nodes: &[&Node], own: &[&str]) -> Vec<Node> {
    let mut known: HashSet<String> = HashSet::new();
    let mut kinds = Vec::new();
    for node in nodes {
        let mut node = Node::clone(node);
        new(&mut node);
        let kept = |key: &str| key != HOSTNAME && !own.contains(&key);
        let labels: BTreeMap<&String, &String> = node.labels.iter().filter(|(key, _)| kept(key)).collect();
        let amounts: BTreeMap<&String, i128> = node.allocatable.iter().map(|(name, has)| (name, has.nanos())).collect();
        if known.insert(format!("{labels:?} {amounts:?} {:?} {:?}", node.taints, node_price(&node))) {
            kinds.push(node);
        }
    }
    kinds
}

/// What came over a node since it was new goes.
fn new(node: &mut Node) {
    node.unschedulable = false;
    node.taints.retain(|taint| !taint.key.starts_with("node.kubernetes.io/"));
}

/// What is to be said of prices that not all shapes have.
pub(super) fn without_price(shapes: &[(Shape, Node)]) -> Option<String> {
    let lacking: Vec<&str> = shapes.iter().filter(|(s, _)| s.price.is_none()).map(|(s, _)| s.name.as_str()).collect();
    if lacking.is_empty() || lacking.len() == shapes.len() {
        return None;
    }
    let verb = if lacking.len() == 1 { "has" } else { "have" };
    Some(format!("prices are not used: {} {verb} none", listed(lacking.into_iter(), 6)))
}
