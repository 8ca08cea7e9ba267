//! Nodes as machines would be: Karpenter's `NodeClaim`, and what an autoscaler is told of a machine set's nodes.

use crate::model::Quantity;
use crate::resource::Field;
use crate::scheduler::types::{Labels, Node, ResourceList, Taint};

use super::node::taint;
use super::{labels, resources};
use crate::inventory::what_if::parse_taint;

/// The node of a `NodeClaim` (`karpenter.sh`), by its own name where it has one already; `None` where it says nothing of what
/// that has.
pub(in super::super) fn node_claim(f: Field<'_>) -> Option<Node> {
    let (meta, spec, status) = (f.at("metadata"), f.at("spec"), f.at("status"));
    let amounts = ["allocatable", "capacity"].into_iter().map(|key| resources(status.at(key)));
    let allocatable = amounts.into_iter().find(|amounts| !amounts.is_empty())?;
    let name = [status.at("nodeName").str(), meta.at("name").str()].into_iter().find(|name| !name.is_empty())?;
    let mut own = known_labels(name);
    // What is required in one way alone holds of the node.
    for required in spec.at("requirements").items().filter(|required| required.at("operator").str() == "In") {
        if let (1, Some(value)) = (required.at("values").len(), required.at("values").items().next()) {
            own.insert(required.at("key").str().to_owned(), value.str().to_owned());
        }
    }
    own.extend(labels(meta.at("labels")));
    Some(Node {
        name: name.to_owned(),
        labels: own.into(),
        taints: spec.at("taints").items().filter_map(taint).collect(),
        allocatable,
        ..Node::default()
    })
}

/// Whether the node of a `NodeClaim` has joined the cluster: it has a name, and no condition says that it is not registered or
/// not ready (`ConditionTypeRegistered`, and the `Ready` that sums all of them up).
pub(in super::super) fn has_joined(f: Field<'_>) -> bool {
    let status = f.at("status");
    let bars = |condition: Field<'_>| {
        matches!(condition.at("type").str(), "Registered" | "Ready")
            && matches!(condition.at("status").str(), "False" | "Unknown")
    };
    !status.at("nodeName").str().is_empty() && !status.at("conditions").items().any(bars)
}

/// What is said of the nodes of a set of machines.
#[derive(Default)]
pub(in super::super) struct MachineShape {
    /// One of them, without a name.
    pub(in super::super) shape: Option<Node>,
    /// As many as an autoscaler may make.
    pub(in super::super) most: Option<i64>,
}

/// What the annotations of a set say of its nodes: cluster-autoscaler's `cloudprovider/clusterapi`, which reads them where there
/// is no node yet, and those of OpenShift's machine API.
pub(in super::super) fn machine_shape(f: Field<'_>) -> MachineShape {
    let annotations = labels(f.at("metadata").at("annotations"));
    let said = |key: &str| annotations.get(key).map(|value| value.trim());
    let own = |key: &str| said(&format!("capacity.cluster-autoscaler.kubernetes.io/{key}"));
    let openshift = |key: &str| said(&format!("machine.openshift.io/{key}"));
    let bound = |end: &str| {
        let end = format!("cluster-api-autoscaler-node-group-{end}-size");
        annotations.iter().find(|(key, _)| key.ends_with(&end)).and_then(|(_, value)| value.trim().parse::<i64>().ok())
    };
    let least = bound("min").unwrap_or_default();
    let most = bound("max").filter(|most| *most >= least);
    let memory = openshift("memoryMb").map(|mb| format!("{mb}Mi"));
    let amounts = [
        ("cpu", own("cpu").or(openshift("vCPU")).map(str::to_owned)),
        ("memory", own("memory").map(str::to_owned).or(memory)),
        ("ephemeral-storage", own("ephemeral-disk").map(str::to_owned)),
        ("pods", Some(own("maxPods").unwrap_or("110").to_owned())),
        (own("gpu-type").unwrap_or("nvidia.com/gpu"), own("gpu-count").or(openshift("GPU")).map(str::to_owned)),
    ];
    let read = |(name, text): (&str, Option<String>)| Some((name.to_owned(), Quantity::parse(&text?).ok()?));
    let mut allocatable = ResourceList::default();
    allocatable.extend(amounts.into_iter().filter_map(read).filter(|(_, amount)| !amount.is_zero()));
    if !["cpu", "memory"].iter().all(|name| allocatable.contains_key(*name)) {
        return MachineShape { shape: None, most };
    }
    let template = f.at("spec").at("template");
    let spec = template.at("spec");
    let mut of_node = known_labels("");
    of_node.extend(labels(spec.at("metadata").at("labels")));
    of_node.extend(labels(template.at("metadata").at("labels")).into_iter().filter(|(key, _)| is_passed_on(key)));
    let pairs = own("labels").unwrap_or_default().split(',').filter_map(|pair| pair.trim().split_once('='));
    of_node.extend(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let zone = [spec.at("failureDomain"), spec.at("providerSpec").at("value").at("placement").at("availabilityZone")];
    if let Some(zone) = zone.iter().map(|field| field.str()).find(|zone| !zone.is_empty()) {
        of_node.insert("topology.kubernetes.io/zone".to_owned(), zone.to_owned());
    }
    let mut taints: Vec<Taint> = spec.at("taints").items().filter_map(taint).collect();
    taints.extend(own("taints").unwrap_or_default().split(',').filter_map(|text| parse_taint(text.trim()).ok()));
    MachineShape { shape: Some(Node { labels: of_node.into(), taints, allocatable, ..Node::default() }), most }
}

/// What a kubelet sets, the name where there is one.
fn known_labels(name: &str) -> Labels {
    let hostname = (!name.is_empty()).then_some(("kubernetes.io/hostname", name));
    let known = [("kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64")].into_iter().chain(hostname);
    known.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Labels that Cluster API hands on from a machine to its node.
fn is_passed_on(key: &str) -> bool {
    let domain = key.split('/').next().unwrap_or_default();
    ["node.cluster.x-k8s.io", "node-restriction.kubernetes.io"].iter().any(|own| domain.ends_with(own))
        || domain == "node-role.kubernetes.io"
}
