//! The kinds that bear on placement, and how an object of each is read.

use std::collections::HashSet;

use super::{
    Arrival, Controller, Found, Inventory, Origin, Refusal, Sourced, Workload, admission, autoscaler, claim_refusal,
    compact, groups, namespaced, node_conditions, read,
};
use crate::model::Shared;
use crate::resource::{Field, PodKind};
use crate::scheduler::types::{Labels, Pod, ResourceClaim};

/// When the objects of a kind are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Before all others, as it decides how those are read.
    First,
    Then,
}

/// Puts an object where it belongs.
type Read = for<'a> fn(&mut Inventory<'a>, &Found<'a>, Field<'a>);

/// How objects of one kind are read.
#[derive(Debug)]
struct Reading {
    kind: &'static str,
    turn: Turn,
    read: Read,
}

/// Every kind that is read, by name, but for those whose controller makes pods: [`CONTROLLER`].
static READINGS: [Reading; 21] = [
    then("CSIDriver", |to, _, f| to.csi_drivers.push(read::csi_driver(f))),
    then("CSINode", |to, _, f| to.csi_nodes.push(read::csi_node(f))),
    then("CSIStorageCapacity", |to, _, f| to.csi_storage_capacities.push(read::csi_storage_capacity(f))),
    then("DeviceClass", device_class),
    then("Inventory", compact),
    first("LimitRange", limit_range),
    first("Namespace", namespace),
    then("Node", node),
    then("PersistentVolume", |to, found, f| {
        to.persistent_volumes.push(Sourced { value: read::persistent_volume(f), origin: found.origin() });
    }),
    then("PersistentVolumeClaim", claim),
    then("Pod", pod),
    then("PodDisruptionBudget", budget),
    first("PriorityClass", |to, _, f| to.policies.priority_classes.push(read::priority_class(f))),
    then("ResourceClaim", |to, _, f| {
        let (namespace, name) = own_name(f);
        to.resource_claims.push(ResourceClaim { namespace, name });
    }),
    then("ResourceClaimTemplate", |to, _, f| to.claim_templates.push(own_name(f))),
    first("ResourceQuota", |to, found, f| {
        let mut quota = admission::quota::resource_quota(f);
        namespaced(&mut quota.namespace);
        quota.file = found.file;
        admission::quota::add(&mut to.policies.quotas, quota, to.around);
    }),
    first("RuntimeClass", |to, _, f| to.policies.runtime_classes.push(admission::runtime_class(f))),
    then("Service", service),
    // Only whether it is there matters.
    first("ServiceAccount", |_, _, _| {}),
    first("StorageClass", |to, found, f| {
        to.storage_classes.push(Sourced { value: read::storage_class(f), origin: found.origin() });
    }),
    then("VolumeAttachment", |to, _, f| to.volume_attachments.push(read::volume_attachment(f))),
];

/// The kinds whose controller makes pods.
static CONTROLLER: Reading = then("", |to, found, f| {
    to.arrivals.push(Arrival::Controller(Box::new(controller(found.resource.kind, f, found.origin()))));
});

/// Karpenter's nodes, those that are on their way among them.
static NODE_CLAIM: Reading = then("NodeClaim", |to, found, f| match read::node_claim(f) {
    Some(value) => to.claimed.push(Sourced { value, origin: found.origin() }),
    None => groups::read(to, found, f),
});

/// What has a namespace of its name made: OpenShift's projects, and those of the hierarchical namespace controller.
static MADE_NAMESPACE: Reading = first("Namespace", |to, _, f| to.namespaces.push(read::namespace(f)));

/// Whether an object has a namespace of its name made.
fn makes_namespace(found: &Found<'_>) -> bool {
    const KINDS: [(&str, &str); 3] = [
        ("project.openshift.io", "Project"),
        ("project.openshift.io", "ProjectRequest"),
        ("hnc.x-k8s.io", "SubnamespaceAnchor"),
    ];
    KINDS.contains(&(found.resource.group(), found.resource.kind))
}

/// What makes nodes.
static GROUP: Reading = then("", groups::read);

/// What scales workloads.
static AUTOSCALER: Reading = then("", autoscaler::read);

const fn first(kind: &'static str, read: Read) -> Reading {
    Reading { kind, turn: Turn::First, read }
}

const fn then(kind: &'static str, read: Read) -> Reading {
    Reading { kind, turn: Turn::Then, read }
}

