//! One more node, made for the pod: the last resort, and the proof that nothing else is in the way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Repair, Texts, volumes};
use crate::explain::Sort;
use crate::explain::edit::{append, plain};
use crate::explain::view::View;
use crate::explain::words::amount;
use crate::inventory::{PodInstance, pod_requests};
use crate::model::Quantity;
use crate::scheduler::plugins::{inter_pod_affinity, pod_topology_spread};
use crate::scheduler::types::{
    Labels, Node, NodeSelectorTerm, Operator, Refusal, ResourceList, WhenUnsatisfiable, merge,
};

const HOSTNAME: &str = "kubernetes.io/hostname";
/// How many sizes of each new node are tried.
pub(super) const SIZES: usize = 5;

const ZONE: &str = "topology.kubernetes.io/zone";

/// A new node like one that is there, for each zone: like that one of its nodes that has least against the pod.
pub(super) fn nodes(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    refusals: &[Vec<Refusal>],
    texts: Texts<'_>,
) -> Vec<Repair> {
    let alone = pod_requests(&pod.pod);
    let mut nearest: BTreeMap<&str, (Against, usize)> = BTreeMap::new();
    for (at, node) in view.cluster.nodes.iter().enumerate() {
        let zone = node.labels.get(ZONE).map_or("", String::as_str);
        let own = (against(node, &alone, refusals.get(at).map_or(&[], Vec::as_slice)), at);
        let best = nearest.entry(zone).or_insert(own);
        *best = own.min(*best);
    }
    let needed = needed_labels(view, pod);
    let mut models: Vec<usize> = nearest.into_values().map(|(_, at)| at).collect();
    models.sort_unstable();
    let all = view.asked_in_vain();
    // Others that wait may take the room first, and those that have a place elsewhere may prefer an empty node: then it takes more than one
    // node of that size, and where that is not enough one that has room for all that wait, or for all that there are.
    let sizes: [_; SIZES] =
        [(&alone, 1, 150), (&alone, 3, 160), (&alone, 8, 165), (all, 1, 170), (view.asked_in_all(), 1, 180)];
    let mut repairs = Vec::new();
    for (&model, (asked, number, cost)) in models.iter().flat_map(|m| sizes.map(|r| (m, r))) {
        let plan = Plan { model, zone: None, needed: &needed, asked, number, cost };
        repairs.extend(node_like(view, pod, &plan, texts));
    }
    let apart = [inter_pod_affinity::NAME, pod_topology_spread::NAME];
    if refusals.iter().flatten().any(|r| apart.contains(&r.plugin))
        && let Some(&model) = models.first()
    {
        let plan = Plan { model, zone: Some("new-zone"), needed: &needed, asked: all, number: 1, cost: 190 };
        repairs.extend(node_like(view, pod, &plan, texts));
    }
    repairs
}

/// What speaks against a node as a model: how many refuse the pod there, what of its resources it has not or not enough of,
/// and how large it is.
type Against = (usize, usize, i128);

/// A node of a shape that has what the pod asks for, and no more than that, is the model.
fn against(node: &Node, asked: &ResourceList, refusals: &[Refusal]) -> Against {
    let has = |resource: &String| node.allocatable.get(resource).copied().unwrap_or(Quantity::ZERO);
    let lacks = asked.iter().filter(|(resource, amount)| has(resource) < **amount).count();
    // A processor comes with some 4Gi of memory: both in thousandths of one.
    let size = node.allocatable.iter().map(|(resource, amount)| match resource.as_str() {
        "cpu" => amount.nanos() / 1_000_000,
        "memory" => amount.nanos() / (1 << 22) / 1_000_000_000,
        _ => 0,
    });
    (refusals.len(), lacks, size.sum())
}

/// What a new node is to be.
struct Plan<'p> {
    /// The node that it resembles.
    model: usize,
    /// A zone of its own.
    zone: Option<&'p str>,
    /// Labels that the pod asks for.
    needed: &'p Labels,
    /// What it must have room for.
    asked: &'p ResourceList,
    /// How many of them.
    number: usize,
    cost: u32,
}

/// Labels that the pod and its volumes ask for.
fn needed_labels(view: &View<'_, '_>, pod: &PodInstance<'_>) -> Labels {
    let mut labels: BTreeMap<String, String> = pod.pod.node_selector.clone().into_iter().collect();
    let term = demanded(pod);
    for r in term.iter().flat_map(|t| &t.match_expressions) {
        let bound = r.values.first().and_then(|v| v.parse::<i64>().ok());
        let value = match r.operator {
            Operator::In => r.values.first().cloned(),
            Operator::Exists => Some("true".to_owned()),
            Operator::Gt => bound.and_then(|b| b.checked_add(1)).map(|b| b.to_string()),
            Operator::Lt => bound.and_then(|b| b.checked_sub(1)).map(|b| b.to_string()),
            Operator::NotIn | Operator::DoesNotExist => None,
        };
        let has = labels.get(&r.key).and_then(|v| v.parse::<i64>().ok());
        // Of several bounds on one label the tightest counts.
        let loose = match (r.operator, has, bound) {
            (Operator::Gt, Some(has), Some(bound)) => has <= bound,
            (Operator::Lt, Some(has), Some(bound)) => has >= bound,
            _ => false,
        };
        if let Some(value) = value.filter(|_| loose || !labels.contains_key(&r.key)) {
            labels.insert(r.key.clone(), value);
        }
    }
    for (key, value) in volumes::places(view, pod) {
        labels.entry(key).or_insert(value);
    }
    labels.into_iter().collect()
}

