//! Volumes that are made for claims (`provisionClaim`, and what an external provisioner does then).

use crate::scheduler::csi_driver;
use crate::scheduler::types::{
    Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator, PersistentVolume, PersistentVolumeClaim,
    PersistentVolumeSource, StorageClass, TopologySelectorTerm,
};

const ZONE: &str = "topology.kubernetes.io/zone";

/// The volume that the class's provisioner makes for a claim. Which of the allowed places it chooses is its secret: the
/// volume counts as being in each of them. A zone among the class's parameters counts where some node lies in it, as what
/// provisioners take for a zone need not be that label.
pub(super) fn volume(
    claim: &PersistentVolumeClaim,
    class: &StorageClass,
    nodes: &[Node],
    name: String,
) -> PersistentVolume {
    let source =
        PersistentVolumeSource::Csi { driver: csi_driver(&class.provisioner).to_owned(), volume_handle: name.clone() };
    let lies_in = |zone: &&String| nodes.iter().any(|node| node.labels.get(ZONE) == Some(zone));
    let zones: Vec<String> = class.zones.iter().filter(lies_in).cloned().collect();
    let mut terms: Vec<NodeSelectorTerm> = class.allowed_topologies.iter().map(term).collect();
    if terms.is_empty() && !zones.is_empty() {
        terms.push(term(&TopologySelectorTerm { match_label_expressions: vec![(ZONE.to_owned(), zones)] }));
    }
    let node_affinity = (!terms.is_empty()).then_some(NodeSelector { node_selector_terms: terms });
    PersistentVolume { source, node_affinity, ..unknown(claim, name) }
}

/// A volume of which nothing is known but that the claim has it.
pub(super) fn unknown(claim: &PersistentVolumeClaim, name: String) -> PersistentVolume {
    PersistentVolume {
        name,
        capacity: claim.request,
        access_modes: claim.access_modes.clone(),
        claim_ref: Some((claim.namespace.clone(), claim.name.clone(), claim.uid.clone())),
        storage_class_name: claim.storage_class_name.clone().unwrap_or_default(),
        block: claim.block,
        volume_attributes_class_name: claim.volume_attributes_class_name.clone(),
        phase: "Bound".to_owned(),
        ..PersistentVolume::default()
    }
}

fn term(allowed: &TopologySelectorTerm) -> NodeSelectorTerm {
    let requirements = allowed.match_label_expressions.iter().map(|(key, values)| NodeSelectorRequirement {
        key: key.clone(),
        operator: Operator::In,
        values: values.clone(),
    });
    NodeSelectorTerm { match_expressions: requirements.collect(), match_fields: Vec::new() }
}