/// How objects of a kind are read; `None` where they have nothing to do with placement.
fn reading(kind: &str) -> Option<&'static Reading> {
    if PodKind::named(kind).is_some_and(PodKind::makes_pods) {
        return Some(&CONTROLLER);
    }
    READINGS.binary_search_by(|row| row.kind.cmp(kind)).ok().map(|at| &READINGS[at])
}

/// Whether objects of this kind are read for placement.
pub fn bears_on_placement(kind: &str) -> bool {
    reading(kind).is_some()
}

/// Whether an object is read for placement: also one of another group that makes nodes, or is one.
pub(crate) fn bears(found: &Found<'_>) -> bool {
    how(found).is_some()
}

/// How an object is read.
fn how(found: &Found<'_>) -> Option<&'static Reading> {
    let is_claim = || found.resource.kind == "NodeClaim" && found.resource.group() == "karpenter.sh";
    found
        .kind()
        .and_then(reading)
        .or_else(|| is_claim().then_some(&NODE_CLAIM))
        .or_else(|| groups::is_group(found).then_some(&GROUP))
        .or_else(|| makes_namespace(found).then_some(&MADE_NAMESPACE))
        .or_else(|| autoscaler::is_autoscaler(found).then_some(&AUTOSCALER))
}

/// Reads the objects into `inventory`, in the order given. Unknown kinds are passed over.
pub(super) fn collect<'a>(inventory: &mut Inventory<'a>, objects: &[Found<'a>]) {
    let known = |found: &Found<'a>| Some((*found, how(found)?));
    let all: Vec<(Found<'a>, &Reading)> = objects.iter().filter_map(known).collect();
    for (found, how) in &all {
        inventory.policies.absent.look(how.kind, found.file, found.resource.field());
    }
    let turn = |turn: Turn, into: &mut Inventory<'a>| {
        for (found, how) in all.iter().filter(|(_, how)| how.turn == turn) {
            (how.read)(into, found, found.resource.field());
        }
    };
    turn(Turn::First, inventory);
    inventory.default_class = default_class(inventory);
    turn(Turn::Then, inventory);
    claimed(inventory);
    groups::complete(inventory);
}

/// Adds the nodes of claims that are not declared themselves: those that have joined, and what is still on its way.
fn claimed(inventory: &mut Inventory<'_>) {
    let claimed = std::mem::take(&mut inventory.claimed);
    let known: HashSet<String> = inventory.nodes.iter().map(|node| node.value.name.clone()).collect();
    for node in claimed.into_iter().filter(|node| !known.contains(&node.value.name)) {
        if read::has_joined(node.origin.field()) {
            inventory.nodes.push(node);
        } else {
            groups::on_its_way(inventory, node);
        }
    }
}

/// Namespace and name of an object that has a namespace.
fn own_name(f: Field<'_>) -> (String, String) {
    let meta = f.at("metadata");
    let mut namespace = meta.at("namespace").str().to_owned();
    namespaced(&mut namespace);
    (namespace, meta.at("name").str().to_owned())
}

/// A namespace, unless the server refuses it: where it is another one that is there, its own labels are not known.
fn namespace<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let (namespace, policies) = (read::namespace(f), &mut to.policies);
    if policies.absent.is_made_up(found.file) && admission::has_bad_label(f) {
        policies.refused_namespaces.push(namespace.name.clone());
    }
    policies.enforced.extend(admission::enforced(f, found.file));
    to.namespaces.push(namespace);
}

fn node<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let mut node = read::node(f);
    if !to.policies.alone {
        node_conditions::taint(&mut node, f);
    }
    to.nodes.push(Sourced { value: node, origin: found.origin() });
}

fn limit_range<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let mut range = admission::limit_range(f);
    namespaced(&mut range.namespace);
    range.file = found.file;
    to.policies.limit_ranges.push(range);
}

fn claim<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let claim = Sourced { value: to.admit_claim(read::persistent_volume_claim(f)), origin: found.origin() };
    let there = !claim.value.phase.is_empty() || !claim.value.uid.is_empty();
    let (namespace, name) = (claim.value.namespace.as_str(), claim.value.name.clone());
    let absent = || {
        let refusal = to.without_namespace(found.file, namespace, f.at("metadata"))?;
        Some(Refusal { claim: Some(name.clone()), ..refusal })
    };
    let ranges = || {
        let refusal = claim_refusal(to.policies.ranges_of(to.around, namespace, found.file), f)?;
        Some(Refusal::barring(refusal, Some(name.clone())))
    };
    let refusal = if there { None } else { absent().or_else(ranges) };
    match refusal {
        Some(refusal) => to.refused_claims.push((claim, refusal)),
        None => to.claims.push(claim),
    }
}

