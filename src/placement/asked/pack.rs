//! The fewest nodes of given shapes that take everything: searched for by running the scheduler on them.
//!
//! Whatever is found was placed by the scheduler itself, daemons, spreading and all. How few nodes could do at the very
//! least is known from what is asked for in all, and from pods that no two of which fit on one node.

use std::collections::BTreeMap;

use super::Packing;
use super::shape::{Like, Shape};
use crate::inventory::matching::selects;
use crate::inventory::{Arrival, Found, Inventory, Made, PodInstance, Sourced, add_resources, pod_requests};
use crate::model::{Quantity, count};
use crate::placement::Question;
use crate::placement::case::{Case, read};
use crate::scheduler::types::{Config, Decision, Labels, Node, Pod, ResourceList, Verdict};
use crate::scheduler::{Detail, schedule};

/// Nodes of one shape that are tried at most.
const MOST: usize = 1_000;

/// Shapes that are tried in every order; of more only two orders are.
const EVERY_ORDER: usize = 3;

/// Shapes at most.
const SHAPES: usize = 16;

const HOSTNAME: &str = "kubernetes.io/hostname";

/// What to buy.
///
/// # Errors
/// A shape is like nothing that is there; there is no shape, or nothing to place.
pub(super) fn pack<'a>(
    question: Question<'a, 'a>,
    config: &Config,
    (objects, made): (&'a [Found<'a>], &'a Made<'a>),
    shapes: &[Shape],
) -> Result<Packing, String> {
    if objects.is_empty() {
        return Err("there is nothing to place".to_owned());
    }
    let inventory = read(objects, (&question.placing.what_if, made), question.setting(), None, config)?;
    let shapes = named(&inventory, shapes)?;
    let trial = Trial { question, config, objects, made, shapes };
    trial.pack()
}

/// The shapes with a node of each; without any those of the inventory.
fn named(inventory: &Inventory<'_>, shapes: &[Shape]) -> Result<Vec<(Shape, Node)>, String> {
    let mut all: Vec<(Shape, Node)> = Vec::new();
    let like = |name: &str| Shape { name: name.to_owned(), like: Like::Named(name.to_owned()), price: None };
    let own: Vec<Shape> = if shapes.is_empty() {
        let mut known: Vec<&Node> = Vec::new();
        for node in inventory.nodes.iter().map(|node| &node.value).filter(|node| !node.unschedulable) {
            if !known.iter().any(|k| k.allocatable == node.allocatable && k.taints == node.taints) {
                known.push(node);
            }
        }
        known.into_iter().map(|node| like(&node.name)).collect()
    } else {
        shapes.to_vec()
    };
    if own.is_empty() {
        return Err("no shape is named and no node declared: --shape 4cpu/16Gi names one".to_owned());
    }
    if own.len() > SHAPES {
        return Err(format!("{} are too many: {SHAPES} can be tried", count(own.len(), "shape")));
    }
    for mut shape in own {
        let mut node = match &shape.like {
            Like::Has(allocatable) => {
                let known = [("kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64")];
                let labels: Labels = known.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect();
                Node { labels: labels.into(), allocatable: allocatable.clone(), ..Node::default() }
            }
            Like::Named(name) => {
                let node = inventory.nodes.iter().map(|node| &node.value).find(|node| node.name == *name);
                let group = || inventory.groups.iter().find(|g| g.name == *name).and_then(|group| group.shape.as_ref());
                let found = node.or_else(group);
                found
                    .ok_or_else(|| format!("--shape like:{name}: there is no such node, nor a pool of that name"))?
                    .clone()
            }
        };
        node.unschedulable = false;
        node.taints.retain(|taint| !taint.key.starts_with("node.kubernetes.io/"));
        const PRICE: &str = "plimsoll.dev/price";
        let told = node.labels.get(PRICE).or_else(|| node.annotations.get(PRICE));
        let told = told.and_then(|price| price.parse::<f64>().ok()).filter(|price| price.is_finite() && *price >= 0.0);
        shape.price = shape.price.or(told);
        if all.iter().any(|(other, _)| other.name == shape.name) {
            return Err(format!("--shape {}: two shapes have that name", shape.name));
        }
        all.push((shape, node));
    }
    Ok(all)
}

