//! How many volumes a node takes (upstream `plugins/nodevolumelimits`).

use crate::scheduler::framework::{Attempt, Filter, Plugin, PreFiltered};
use crate::scheduler::snapshot::migration::{self, MIGRATED};
use crate::scheduler::snapshot::volumes::{Volumes, check_owner, claim_class, ephemeral_claim};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{PersistentVolumeClaim, PersistentVolumeSource, Pod, StatusCode, VolumeSource};
use std::collections::{BTreeMap, BTreeSet};

/// Upstream's name.
pub(crate) const NAME: &str = "NodeVolumeLimits";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { pre_filter: Some(pre_filter), filter: Some(Filter::Each(refuse)), ..Plugin::named(NAME) };

/// One more would be too many.
const REASON: &str = "node(s) exceed max volume count";

/// Skipped where the pod has no volumes that count.
fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    let counts = attempt.pod().volumes.iter().any(|v| {
        matches!(v.source, VolumeSource::Claim { .. } | VolumeSource::Ephemeral)
            || migration::inline(&v.source).is_some()
    });
    Ok(if counts { PreFiltered::Run } else { PreFiltered::Skip })
}

/// Driver and volume; the same volume counts once.
type Attached = BTreeSet<(String, String)>;

/// Refuses nodes that would have more volumes of a driver than they take.
fn refuse(attempt: &Attempt<'_, '_>, at: usize) -> Option<Rejection> {
    let volumes = &attempt.engine.volumes;
    let has_csi_node = volumes.csi_node(at).is_some();
    let mut new = Attached::new();
    if let Err(error) = collect(attempt.pod(), volumes, has_csi_node, true, &mut new) {
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
    for other in attempt.pods_on(at) {
        if let Err(error) = collect(other, volumes, has_csi_node, false, &mut attached) {
            return Some(error);
        }
    }
    new.retain(|volume| !attached.contains(volume));
    let name = &attempt.nodes().list[at].name;
    let attachments = &attempt.engine.build.cluster.volume_attachments;
    for attachment in attachments.iter().filter(|a| a.node_name == *name && !a.attacher.is_empty()) {
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
                if let Some((plugin, handle)) = migration::inline(source).filter(|_| has_csi_node) {
                    let broken = |why| format!("converting volume({}) from inline to csi: {why}", volume.name);
                    let handle = handle.map_err(|why| Rejection::Texts(StatusCode::Error, vec![broken(why)]))?;
                    into.insert((MIGRATED[plugin].driver.to_owned(), handle));
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
    let volume = volumes.volume(volume);
    if let PersistentVolumeSource::Csi { driver, volume_handle } = &volume.source {
        return (!driver.is_empty() && !volume_handle.is_empty()).then(|| (driver.clone(), volume_handle.clone()));
    }
    let (plugin, handle) = migration::persistent(volume).filter(|_| has_csi_node)?;
    // A volume that cannot be translated is not counted.
    handle.ok().filter(|handle| !handle.is_empty()).map(|handle| (MIGRATED[plugin].driver.to_owned(), handle))
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
    match MIGRATED.iter().find(|plugin| plugin.in_tree == provisioner) {
        Some(plugin) if has_csi_node => Some((plugin.driver.to_owned(), handle)),
        Some(_) => None,
        None if provisioner.is_empty() => None,
        None => Some((provisioner.clone(), handle)),
    }
}
