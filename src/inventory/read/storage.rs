//! Volumes, claims, classes and drivers.

use crate::model::Quantity;
use crate::resource::Field;
use crate::scheduler::types::{
    BindingMode, CsiDriver, CsiNode, CsiNodeDriver, CsiStorageCapacity, PersistentVolume, PersistentVolumeClaim,
    PersistentVolumeSource, StorageClass, TopologySelectorTerm, VolumeAttachment,
};

use super::{amount, label_selector, labels, node_selector, strings};

/// The annotation that named a class before there was a field.
const CLASS_ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";

fn text(f: Field<'_>) -> String {
    f.str().to_owned()
}

/// `PersistentVolume`.
pub(in super::super) fn persistent_volume(f: Field<'_>) -> PersistentVolume {
    let (meta, spec) = (f.at("metadata"), f.at("spec"));
    let claim = spec.at("claimRef");
    let annotations = labels(meta.at("annotations"));
    PersistentVolume {
        name: text(meta.at("name")),
        labels: labels(meta.at("labels")),
        capacity: amount(spec.at("capacity").at("storage")).unwrap_or(Quantity::ZERO),
        access_modes: strings(spec.at("accessModes")),
        claim_ref: claim.exists().then(|| (text(claim.at("namespace")), text(claim.at("name")), text(claim.at("uid")))),
        storage_class_name: annotations
            .get(CLASS_ANNOTATION)
            .cloned()
            .unwrap_or_else(|| text(spec.at("storageClassName"))),
        block: spec.at("volumeMode").str() == "Block",
        volume_attributes_class_name: spec.at("volumeAttributesClassName").opt_str().map(str::to_owned),
        node_affinity: node_selector(spec.at("nodeAffinity").at("required")),
        source: volume_source(spec),
        terminating: meta.at("deletionTimestamp").exists(),
        phase: text(f.at("status").at("phase")),
        annotations,
    }
}

fn volume_source(spec: Field<'_>) -> PersistentVolumeSource {
    let present = |name| Some(spec.at(name)).filter(|s: &Field<'_>| s.exists());
    if let Some(s) = present("csi") {
        return PersistentVolumeSource::Csi { driver: text(s.at("driver")), volume_handle: text(s.at("volumeHandle")) };
    }
    if let Some(s) = present("gcePersistentDisk") {
        return PersistentVolumeSource::GcePersistentDisk { pd_name: text(s.at("pdName")) };
    }
    if let Some(s) = present("awsElasticBlockStore") {
        return PersistentVolumeSource::AwsElasticBlockStore { volume_id: text(s.at("volumeID")) };
    }
    if let Some(s) = present("azureDisk") {
        return PersistentVolumeSource::AzureDisk { disk_uri: text(s.at("diskURI")), kind: azure_kind(s) };
    }
    if let Some(s) = present("cinder") {
        return PersistentVolumeSource::Cinder { volume_id: text(s.at("volumeID")) };
    }
    if let Some(s) = present("portworxVolume") {
        return PersistentVolumeSource::Portworx { volume_id: text(s.at("volumeID")) };
    }
    PersistentVolumeSource::Other
}

/// `kind` of an Azure disk (`SetDefaults_AzureDiskVolumeSource`).
pub(super) fn azure_kind(f: Field<'_>) -> String {
    f.at("kind").opt_str().unwrap_or("Shared").to_owned()
}

/// `PersistentVolumeClaim`, before the default class is known.
pub(in super::super) fn persistent_volume_claim(f: Field<'_>) -> PersistentVolumeClaim {
    let meta = f.at("metadata");
    let pod = meta.at("ownerReferences").items().find(|o| o.at("kind").str() == "Pod" && o.at("controller").bool());
    let mut claim = claim_spec(f);
    claim.namespace = text(meta.at("namespace"));
    claim.name = text(meta.at("name"));
    claim.uid = text(meta.at("uid"));
    claim.owner_pod = pod.map(|o| text(o.at("name")));
    claim.phase = text(f.at("status").at("phase"));
    claim.terminating = meta.at("deletionTimestamp").exists();
    claim
}

/// What a claim, or a template of one, asks for.
pub(crate) fn claim_spec(f: Field<'_>) -> PersistentVolumeClaim {
    let spec = f.at("spec");
    let annotations = labels(f.at("metadata").at("annotations"));
    PersistentVolumeClaim {
        storage_class_name: annotations
            .get(CLASS_ANNOTATION)
            .cloned()
            .or_else(|| spec.at("storageClassName").opt_str().map(str::to_owned)),
        volume_attributes_class_name: spec.at("volumeAttributesClassName").opt_str().map(str::to_owned),
        access_modes: strings(spec.at("accessModes")),
        volume_name: text(spec.at("volumeName")),
        block: spec.at("volumeMode").str() == "Block",
        selector: label_selector(spec.at("selector")),
        request: amount(spec.at("resources").at("requests").at("storage")).unwrap_or(Quantity::ZERO),
        annotations,
        ..PersistentVolumeClaim::default()
    }
}

/// `StorageClass`.
pub(in super::super) fn storage_class(f: Field<'_>) -> StorageClass {
    let term = |t: Field<'_>| TopologySelectorTerm {
        match_label_expressions: t
            .at("matchLabelExpressions")
            .items()
            .map(|e| (text(e.at("key")), strings(e.at("values"))))
            .collect(),
    };
    let parameters = f.at("parameters");
    let given = ["zone", "zones"].into_iter().map(|key| parameters.at(key).str());
    let zones = given.flat_map(|zones| zones.split(',')).map(|zone| zone.trim().to_owned());
    StorageClass {
        name: text(f.at("metadata").at("name")),
        provisioner: text(f.at("provisioner")),
        volume_binding_mode: match f.at("volumeBindingMode").str() {
            "WaitForFirstConsumer" => BindingMode::WaitForFirstConsumer,
            _ => BindingMode::Immediate,
        },
        allowed_topologies: f.at("allowedTopologies").items().map(term).collect(),
        zones: zones.filter(|zone| !zone.is_empty()).collect(),
    }
}

