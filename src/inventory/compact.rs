//! `apiVersion: plimsoll.dev/v1, kind: Inventory`: nodes declared in a few lines.
//!
//! Whether it has the form of `schemas/inventory.schema.json` is for [`crate::schema::own`] to say; what is sound is taken
//! all the same.

use super::cut_short::cut_short;
use super::read::{labels, resources, strings};
use super::what_if::parse_taint;
use super::{Inventory, Origin, PodInstance, Sourced};
use crate::model::{Quantity, Shared};
use crate::resource::Field;
use crate::scheduler::types::{Container, Labels, Node, NodeLabels, Pod, PodSpec, ResourceList};
use crate::source;

/// The group of our own kinds.
pub const GROUP: &str = "plimsoll.dev";

/// More nodes than this are not made of all shapes.
const MOST_NODES: usize = 100_000;

/// More pods than this do not stand for what is used.
const MOST_USED: usize = 200_000;

/// Reads the nodes that a compact inventory declares.
pub(super) fn read<'a>(inventory: &mut Inventory<'a>, origin: Origin<'a>) {
    for shape in origin.field().at("nodes").items() {
        if let Some(root) = shape.node() {
            nodes(inventory, origin.at(root));
        }
    }
}

fn nodes<'a>(inventory: &mut Inventory<'a>, origin: Origin<'a>) {
    let f = origin.field();
    if f.at("name").str().is_empty() {
        return;
    }
    let count = f.at("count").opt_int();
    let zones = strings(f.at("zones"));
    let wanted = count.unwrap_or(1).max(0);
    let made = at_most(wanted, MOST_NODES.saturating_sub(inventory.nodes.len()));
    if made < wanted {
        let finding = cut_short(f.at("count").span(), "nodes of this shape", made, wanted);
        inventory.findings.push(origin.scene().set(finding));
    }
    let used = Used::of(f.at("used"));
    let shape = shape(f);
    let mut not_used = 0;
    for i in 0..made {
        let base = f.at("name").str();
        let name = if count.is_some() { format!("{base}-{}", i + 1) } else { base.to_owned() };
        let zone = usize::try_from(i).ok().and_then(|i| zones.get(i.checked_rem(zones.len())?));
        inventory.nodes.push(Sourced { value: node(&shape, &name, zone), origin });
        if let Some(used) = &used {
            let pods = at_most(used.pods, MOST_USED.saturating_sub(inventory.running.len())).max(1);
            not_used += i128::from(used.pods - pods);
            for number in 1..=pods {
                let mut instance = used.instance(origin, &name, number);
                inventory.share(&mut instance.pod);
                inventory.running.push(instance);
            }
        }
    }
    if let (Some(used), true) = (used, not_used > 0) {
        let wanted = i128::from(used.pods) * i128::from(made);
        let whole = |number: i128| i64::try_from(number).unwrap_or(i64::MAX);
        let span = f.at("used").at("pods").span();
        let finding = cut_short(span, "pods that run on nodes of this shape", whole(wanted - not_used), whole(wanted));
        inventory.findings.push(origin.scene().set(finding));
    }
}

fn at_most(wanted: i64, left: usize) -> i64 {
    wanted.min(i64::try_from(left).unwrap_or(i64::MAX))
}

/// What all nodes of a shape have in common.
fn shape(f: Field<'_>) -> Node {
    let region = f.at("region").opt_str().map(|region| ("topology.kubernetes.io/region", region));
    let known = [("kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64")].into_iter().chain(region);
    let mut common: Labels = known.map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    common.extend(labels(f.at("labels")));
    let mut allocatable = resources(f.at("allocatable"));
    let untold_storage = !allocatable.contains_key("ephemeral-storage");
    allocatable.entry("pods".to_owned()).or_insert(Quantity::from_units(110));
    Node {
        labels: NodeLabels::over(&common.into(), Labels::default()),
        taints: strings(f.at("taints")).iter().filter_map(|t| parse_taint(t).ok()).collect(),
        unschedulable: f.at("unschedulable").bool(),
        allocatable,
        untold_storage,
        ..Node::default()
    }
}

