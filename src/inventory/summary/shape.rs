//! Which nodes are of one shape, and what that is called.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use super::super::{Inventory, add_resources, pod_requests, taint_text};
use super::words::{amounts, list, text};
use crate::model::Quantity;
use crate::scheduler::types::{Labels, Node, Pod, ResourceList};

const HOSTNAME: &str = "kubernetes.io/hostname";
const OS: &str = "kubernetes.io/os";
const ARCH: &str = "kubernetes.io/arch";
const ZONE: &str = "topology.kubernetes.io/zone";
const REGION: &str = "topology.kubernetes.io/region";

/// Labels by which providers name the pool that a node is of; a shape is called by the first that is there.
const POOLS: [&str; 5] = [
    "karpenter.sh/nodepool",
    "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
    "node.kubernetes.io/instance-type",
];

/// What is written of the nodes.
pub(super) struct Written {
    /// The items of an Inventory's `nodes`.
    pub(super) entries: Vec<String>,
    /// Nodes that the short form cannot say, as documents.
    pub(super) whole: Vec<String>,
    /// What runs on those, as documents: a pod for each, with its labels and requests.
    pub(super) running: Vec<String>,
}

/// Writes every node once, in the order in which the first of each shape is given.
pub(super) fn write(inventory: &Inventory<'_>) -> Written {
    let used = used(inventory);
    let empty = ResourceList::default();
    let mut order: Vec<(String, Vec<&Node>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let (mut whole, mut names) = (Vec::new(), BTreeSet::new());
    for node in inventory.nodes.iter().map(|sourced| &sourced.value) {
        if !is_sayable(node) {
            whole.push(as_node(node));
            names.insert(node.name.as_str());
            continue;
        }
        let body = body(node, used.get(node.name.as_str()).unwrap_or(&empty));
        let place = *places.entry(body.clone()).or_insert(order.len());
        if place == order.len() {
            order.push((body, Vec::new()));
        }
        order[place].1.push(node);
    }
    // What stands in other objects refers to nodes by their names.
    let named = !(inventory.csi_nodes.is_empty()
        && inventory.volume_attachments.is_empty()
        && inventory.persistent_volumes.is_empty());
    let mut taken: BTreeSet<String> = inventory.nodes.iter().map(|node| node.value.name.clone()).collect();
    let mut entries = Vec::new();
    for (body, nodes) in &order {
        match nodes.as_slice() {
            [_] => {}
            many => {
                if let Some(base) = numbered(many) {
                    entries.push(entry(&base, many, body, true));
                    continue;
                }
                if !named {
                    let base = free_name(many, &mut taken);
                    entries.push(entry(&base, &in_turn(many), body, true));
                    continue;
                }
            }
        }
        entries.extend(nodes.iter().map(|node| entry(&node.name, &[node], body, false)));
    }
    let there = inventory.running.iter().map(|running| &running.pod);
    let running = there.filter(|pod| names.contains(pod.node_name.as_str())).map(|pod| as_pod(pod)).collect();
    Written { entries, whole, running }
}

/// What the pods on each node request in all, `pods` among it.
fn used<'i>(inventory: &'i Inventory<'_>) -> BTreeMap<&'i str, ResourceList> {
    let mut used: BTreeMap<&str, ResourceList> = BTreeMap::new();
    for running in &inventory.running {
        let sum = used.entry(&running.pod.node_name).or_default();
        let mut asked = pod_requests(&running.pod);
        asked.insert("pods".to_owned(), Quantity::from_units(1));
        add_resources(sum, &asked);
    }
    used.values_mut().for_each(|sum| sum.retain(|_, amount| !amount.is_zero()));
    used
}

/// Whether the short form can say all that matters of a node: it gives every node the labels that kubelets set, and room
/// for 110 pods where nothing is said of it.
fn is_sayable(node: &Node) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let name = &node.name;
    [HOSTNAME, OS, ARCH].iter().all(|label| node.labels.contains_key(label))
        && [ZONE, REGION].iter().all(|label| node.labels.get(label).is_none_or(|value| !value.is_empty()))
        && ["cpu", "memory", "pods"].iter().all(|resource| node.allocatable.contains_key(*resource))
        && node.allocatable.values().all(|amount| !amount.is_negative())
        && node.declared_features.is_empty()
        && name.len() <= 240
        && name.chars().all(allowed)
        && name.starts_with(ends)
        && name.ends_with(ends)
}

/// An entry without its first lines: all in which nodes of one shape are alike.
fn body(node: &Node, used: &ResourceList) -> String {
    let mut out = String::new();
    if let Some(region) = node.labels.get(REGION) {
        let _ = writeln!(out, "  region: {}", text(region));
    }
    let ours = |(key, value): &(&String, &String)| match key.as_str() {
        HOSTNAME => **value == node.name,
        OS => *value == "linux",
        ARCH => *value == "amd64",
        ZONE | REGION => true,
        _ => false,
    };
    let others: Labels =
        node.labels.iter().filter(|row| !ours(row)).map(|(key, value)| (key.clone(), value.clone())).collect();
    if !others.is_empty() {
        out.push_str("  labels:\n");
        out.push_str(&rows(others.iter(), "    "));
    }
    if !node.taints.is_empty() {
        let taints: Vec<String> = node.taints.iter().map(taint_text).collect();
        let _ = writeln!(out, "  taints: {}", list(taints.iter().map(String::as_str)));
    }
    if node.unschedulable {
        out.push_str("  unschedulable: true\n");
    }
    let _ = writeln!(out, "  allocatable: {}", amounts(&node.allocatable));
    if !used.is_empty() {
        let _ = writeln!(out, "  used: {}", amounts(used));
    }
    // Of nodes of one entry all have a zone or none.
    if node.labels.contains_key(ZONE) {
        out.push('\u{0}');
    }
    out
}