fn node_like(view: &View<'_, '_>, pod: &PodInstance<'_>, plan: &Plan<'_>, texts: Texts<'_>) -> Option<Repair> {
    let Plan { model, needed, .. } = *plan;
    let like: &Node = view.node(model);
    let names: Vec<String> = (1..)
        .map(|i| format!("{}-new-{i}", like.name))
        .filter(|n| view.cluster.nodes.iter().all(|o| o.name != *n))
        .take(plan.number)
        .collect();
    let allocatable = room(&like.allocatable, plan.asked);
    let documents: Vec<String> = names.iter().map(|name| document(view, pod, plan, name, &allocatable)).collect();
    let file = view.inventory.nodes.get(model)?.origin.file;
    let edit = append(file, texts(file), &documents.join("---\n"))?;
    let size = |r: &str| amount(r, allocatable.get(r).copied().unwrap_or(Quantity::ZERO));
    let nodes = if plan.number == 1 { "a node".to_owned() } else { format!("{} nodes", plan.number) };
    let mut title = format!("add {nodes} like {}, with {} cpu and {} memory", like.name, size("cpu"), size("memory"));
    // What else the pod asks for, such as a GPU, the node must have.
    for resource in pod_requests(&pod.pod).keys().filter(|r| !matches!(r.as_str(), "cpu" | "memory" | "pods")) {
        let _ = write!(title, " and {} {resource}", size(resource));
    }
    let extra: Vec<String> = needed.iter().map(|(k, v)| format!("{k}={v}")).collect();
    if !extra.is_empty() {
        let _ = write!(title, ", labelled {}", extra.join(" "));
    }
    let price = match plan.number {
        1 => "one more node to pay for".to_owned(),
        more => format!("{more} more nodes to pay for"),
    };
    let repair = Repair::manifest(plan.cost, title, vec![edit]).of_cluster().giving_up(price);
    Some(Repair { sort: Sort::Fresh, ..repair })
}

/// The manifest of a node as planned, under that name.
fn document(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    plan: &Plan<'_>,
    name: &str,
    allocatable: &ResourceList,
) -> String {
    // The labels that tell what the model is, and those that the pod asks for; other marks are its own.
    let mut labels: BTreeMap<String, String> = view
        .node(plan.model)
        .labels
        .iter()
        .filter(|(k, _)| k.starts_with("topology.kubernetes.io/") || k.starts_with("kubernetes.io/"))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    labels.insert(HOSTNAME.to_owned(), name.to_owned());
    // A node without the label of a spread constraint is refused; one with a value of its own is a domain of its own.
    for constraint in &pod.pod.topology_spread_constraints {
        if constraint.when_unsatisfiable == WhenUnsatisfiable::DoNotSchedule {
            labels.entry(constraint.topology_key.clone()).or_insert_with(|| "new".to_owned());
        }
    }
    if let Some(zone) = plan.zone {
        labels.insert(ZONE.to_owned(), zone.to_owned());
    }
    labels.extend(plan.needed.clone());
    labels.retain(|key, value| !unwanted(pod, key, value));
    let (mut label_lines, mut room_lines) = (String::new(), String::new());
    for (key, value) in &labels {
        let _ = writeln!(label_lines, "    {key}: {}", plain(value));
    }
    for (resource, quantity) in allocatable {
        let _ = writeln!(room_lines, "    {resource}: {}", plain(&quantity.to_string()));
    }
    format!(
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: {}\n  labels:\n{label_lines}status:\n  allocatable:\n{room_lines}",
        plain(name)
    )
}

/// Whether the pod's demands shut out nodes with this label.
fn unwanted(pod: &PodInstance<'_>, key: &String, value: &String) -> bool {
    let term = demanded(pod);
    term.iter().flat_map(|t| &t.match_expressions).any(|r| {
        r.key == *key
            && match r.operator {
                Operator::NotIn => r.values.contains(value),
                Operator::DoesNotExist => true,
                _ => false,
            }
    })
}

/// The shortest of the terms that labels can meet.
fn demanded<'p>(pod: &'p PodInstance<'_>) -> Option<&'p NodeSelectorTerm> {
    let required = pod.pod.affinity.node_affinity.as_ref()?.required.as_ref()?;
    let terms = required.node_selector_terms.iter();
    terms.filter(|t| t.match_fields.is_empty()).min_by_key(|t| t.match_expressions.len())
}

/// What the model has, and enough of everything that the pod asks for.
fn room(model: &ResourceList, asked: &ResourceList) -> ResourceList {
    let mut room = model.clone();
    merge(&mut room, asked, |has, amount| {
        let has = has.unwrap_or(Quantity::ZERO);
        if has < amount { amount } else { has }
    });
    let pods = room.entry("pods".to_owned()).or_insert(Quantity::from_units(110));
    // The kubelet's own number: what waits must not fail for a model that takes few.
    *pods = (*pods).max(Quantity::from_units(110));
    room
}
