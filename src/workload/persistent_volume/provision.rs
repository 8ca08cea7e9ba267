//! Volumes that are made for claims (`provisionClaim`, and what an external provisioner does then).

use crate::scheduler::csi_driver;
use crate::scheduler::types::{
    NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator, PersistentVolume, PersistentVolumeClaim,
    PersistentVolumeSource, StorageClass, TopologySelectorTerm,
};

/// The volume that the class's provisioner makes for a claim. Which of the allowed places it chooses is its secret: the
/// volume counts as being in each of them.
pub(super) fn volume(claim: &PersistentVolumeClaim, class: &StorageClass, name: String) -> PersistentVolume {
    let source =
        PersistentVolumeSource::Csi { driver: csi_driver(&class.provisioner).to_owned(), volume_handle: name.clone() };
    let terms = class.allowed_topologies.iter().map(term);
    let node_affinity =
        (!class.allowed_topologies.is_empty()).then(|| NodeSelector { node_selector_terms: terms.collect() });
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
