//! How many volumes a node takes (upstream `plugins/nodevolumelimits`).

use crate::scheduler::snapshot::volumes::{Volumes, check_owner, claim_class, ephemeral_claim};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{
    PersistentVolumeClaim, PersistentVolumeSource, Pod, StatusCode, VolumeAttachment, VolumeSource,
};
use std::collections::{BTreeMap, BTreeSet};

/// One more would be too many.
pub(in crate::scheduler) const REASON: &str = "node(s) exceed max volume count";

/// In-tree provisioners and the CSI drivers that took over from them.
const MIGRATED: [(&str, &str); 5] = [
    ("kubernetes.io/aws-ebs", "ebs.csi.aws.com"),
    ("kubernetes.io/gce-pd", "pd.csi.storage.gke.io"),
    ("kubernetes.io/azure-disk", "disk.csi.azure.com"),
    ("kubernetes.io/cinder", "cinder.csi.openstack.org"),
    ("kubernetes.io/portworx-volume", "pxd.portworx.com"),
];

/// Whether the pod has volumes that count (upstream `PreFilter`).
pub(in crate::scheduler) fn concerns(pod: &Pod) -> bool {
    pod.volumes.iter().any(|v| {
        matches!(v.source, VolumeSource::Claim { .. } | VolumeSource::Ephemeral) || inline(&v.source).is_some()
    })
}

/// Driver and volume; the same volume counts once.
type Attached = BTreeSet<(String, String)>;

/// Refuses nodes that would have more volumes of a driver than they take.
pub(in crate::scheduler) fn filter<'a>(
    pod: &Pod,
    volumes: &Volumes<'_>,
    attachments: &[VolumeAttachment],
    node: (usize, &str),
    there: impl Iterator<Item = &'a Pod>,
) -> Option<Rejection> {
    let (at, name) = node;
    let has_csi_node = volumes.csi_node(at).is_some();
    let mut new = Attached::new();
    if let Err(error) = collect(pod, volumes, has_csi_node, true, &mut new) {
        return Some(error);
    }
    let limits: BTreeMap<&str, i64> = volumes
        .csi_node(at)
        .map(|csi| {
            csi.drivers.iter().filter_map(|d| Some((d.name.as_str(), i64::from(d.allocatable_count?)))).collect()
        })
        .unwrap_or_default();
    if new.is_empty() || limits.is_empty() {
        return None;
    }
    let mut attached = Attached::new();
    for other in there {
        if let Err(error) = collect(other, volumes, has_csi_node, false, &mut attached) {
            return Some(error);
        }
    }
    new.retain(|volume| !attached.contains(volume));
    for attachment in attachments.iter().filter(|a| a.node_name == name && !a.attacher.is_empty()) {
        let Some(id) = volumes.volume_id(&attachment.persistent_volume_name) else { continue };
        if let PersistentVolumeSource::Csi { volume_handle, .. } = &volumes.volume(id).source {
            attached.insert((attachment.attacher.clone(), volume_handle.clone()));
        }
    }
    let count = |set: &Attached, driver: &str| {
        i64::try_from(set.iter().filter(|(d, _)| d == driver).count()).unwrap_or(i64::MAX)
    };
    let full = limits.iter().any(|(driver, &limit)| {
        let more = count(&new, driver);
        more > 0 && count(&attached, driver) + more > limit
    });
    full.then_some(Rejection::Plain(StatusCode::Unschedulable, REASON))
}