/// A node of a shape. What is written of the shape's labels is more than what plimsoll would say of them.
fn node(shape: &Node, name: &str, zone: Option<&String>) -> Node {
    let mut node = Node { name: name.to_owned(), ..shape.clone() };
    let zone = zone.map(|zone| ("topology.kubernetes.io/zone", zone.as_str()));
    for (key, value) in zone.into_iter().chain([("kubernetes.io/hostname", name)]) {
        if !shape.labels.contains_key(key) {
            node.labels.insert(key.to_owned(), value.to_owned());
        }
    }
    node
}

/// What is used of each node of a shape. Pods stand for it: the first requests it all, the others only count.
struct Used<'a> {
    root: source::Node<'a>,
    /// What the first asks for.
    first: Shared<PodSpec>,
    other: Shared<PodSpec>,
    pods: i64,
}

impl<'a> Used<'a> {
    fn of(field: Field<'a>) -> Option<Self> {
        let root = field.node()?;
        let mut requests: ResourceList = resources(field);
        let pods = requests.remove("pods").map_or(1, Quantity::value).max(1);
        let spec = |requests| -> Shared<PodSpec> {
            let container = Container { name: "used".to_owned(), requests, ..Container::default() };
            PodSpec { containers: vec![container], ..PodSpec::default() }.into()
        };
        Some(Used { root, first: spec(requests), other: spec(ResourceList::default()), pods })
    }

    /// The pod of that number, from 1, on a node.
    fn instance(&self, origin: Origin<'a>, node: &str, number: i64) -> PodInstance<'a> {
        let pod = Pod {
            namespace: "kube-system".to_owned(),
            name: format!("used-on-{node}-{number}"),
            node_name: node.to_owned(),
            // Nothing that is asked for drives out what is there.
            priority: 2_000_001_000,
            spec: if number == 1 { self.first.clone() } else { self.other.clone() },
            ..Pod::default()
        };
        PodInstance {
            pod: pod.into(),
            object: origin.at(self.root),
            template: origin.at(self.root),
            workload: None,
            refusals: Vec::new(),
            observed: true,
            settled: false,
            invalid: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Found, pod_requests};
    use crate::model::FileId;
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    fn collect(text: &str, look: impl FnOnce(Inventory<'_>)) {
        let documents = parse(text, &Limits::default());
        let resource = Resource::new(documents[0].root().unwrap());
        look(Inventory::collect(&[Found { file: FileId(0), resource }]));
    }

    #[test]
    fn shapes_become_nodes() {
        let text = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- name: worker\n  count: 3\n  zones: [a, b]\n  \
                    labels: {disk: ssd}\n  taints: ['env=dev:NoSchedule']\n  allocatable: {cpu: 4, memory: 16Gi}\n  used: \
                    {cpu: 1500m, pods: 2}\n- name: gpu\n  allocatable: {cpu: 8, memory: 64Gi, nvidia.com/gpu: 2}\n";
        collect(text, |inventory| {
            assert_eq!(inventory.findings, []);
            let names: Vec<_> = inventory.nodes.iter().map(|n| n.value.name.as_str()).collect();
            assert_eq!(names, ["worker-1", "worker-2", "worker-3", "gpu"]);
            let third = &inventory.nodes[2].value;
            let label = |key: &str| third.labels.get(key).map(String::as_str);
            assert_eq!(label("topology.kubernetes.io/zone"), Some("a"));
            assert_eq!(label("kubernetes.io/hostname"), Some("worker-3"));
            assert_eq!(label("disk"), Some("ssd"));
            let common = |node: usize| inventory.nodes[node].value.labels.common().unwrap();
            assert!(std::ptr::eq(common(0), common(2)));
            assert_eq!(third.taints[0].value, "dev");
            assert_eq!(third.allocatable.get("pods").unwrap().value(), 110);
            assert_eq!(inventory.running.len(), 6);
            assert_eq!(pod_requests(&inventory.running[0].pod).get("cpu").unwrap().milli_value(), 1500);
        });
    }
}