fn service<'a>(to: &mut Inventory<'a>, _: &Found<'a>, f: Field<'a>) {
    let mut service = read::service(f);
    namespaced(&mut service.namespace);
    to.services.push(service);
}

fn budget<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let mut budget = read::pod_disruption_budget(f);
    namespaced(&mut budget.namespace);
    let told = f.at("status").at("disruptionsAllowed").exists();
    to.budgets.push((budget, (!told).then_some(found.origin())));
}

fn device_class<'a>(to: &mut Inventory<'a>, _: &Found<'a>, f: Field<'a>) {
    let own = f.at("spec").at("extendedResourceName").opt_str().map(str::to_owned);
    let implied = format!("deviceclass.resource.kubernetes.io/{}", f.at("metadata").at("name").str());
    to.device_resources.extend(own.into_iter().chain([implied]));
}

/// Our own kind, and nobody else's of that name.
fn compact<'a>(to: &mut Inventory<'a>, found: &Found<'a>, _: Field<'a>) {
    if found.resource.group() == compact::GROUP {
        compact::read(to, found.origin());
    }
}

/// A Pod object: running, pending or finished.
fn pod<'a>(to: &mut Inventory<'a>, found: &Found<'a>, f: Field<'a>) {
    let mut instance = to.instance(found.origin(), found.origin(), &Labels::default(), |_| {});
    if matches!(f.at("status").at("phase").str(), "Succeeded" | "Failed") {
        admission::quota::ended(&mut to.policies, &instance);
        return;
    }
    to.share(&mut instance.pod);
    // Pods that stand one behind the other are often the same but for their names.
    let before = match to.arrivals.last() {
        Some(Arrival::Pod(pod)) if instance.pod.node_name.is_empty() => Some(&pod.pod),
        _ => to.running.last().map(|pod| &pod.pod),
    };
    let own = |before: &&Shared<Pod>| !instance.pod.spec.is(&before.spec) && instance.pod.spec == before.spec;
    if let Some(before) = before.filter(own) {
        instance.pod.spec = before.spec.clone();
    }
    if instance.pod.node_name.is_empty() {
        to.arrivals.push(Arrival::Pod(Box::new(instance)));
    } else {
        to.running.push(instance);
    }
}

pub(super) fn controller<'a>(kind: &'a str, f: Field<'a>, origin: Origin<'a>) -> Controller<'a> {
    let meta = f.at("metadata");
    let name = match meta.at("name").str() {
        "" => meta.at("generateName").str().trim_end_matches('-'),
        name => name,
    };
    let mut namespace = meta.at("namespace").str().to_owned();
    namespaced(&mut namespace);
    let owner = meta.at("ownerReferences").items().find(|o| o.at("controller").bool());
    let owner = owner.map(|o| Workload { kind: o.at("kind").str().to_owned(), name: o.at("name").str().to_owned() });
    Controller {
        kind,
        name: name.to_owned(),
        namespace,
        origin,
        owner,
        scaled: None,
        failed: 0,
        older: Vec::new(),
        former: Vec::new(),
    }
}

/// The newest class marked as the default; of several equally new ones the first by name (`GetDefaultClass`).
fn default_class(inventory: &Inventory<'_>) -> Option<String> {
    const MARKS: [&str; 2] =
        ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
    let metadata = inventory.storage_classes.iter().map(|class| class.origin.field().at("metadata"));
    let marked = metadata.filter(|meta| {
        let annotations = meta.at("annotations");
        MARKS.iter().any(|mark| annotations.key(mark).is_some_and(|value| value.str() == "true"))
    });
    let key = |meta: &Field<'_>| {
        let made = meta.at("creationTimestamp").str().parse::<jiff::Timestamp>().ok();
        (std::cmp::Reverse(made), meta.at("name").str().to_owned())
    };
    marked.min_by_key(key).map(|meta| meta.at("name").str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::POD_KINDS;

    #[test]
    fn every_kind_is_read_in_one_way() {
        assert!(READINGS.is_sorted_by(|a, b| a.kind < b.kind));
        let twice = |row: &&PodKind| row.makes_pods() && READINGS.iter().any(|r| r.kind == row.kind);
        assert!(POD_KINDS.iter().find(twice).is_none());
        assert!(bears_on_placement("CronJob") && bears_on_placement("Pod") && !bears_on_placement("PodTemplate"));
    }
}