/// The volumes of a pod that count (upstream `filterAttachableVolumes`).
fn collect(
    pod: &Pod,
    volumes: &Volumes<'_>,
    has_csi_node: bool,
    new: bool,
    into: &mut Attached,
) -> Result<(), Rejection> {
    let unresolvable = |text| Rejection::Texts(StatusCode::UnschedulableAndUnresolvable, vec![text]);
    for volume in &pod.volumes {
        let made;
        let (claim_name, ephemeral) = match &volume.source {
            VolumeSource::Claim { claim_name } => (claim_name.as_str(), false),
            VolumeSource::Ephemeral => {
                made = ephemeral_claim(pod, &volume.name);
                (made.as_str(), true)
            }
            source => {
                if let (true, Some((driver, handle))) = (has_csi_node, inline(source)) {
                    into.insert((driver.to_owned(), handle.to_owned()));
                }
                continue;
            }
        };
        let Some(id) = volumes.claim_id(&pod.namespace, claim_name) else {
            if new {
                let namespace = &pod.namespace;
                return Err(unresolvable(format!(
                    "looking up PVC {namespace}/{claim_name}: persistentvolumeclaim \"{claim_name}\" not found"
                )));
            }
            continue;
        };
        let claim = volumes.claim(id);
        if ephemeral {
            check_owner(claim, pod).map_err(|text| Rejection::Texts(StatusCode::Error, vec![text]))?;
        }
        into.extend(driver_of(claim, volumes, has_csi_node));
    }
    Ok(())
}

/// The driver and volume of a claim (upstream `getCSIDriverInfo`).
fn driver_of(claim: &PersistentVolumeClaim, volumes: &Volumes<'_>, has_csi_node: bool) -> Option<(String, String)> {
    let Some(volume) = volumes.volume_id(&claim.volume_name) else {
        return driver_of_class(claim, volumes, has_csi_node);
    };
    let owned = |driver: &str, handle: &str| Some((driver.to_owned(), handle.to_owned()));
    let migrated = |plugin: usize, handle: &str| if has_csi_node { owned(MIGRATED[plugin].1, handle) } else { None };
    match &volumes.volume(volume).source {
        PersistentVolumeSource::Csi { driver, volume_handle } => {
            (!driver.is_empty() && !volume_handle.is_empty()).then(|| (driver.clone(), volume_handle.clone()))
        }
        PersistentVolumeSource::AwsElasticBlockStore { volume_id } => migrated(0, volume_id),
        PersistentVolumeSource::GcePersistentDisk { pd_name } => migrated(1, pd_name),
        PersistentVolumeSource::AzureDisk { disk_uri } => migrated(2, disk_uri),
        PersistentVolumeSource::Cinder { volume_id } => migrated(3, volume_id),
        PersistentVolumeSource::Other => None,
    }
}

/// A claim without a volume counts as one of its class's driver (upstream `getCSIDriverInfoFromSC`).
fn driver_of_class(
    claim: &PersistentVolumeClaim,
    volumes: &Volumes<'_>,
    has_csi_node: bool,
) -> Option<(String, String)> {
    let provisioner = &volumes.class(claim_class(claim))?.provisioner;
    // Upstream makes up a random volume name; this one cannot be a real one's either.
    let handle = format!("\0unbound-{}/{}", claim.namespace, claim.name);
    match MIGRATED.iter().find(|(in_tree, _)| in_tree == provisioner) {
        Some((_, driver)) if has_csi_node => Some(((*driver).to_owned(), handle)),
        Some(_) => None,
        None if provisioner.is_empty() => None,
        None => Some((provisioner.clone(), handle)),
    }
}

/// The driver and volume of an inline volume that a CSI driver took over.
fn inline(source: &VolumeSource) -> Option<(&'static str, &str)> {
    match source {
        VolumeSource::AwsElasticBlockStore { volume_id } => Some((MIGRATED[0].1, volume_id)),
        VolumeSource::GcePersistentDisk { pd_name, .. } => Some((MIGRATED[1].1, pd_name)),
        VolumeSource::AzureDisk { disk_uri } => Some((MIGRATED[2].1, disk_uri)),
        VolumeSource::Cinder { volume_id } => Some((MIGRATED[3].1, volume_id)),
        VolumeSource::Portworx { volume_id } => Some((MIGRATED[4].1, volume_id)),
        _ => None,
    }
}
