//! Disks that only one pod may have (upstream `plugins/volumerestrictions`).

use crate::scheduler::snapshot::volumes::Volumes;
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{Pod, StatusCode, VolumeSource};

/// A pod on the node has the disk.
pub(in crate::scheduler) const DISK: &str = "node(s) had no available disk";
/// A pod somewhere has the claim, which only one pod may have.
pub(in crate::scheduler) const IN_USE: &str =
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod";

/// What holds for one attempt.
#[derive(Clone, Debug)]
pub(in crate::scheduler) struct Prepared<'c> {
    /// The pod's claims that only one pod may have.
    exclusive: Vec<&'c str>,
    /// How many of them are taken.
    conflicts: i64,
}

/// Says nothing where no disk or claim is exclusive; a claim that does not exist ends the attempt.
pub(in crate::scheduler) fn prepare<'c>(pod: &'c Pod, volumes: &Volumes<'_>) -> Result<Option<Prepared<'c>>, String> {
    let mut exclusive: Vec<&str> = Vec::new();
    for volume in &pod.volumes {
        let VolumeSource::Claim { claim_name } = &volume.source else { continue };
        let id = volumes.claim_id(&pod.namespace, claim_name);
        let id = id.ok_or_else(|| format!("persistentvolumeclaim \"{claim_name}\" not found"))?;
        let once = volumes.claim(id).access_modes.iter().any(|m| m == "ReadWriteOncePod");
        if once && !exclusive.contains(&claim_name.as_str()) {
            exclusive.push(claim_name);
        }
    }
    let taken = exclusive.iter().filter(|name| volumes.is_used(&pod.namespace, name)).count();
    let conflicts = i64::try_from(taken).unwrap_or(i64::MAX);
    let inline = pod.volumes.iter().any(|v| is_inline_disk(&v.source));
    Ok((inline || conflicts > 0).then_some(Prepared { exclusive, conflicts }))
}

impl Prepared<'_> {
    /// Counts a pod that would come (`sign` 1) or go (-1). As upstream, by the claim's name alone.
    pub(in crate::scheduler) fn update(&mut self, pod: &Pod, sign: i64) {
        for volume in &pod.volumes {
            if let VolumeSource::Claim { claim_name } = &volume.source
                && self.exclusive.contains(&claim_name.as_str())
            {
                self.conflicts += sign;
            }
        }
    }
}

/// Refuses nodes where a disk is taken, or all of them where a claim is.
pub(in crate::scheduler) fn filter<'a>(
    pod: &Pod,
    prepared: &Prepared<'_>,
    mut there: impl Iterator<Item = &'a Pod>,
) -> Option<Rejection> {
    if there.any(|other| pod.volumes.iter().any(|v| other.volumes.iter().any(|o| conflict(&v.source, &o.source)))) {
        return Some(Rejection::Plain(StatusCode::Unschedulable, DISK));
    }
    (prepared.conflicts > 0).then_some(Rejection::Plain(StatusCode::Unschedulable, IN_USE))
}

fn is_inline_disk(source: &VolumeSource) -> bool {
    use VolumeSource::{AwsElasticBlockStore, GcePersistentDisk, Iscsi, Rbd};
    matches!(source, GcePersistentDisk { .. } | AwsElasticBlockStore { .. } | Iscsi { .. } | Rbd { .. })
}

/// Upstream `isVolumeConflict`.
fn conflict(a: &VolumeSource, b: &VolumeSource) -> bool {
    use VolumeSource::{AwsElasticBlockStore, GcePersistentDisk, Iscsi, Rbd};
    match (a, b) {
        (GcePersistentDisk { pd_name: a, read_only: ra }, GcePersistentDisk { pd_name: b, read_only: rb }) => {
            a == b && !(*ra && *rb)
        }
        (AwsElasticBlockStore { volume_id: a }, AwsElasticBlockStore { volume_id: b }) => a == b,
        (Iscsi { iqn: a, read_only: ra }, Iscsi { iqn: b, read_only: rb }) => a == b && !(*ra && *rb),
        (
            Rbd { monitors, pool, image, read_only },
            Rbd { monitors: monitors_b, pool: pool_b, image: image_b, read_only: read_only_b },
        ) => {
            monitors.iter().any(|m| monitors_b.contains(m))
                && pool == pool_b
                && image == image_b
                && !(*read_only && *read_only_b)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts() {
        let gce = |read_only| VolumeSource::GcePersistentDisk { pd_name: "d".to_owned(), read_only };
        let aws = |id: &str| VolumeSource::AwsElasticBlockStore { volume_id: id.to_owned() };
        let rbd = |monitors: &[&str]| VolumeSource::Rbd {
            monitors: monitors.iter().map(|m| (*m).to_owned()).collect(),
            pool: "p".to_owned(),
            image: "i".to_owned(),
            read_only: false,
        };
        let table = [
            (gce(false), gce(true), true),
            (gce(true), gce(true), false),
            (aws("a"), aws("a"), true),
            (aws("a"), aws("b"), false),
            (rbd(&["m", "n"]), rbd(&["n"]), true),
            (rbd(&["m"]), rbd(&["n"]), false),
            (aws("d"), gce(false), false),
        ];
        for (a, b, expected) in table {
            assert_eq!(conflict(&a, &b), expected, "{a:?} {b:?}");
        }
    }
}
