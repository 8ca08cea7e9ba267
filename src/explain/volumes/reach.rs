//! Volumes that a node cannot use: pinned elsewhere, in another zone, or more than the node attaches.

use super::{At, at_volume, bound};
use crate::explain::labels::plain_label;
use crate::explain::repair::claims_of;
use crate::explain::view::View;
use crate::explain::words::requirement;
use crate::inventory::PodInstance;
use crate::inventory::matching::{node_meets, term_selects};
use crate::model::listed;
use crate::scheduler::csi_driver;
use crate::scheduler::types::{
    NodeSelector, Operator, PersistentVolume, PersistentVolumeClaim, PersistentVolumeSource,
};

const HOSTNAME: &str = "kubernetes.io/hostname";
/// Labels that tell where a volume lies (`volumezone`).
const ZONES: [&str; 4] = [
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
];

/// Why a volume cannot be used from a node; `None` where it can.
pub(super) fn pinned(view: &View<'_, '_>, volume: &PersistentVolume, node: usize) -> Option<String> {
    let affinity = volume.node_affinity.as_ref()?;
    let node = view.node(node);
    if affinity.node_selector_terms.iter().any(|term| term_selects(term, node)) {
        return None;
    }
    if let Some(host) = host(affinity) {
        let hosts = |label: &str| view.cluster.nodes.iter().any(|n| n.labels.get(HOSTNAME).is_some_and(|h| h == label));
        return Some(match view.cluster.nodes.iter().find(|n| n.name == host) {
            Some(named) if !hosts(host) => {
                let has = plain_label(HOSTNAME, named.labels.get(HOSTNAME));
                format!("is pinned to {HOSTNAME}={host}, and node `{host}` has {has}")
            }
            None if !hosts(host) => format!("is pinned to node `{host}`, which is not declared"),
            _ => format!("is pinned to node `{host}`"),
        });
    }
    let term = |term: &crate::scheduler::types::NodeSelectorTerm| {
        let parts: Vec<String> = term.match_expressions.iter().map(requirement).collect();
        parts.join(" and ")
    };
    let wanted: Vec<String> = affinity.node_selector_terms.iter().map(term).collect();
    let unmet = affinity.node_selector_terms.iter().flat_map(|term| &term.match_expressions);
    let unmet = unmet.filter(|r| !node_meets(r, &node.labels));
    let mut has: Vec<String> = unmet.map(|r| plain_label(&r.key, node.labels.get(&r.key))).collect();
    has.dedup();
    Some(format!("is reached from nodes with {}; the node has {}", wanted.join(" or "), has.join(", ")))
}

/// The one host that an affinity asks for.
fn host(affinity: &NodeSelector) -> Option<&str> {
    let [term] = affinity.node_selector_terms.as_slice() else { return None };
    let [one] = term.match_expressions.as_slice() else { return None };
    let [value] = one.values.as_slice() else { return None };
    (one.key == HOSTNAME && one.operator == Operator::In).then_some(value)
}

fn volume_of<'v>(view: &View<'v, '_>, claim: &PersistentVolumeClaim) -> Option<&'v PersistentVolume> {
    view.cluster.persistent_volumes.iter().find(|volume| volume.name == claim.volume_name)
}

/// The pod's bound volumes that are pinned elsewhere.
pub(super) fn conflicts(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, at: &mut Vec<At>) -> Vec<String> {
    let mut words = Vec::new();
    for claim in bound(view, pod) {
        let Some(volume) = volume_of(view, claim) else { continue };
        if let Some(why) = pinned(view, volume, node) {
            at.extend(at_volume(view, &volume.name, why.clone()));
            words.push(format!("volume `{}` of claim {} {why}", volume.name, claim.name));
        }
    }
    words
}

/// The pod's bound volumes whose labels name another zone than the node's.
pub(super) fn zones(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, at: &mut Vec<At>) -> Vec<String> {
    let node = view.node(node);
    let mut words = Vec::new();
    for claim in bound(view, pod) {
        let Some(volume) = volume_of(view, claim) else { continue };
        for key in ZONES {
            let (Some(lies), here) = (volume.labels.get(key), node.labels.get(key)) else { continue };
            if here.is_none_or(|here| lies.split("__").all(|zone| zone != here)) {
                let why = format!("lies in {key}={lies}; the node has {}", plain_label(key, here));
                at.extend(at_volume(view, &volume.name, why.clone()));
                words.push(format!("volume `{}` of claim {} {why}", volume.name, claim.name));
            }
        }
    }
    words
}

/// How many volumes of the pod's drivers the node attaches.
pub(super) fn limits(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> Vec<String> {
    let driver = |claim: &PersistentVolumeClaim| match volume_of(view, claim).map(|volume| &volume.source) {
        Some(PersistentVolumeSource::Csi { driver, .. }) => Some(driver.clone()),
        _ => {
            let class = claim.storage_class_name.as_deref()?;
            let class = view.cluster.storage_classes.iter().find(|c| c.name == class)?;
            Some(csi_driver(&class.provisioner).to_owned())
        }
    };
    let drivers: Vec<String> = claims_of(view, pod).into_iter().filter_map(driver).collect();
    let name = &view.node(node).name;
    let of_node = view.cluster.csi_nodes.iter().filter(|csi| csi.name == *name).flat_map(|csi| &csi.drivers);
    let mut words = Vec::new();
    for one in of_node.filter(|driver| drivers.contains(&driver.name)) {
        let Some(most) = one.allocatable_count else { continue };
        let held = view.on_node[node].iter().filter(|pod| {
            let instance = view.instance(pod);
            instance.is_some_and(|pod| claims_of(view, pod).into_iter().any(|c| driver(c).as_ref() == Some(&one.name)))
        });
        let holders: Vec<String> = held.map(|pod| pod.key()).collect();
        let by = if holders.is_empty() {
            String::new()
        } else {
            format!(", used by {}", listed(holders.iter().map(String::as_str), 3))
        };
        words.push(format!("driver {} attaches {most} volumes to {name} at the most (its CSINode){by}", one.name));
    }
    words
}