struct Trial<'q, 'a> {
    question: Question<'a, 'a>,
    config: &'q Config,
    objects: &'a [Found<'a>],
    made: &'a Made<'a>,
    shapes: Vec<(Shape, Node)>,
}

impl<'a> Trial<'_, 'a> {
    fn pack(&self) -> Result<Packing, String> {
        let each = vec![1; self.shapes.len()];
        let (first, notes) = self.case(&each)?;
        let pods = first.pods.iter().filter(|pod| !is_daemon(&pod.pod)).count();
        let most = pods.clamp(1, MOST);
        let (case, decisions) = self.run(&vec![most; self.shapes.len()])?;
        let hopeless = waiting(&case, &decisions);
        let never: Vec<String> = hopeless.iter().map(|(pod, _)| pod.clone()).collect();
        let bound = self.at_least(&first, &never);
        if pods == never.len() {
            let nodes = Vec::new();
            return Ok(Packing { nodes, never: grouped(hopeless), notes, ..Packing::default() });
        }
        if bound.0 > most * self.shapes.len() {
            return Err(format!("it takes {} at least, and {MOST} of a shape can be tried", count(bound.0, "node")));
        }
        let target = never.len();
        let mut best: Option<(f64, usize, Vec<usize>)> = None;
        for order in orders(self.shapes.len()) {
            let Some(counts) = self.search(&order, most, target, bound.0)? else { continue };
            let number: usize = counts.iter().sum();
            let found = (self.price(&counts).unwrap_or(0.0), number, counts);
            if best.as_ref().is_none_or(|best| (found.0, found.1) < (best.0, best.1)) {
                best = Some(found);
            }
        }
        let Some((_, _, counts)) = best else {
            return Err(format!("{MOST} nodes of a shape do not take what they could"));
        };
        let (case, decisions) = self.run(&counts)?;
        let price = self.price(&counts).map(|price| (price, bound.1));
        let shapes = self.shapes.iter().map(|(shape, _)| shape.clone()).zip(counts).collect();
        let nodes = on_nodes(&case, &decisions);
        Ok(Packing {
            shapes,
            at_least: bound.0,
            price,
            nodes,
            never: grouped(waiting(&case, &decisions)),
            waiting: daemons(&case, &decisions),
            notes,
        })
    }

    /// What that many nodes cost, where each shape has a price.
    fn price(&self, counts: &[usize]) -> Option<f64> {
        let each = self.shapes.iter().zip(counts).map(|((shape, _), number)| Some(shape.price? * *number as f64));
        each.sum()
    }

    /// The nodes of each shape, of the first in order as few as do what many would, then of the next.
    fn search(&self, order: &[usize], most: usize, target: usize, bound: usize) -> Result<Option<Vec<usize>>, String> {
        let mut counts = vec![0; self.shapes.len()];
        let mut left = usize::MAX;
        let still = |counts: &[usize], shape: usize, number: usize| -> Result<usize, String> {
            let mut counts = counts.to_vec();
            counts[shape] = number;
            let (case, decisions) = self.run(&counts)?;
            Ok(waiting(&case, &decisions).len())
        };
        for &shape in order {
            let best = still(&counts, shape, most)?;
            if best >= left {
                continue;
            }
            // Fewer than the bound never take all that finds a place at all.
            let (mut few, mut enough) =
                if best <= target && left == usize::MAX { (bound.saturating_sub(1), most) } else { (0, most) };
            few = few.min(enough - 1);
            if few + 1 < enough && still(&counts, shape, few + 1)? <= best {
                enough = few + 1;
            }
            while enough - few > 1 {
                let middle = few.midpoint(enough);
                if still(&counts, shape, middle)? <= best { enough = middle } else { few = middle }
            }
            counts[shape] = enough;
            left = best;
            if left <= target {
                break;
            }
        }
        if left > target {
            return Ok(None);
        }
        // What a later shape brings may make one of an earlier one too many.
        for shape in 0..counts.len() {
            while counts[shape] > 0
                && counts.iter().sum::<usize>() > bound.max(1)
                && still(&counts, shape, counts[shape] - 1)? <= target
            {
                counts[shape] -= 1;
            }
        }
        Ok(Some(counts))
    }

    /// Runs everything on so many nodes of each shape.
    fn run(&self, counts: &[usize]) -> Result<(Case<'a>, Vec<Decision>), String> {
        let (case, _) = self.case(counts)?;
        let decisions = schedule(&case.cluster, self.config, Detail::default());
        Ok((case, decisions))
    }

    /// Everything, with these nodes alone, and what was left out.
    fn case(&self, counts: &[usize]) -> Result<(Case<'a>, Vec<String>), String> {
        let setting = self.question.setting();
        let mut inventory =
            read(self.objects, (&self.question.placing.what_if, self.made), setting, None, self.config)?;
        let origin = self.objects[0].origin();
        inventory.nodes.clear();
        for ((shape, node), number) in self.shapes.iter().zip(counts) {
            inventory.nodes.extend((1..=*number).map(|at| {
                let mut node = Node { name: format!("{}-{at}", shape.name), ..node.clone() };
                node.labels.insert(HOSTNAME.to_owned(), node.name.clone());
                Sourced { value: node, origin }
            }));
        }
        let notes = let_go(&mut inventory);
        Ok((Case::of(inventory, setting), notes))
    }

    /// As few nodes as could take what is not hopeless, and as little as they could cost.
    fn at_least(&self, first: &Case<'_>, never: &[String]) -> (usize, f64) {
        let mut all = ResourceList::default();
        let mut apart: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        for pod in first.pods.iter().filter(|pod| !is_daemon(&pod.pod) && !never.contains(&pod.pod.key())) {
            let mut own = pod_requests(&pod.pod);
            own.insert("pods".to_owned(), Quantity::from_units(1));
            add_resources(&mut all, &own);
            if stays_alone(&pod.pod) {
                let of = pod.workload.as_ref().map_or(("", pod.pod.name.as_str()), |w| (&*w.kind, &*w.name));
                *apart.entry((&pod.pod.namespace, of.0, of.1)).or_default() += 1;
            }
        }
        let free = |at: usize, resource: &str| -> i128 {
            let (shape, node) = &self.shapes[at];
            let name = format!("{}-1", shape.name);
            let daemons = first.pods.iter().filter(|pod| is_daemon(&pod.pod) && is_for(&pod.pod, &name));
            let used = |pod: &PodInstance<'_>| {
                if resource == "pods" {
                    1_000_000_000
                } else {
                    pod_requests(&pod.pod).get(resource).map_or(0, |q| q.nanos())
                }
            };
            node.allocatable.get(resource).map_or(0, |q| q.nanos()) - daemons.map(used).sum::<i128>()
        };
        let shapes = 0..self.shapes.len();
        let mut nodes = apart.into_values().max().unwrap_or(0);
        let mut price: f64 = 0.0;
        for (resource, wanted) in all.iter().filter(|(_, wanted)| wanted.nanos() > 0) {
            let largest = shapes.clone().map(|at| free(at, resource)).max().unwrap_or(0);
            if largest > 0 {
                let needed = (wanted.nanos() + largest - 1) / largest;
                nodes = nodes.max(usize::try_from(needed).unwrap_or(usize::MAX));
            }
            let each = shapes.clone().filter_map(|at| {
                let free = free(at, resource);
                (free > 0).then(|| self.shapes[at].0.price.map(|price| price / free as f64))?
            });
            let cheapest = each.fold(f64::INFINITY, f64::min);
            if cheapest.is_finite() {
                price = price.max(cheapest * wanted.nanos() as f64);
            }
        }
        (nodes.max(1), price)
    }
}