/// Labels, one a line.
fn rows<'l>(labels: impl Iterator<Item = (&'l String, &'l String)>, indent: &str) -> String {
    labels.map(|(key, value)| format!("{indent}{}: {}\n", text(key), text(value))).collect()
}

/// An item of the Inventory.
fn entry(name: &str, nodes: &[&Node], body: &str, counted: bool) -> String {
    let mut out = format!("- name: {}\n", text(name));
    if counted {
        let _ = writeln!(out, "  count: {}", nodes.len());
    }
    let zones: Vec<&str> = nodes.iter().filter_map(|node| node.labels.get(ZONE)).map(String::as_str).collect();
    if !zones.is_empty() {
        // They are given in turn: the shortest row of which all follow.
        let turn = (1..zones.len()).find(|turn| {
            zones.iter().zip(zones.iter().cycle().skip(*turn)).take(zones.len() - turn).all(|(a, b)| a == b)
        });
        let _ = writeln!(out, "  zones: {}", list(zones[..turn.unwrap_or(zones.len())].iter().copied()));
    }
    out.push_str(body.trim_end_matches('\u{0}'));
    out
}

/// The name before the numbers, where nodes are called NAME-1, NAME-2 and so on in their order.
fn numbered(nodes: &[&Node]) -> Option<String> {
    let base = nodes[0].name.strip_suffix("-1")?;
    let in_order = nodes.iter().enumerate().all(|(at, node)| node.name == format!("{base}-{}", at + 1));
    in_order.then(|| base.to_owned())
}

/// Nodes in an order in which their zones come in turn.
fn in_turn<'n>(nodes: &[&'n Node]) -> Vec<&'n Node> {
    let zone = |node: &Node| node.labels.get(ZONE).cloned().unwrap_or_default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, &Node)> = Vec::new();
    for node in nodes {
        let number = seen.entry(zone(node)).or_default();
        ranked.push((*number, node));
        *number += 1;
    }
    // Of each round the largest zone comes first, so that the last round, which may be short, begins like the others.
    ranked.sort_by_key(|(round, node)| {
        let zone = zone(node);
        (*round, std::cmp::Reverse(seen.get(&zone).copied().unwrap_or_default()), zone)
    });
    ranked.into_iter().map(|(_, node)| node).collect()
}

/// A name for nodes that are to be numbered: their pool's, or what their names begin with.
fn free_name(nodes: &[&Node], taken: &mut BTreeSet<String>) -> String {
    let pool = POOLS.iter().find_map(|label| nodes[0].labels.get(label)).map(String::as_str);
    let wanted = pool.filter(|name| !name.is_empty()).unwrap_or_else(|| common(nodes));
    let clean: String =
        wanted.to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let clean = clean.trim_matches('-');
    let clean = if clean.is_empty() { "node" } else { &clean[..clean.len().min(200)] };
    let names = |base: &str| (1..=nodes.len()).map(|number| format!("{base}-{number}")).collect::<Vec<_>>();
    let mut base = clean.to_owned();
    let mut letter = 'b';
    while names(&base).iter().any(|name| taken.contains(name)) {
        base = format!("{clean}-{letter}");
        letter = char::from_u32(u32::from(letter) + 1).filter(char::is_ascii_lowercase).unwrap_or('a');
        if letter == 'a' {
            base = format!("{clean}-{}", taken.len());
            break;
        }
    }
    taken.extend(names(&base));
    base
}

/// What all the names begin with, up to a dash or a dot.
fn common<'n>(nodes: &[&'n Node]) -> &'n str {
    let first = nodes[0].name.as_str();
    let alike = |other: &str| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let length = nodes.iter().map(|node| alike(&node.name)).min().unwrap_or_default();
    let cut = first[..length].rfind(['-', '.']).unwrap_or_default();
    &first[..cut]
}

/// A node as Kubernetes writes it, cut down to what placement needs.
fn as_node(node: &Node) -> String {
    let mut out = format!("apiVersion: v1\nkind: Node\nmetadata:\n  name: {}\n", text(&node.name));
    if !node.labels.is_empty() {
        out.push_str("  labels:\n");
        out.push_str(&rows(node.labels.iter(), "    "));
    }
    if !node.taints.is_empty() || node.unschedulable {
        out.push_str("spec:\n");
    }
    if node.unschedulable {
        out.push_str("  unschedulable: true\n");
    }
    if !node.taints.is_empty() {
        out.push_str("  taints:\n");
    }
    for taint in &node.taints {
        let effect = super::super::effect_text(taint.effect);
        let _ = writeln!(out, "  - {{key: {}, value: {}, effect: {effect}}}", text(&taint.key), text(&taint.value));
    }
    let _ = writeln!(out, "status:\n  allocatable: {}", amounts(&node.allocatable));
    if !node.declared_features.is_empty() {
        let _ = writeln!(out, "  declaredFeatures: {}", list(node.declared_features.iter().map(String::as_str)));
    }
    out
}

/// A pod that runs, in few lines: where it is, what it is called by and what it requests.
fn as_pod(pod: &Pod) -> String {
    let requests: ResourceList = pod_requests(pod).into_iter().filter(|(name, _)| name != "pods").collect();
    let mut out = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\n", text(&pod.name));
    let _ = writeln!(out, "  namespace: {}", text(&pod.namespace));
    if !pod.labels.is_empty() {
        out.push_str("  labels:\n");
        out.push_str(&rows(pod.labels.iter(), "    "));
    }
    let _ = writeln!(out, "spec:\n  nodeName: {}\n  containers:\n  - name: all", text(&pod.node_name));
    let _ = writeln!(out, "    resources: {{requests: {}}}\nstatus: {{phase: Running}}", amounts(&requests));
    out
}