/// `CSINode`.
pub(in super::super) fn csi_node(f: Field<'_>) -> CsiNode {
    let driver = |d: Field<'_>| CsiNodeDriver {
        name: text(d.at("name")),
        node_id: text(d.at("nodeID")),
        allocatable_count: d.at("allocatable").at("count").opt_int().and_then(|n| i32::try_from(n).ok()),
        topology_keys: strings(d.at("topologyKeys")),
    };
    CsiNode {
        name: text(f.at("metadata").at("name")),
        annotations: labels(f.at("metadata").at("annotations")),
        drivers: f.at("spec").at("drivers").items().map(driver).collect(),
    }
}

/// `CSIDriver`.
pub(in super::super) fn csi_driver(f: Field<'_>) -> CsiDriver {
    CsiDriver {
        name: text(f.at("metadata").at("name")),
        storage_capacity: f.at("spec").at("storageCapacity").bool(),
        prevent_pod_scheduling_if_missing: f.at("spec").at("preventPodSchedulingIfMissing").bool(),
    }
}

/// `CSIStorageCapacity`.
pub(in super::super) fn csi_storage_capacity(f: Field<'_>) -> CsiStorageCapacity {
    CsiStorageCapacity {
        namespace: text(f.at("metadata").at("namespace")),
        name: text(f.at("metadata").at("name")),
        storage_class_name: text(f.at("storageClassName")),
        node_topology: label_selector(f.at("nodeTopology")),
        capacity: amount(f.at("capacity")),
        maximum_volume_size: amount(f.at("maximumVolumeSize")),
    }
}

/// `VolumeAttachment`.
pub(in super::super) fn volume_attachment(f: Field<'_>) -> VolumeAttachment {
    let spec = f.at("spec");
    VolumeAttachment {
        attacher: text(spec.at("attacher")),
        node_name: text(spec.at("nodeName")),
        persistent_volume_name: text(spec.at("source").at("persistentVolumeName")),
    }
}