fn is_daemon(pod: &Pod) -> bool {
    pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet")
}

/// Whether a daemon's pod is tied to that node.
fn is_for(pod: &Pod, node: &str) -> bool {
    let required = pod.affinity.node_affinity.as_ref().and_then(|affinity| affinity.required.as_ref());
    let fields = required.into_iter().flat_map(|r| &r.node_selector_terms).flat_map(|term| &term.match_fields);
    fields.flat_map(|field| &field.values).any(|value| value == node)
}

/// Whether no two pods of its workload can be on one node.
fn stays_alone(pod: &Pod) -> bool {
    let ports = || pod.containers.iter().flat_map(|container| &container.ports).any(|port| port.host_port > 0);
    let terms = pod.affinity.pod_anti_affinity.iter().flat_map(|anti| &anti.required);
    let mut own = terms.filter(|term| {
        term.topology_key == HOSTNAME && term.namespaces.is_empty() && term.namespace_selector.is_none()
    });
    ports() || own.any(|term| term.label_selector.as_ref().is_some_and(|selector| selects(selector, &pod.labels)))
}

/// The orders in which shapes are tried.
fn orders(shapes: usize) -> Vec<Vec<usize>> {
    if shapes > EVERY_ORDER {
        return vec![(0..shapes).collect(), (0..shapes).rev().collect()];
    }
    let mut all = vec![Vec::new()];
    for _ in 0..shapes {
        let longer = |order: &Vec<usize>| {
            let left = (0..shapes).filter(|shape| !order.contains(shape));
            left.map(|shape| order.iter().copied().chain([shape]).collect()).collect::<Vec<Vec<usize>>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Frees running pods from their nodes, and leaves out what belongs to nodes that are gone; what that is, in words.
fn let_go(inventory: &mut Inventory<'_>) -> Vec<String> {
    let running = std::mem::take(&mut inventory.running);
    let (mut named, mut used, mut daemons) = (0, 0, 0);
    let mut free = Vec::new();
    for mut pod in running {
        let kind = pod.pod.owner.as_ref().map(|owner| owner.kind.clone());
        let made = pod.pod.owner.as_ref().is_some_and(|owner| {
            inventory
                .controllers()
                .any(|c| c.kind == owner.kind && c.name == owner.name && c.namespace == pod.pod.namespace)
        });
        match kind.as_deref() {
            Some("DaemonSet") => daemons += usize::from(!made),
            Some("Node") => used += 1,
            _ if !pod.template.field().at("spec").exists() => used += 1,
            _ if !pod.observed => named += 1,
            _ => {
                pod.pod.node_name.clear();
                free.push(Arrival::Pod(Box::new(pod)));
            }
        }
    }
    inventory.arrivals.splice(0..0, free);
    let told = [
        (named, "whose manifest names the node"),
        (used, "that belong to the nodes that are there"),
        (daemons, "of DaemonSets that the files do not hold"),
    ];
    told.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("left out: {} {what}", count(*n, "pod"))).collect()
}

/// The pods that find no node, those of DaemonSets aside, each with what the scheduler says.
fn waiting(case: &Case<'_>, decisions: &[Decision]) -> Vec<(String, String)> {
    unplaced(case, decisions, false)
}

fn unplaced(case: &Case<'_>, decisions: &[Decision], of_daemons: bool) -> Vec<(String, String)> {
    let failed = decisions.iter().filter(|decision| !matches!(decision.verdict, Verdict::Scheduled { .. }));
    let own = failed.filter(|decision| is_daemon(&case.pods[decision.pod].pod) == of_daemons);
    own.map(|decision| {
        let why = match (&decision.verdict, &decision.message) {
            (_, Some(message)) => message.to_string(),
            (Verdict::Gated, _) => "its scheduling gates hold it back".to_owned(),
            _ => "no scheduler of that name".to_owned(),
        };
        (case.pods[decision.pod].pod.key(), why)
    })
    .collect()
}

/// Pods of DaemonSets that do not fit on a node that is bought.
fn daemons(case: &Case<'_>, decisions: &[Decision]) -> Vec<(Vec<String>, String)> {
    grouped(unplaced(case, decisions, true))
}

/// Those with the same reason together.
fn grouped(all: Vec<(String, String)>) -> Vec<(Vec<String>, String)> {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (pod, why) in all {
        match groups.iter_mut().find(|(_, known)| *known == why) {
            Some((pods, _)) => pods.push(pod),
            None => groups.push((vec![pod], why)),
        }
    }
    groups
}

/// Each node with its pods.
fn on_nodes(case: &Case<'_>, decisions: &[Decision]) -> Vec<(String, Vec<String>)> {
    let mut nodes: Vec<(String, Vec<String>)> =
        case.cluster.nodes.iter().map(|node| (node.name.clone(), Vec::new())).collect();
    for decision in decisions {
        if let Verdict::Scheduled { node } = decision.verdict {
            nodes[node].1.push(case.pods[decision.pod].pod.key());
        }
    }
    nodes
}
