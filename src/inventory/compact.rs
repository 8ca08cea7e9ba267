//! `apiVersion: plimsoll.dev/v1, kind: Inventory`: nodes declared in a few lines.
//!
//! Whether it has the form of `schemas/inventory.schema.json` is for [`crate::schema::own`] to say; what is sound is taken
//! all the same.

use super::read::{labels, resources, strings};
use super::what_if::parse_taint;
use super::{Inventory, Origin, PodInstance, Sourced};
use crate::model::{Quantity, Shared};
use crate::resource::Field;
use crate::scheduler::types::{Container, Labels, Node, Pod, PodSpec, ResourceList};

/// The group of our own kinds.
pub const GROUP: &str = "plimsoll.dev";

/// More nodes than this are not made of one shape.
const MOST_NODES: i64 = 100_000;

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
    for i in 0..count.unwrap_or(1).clamp(0, MOST_NODES) {
        let base = f.at("name").str();
        let name = if count.is_some() { format!("{base}-{}", i + 1) } else { base.to_owned() };
        let zone = usize::try_from(i).ok().and_then(|i| zones.get(i.checked_rem(zones.len())?));
        inventory.nodes.push(Sourced { value: node(f, &name, zone), origin });
        inventory.running.extend(used(origin, &name));
    }
}

fn node(f: Field<'_>, name: &str, zone: Option<&String>) -> Node {
    let mut own: Labels =
        [("kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64"), ("kubernetes.io/hostname", name)]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into();
    if let Some(zone) = zone {
        own.insert("topology.kubernetes.io/zone".to_owned(), zone.clone());
    }
    if let Some(region) = f.at("region").opt_str() {
        own.insert("topology.kubernetes.io/region".to_owned(), region.to_owned());
    }
    own.extend(labels(f.at("labels")));
    let mut allocatable = resources(f.at("allocatable"));
    allocatable.entry("pods".to_owned()).or_insert(Quantity::from_units(110));
    Node {
        name: name.to_owned(),
        labels: own,
        taints: strings(f.at("taints")).iter().filter_map(|t| parse_taint(t).ok()).collect(),
        unschedulable: f.at("unschedulable").bool(),
        allocatable,
        ..Node::default()
    }
}

/// Pods that stand for what is used: the first requests it all, the others only count.
fn used<'a>(origin: Origin<'a>, node: &str) -> Vec<PodInstance<'a>> {
    let Some(root) = origin.field().at("used").node() else { return Vec::new() };
    let mut requests: ResourceList = resources(Field::root(root));
    let pods = requests.remove("pods").map_or(1, Quantity::value).clamp(1, 10_000);
    let spec = |requests| -> Shared<PodSpec> {
        let container = Container { name: "used".to_owned(), requests, ..Container::default() };
        PodSpec { containers: vec![container], ..PodSpec::default() }.into()
    };
    let (first, other) = (spec(requests), spec(ResourceList::new()));
    let pod = |i: i64| Pod {
        namespace: "kube-system".to_owned(),
        name: format!("used-on-{node}-{i}"),
        node_name: node.to_owned(),
        // Nothing that is asked for drives out what is there.
        priority: 2_000_001_000,
        spec: if i == 1 { first.clone() } else { other.clone() },
        ..Pod::default()
    };
    let instance = |i| PodInstance {
        pod: pod(i),
        object: origin.at(root),
        template: origin.at(root),
        workload: None,
        refusals: Vec::new(),
        observed: true,
        invalid: None,
    };
    (1..=pods).map(instance).collect()
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
            assert_eq!(third.labels["topology.kubernetes.io/zone"], "a");
            assert_eq!(third.taints[0].value, "dev");
            assert_eq!(third.allocatable["pods"].value(), 110);
            assert_eq!(inventory.running.len(), 6);
            assert_eq!(pod_requests(&inventory.running[0].pod)["cpu"].milli_value(), 1500);
        });
    }
}
