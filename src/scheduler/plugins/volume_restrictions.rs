//! Disks that only one pod may have (upstream `plugins/volumerestrictions`).

use crate::scheduler::framework::{Attempt, Filter, Plugin, PreFiltered, PreparedFilter};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{Pod, StatusCode, VolumeSource};
use std::rc::Rc;

/// Upstream's name.
pub(crate) const NAME: &str = "VolumeRestrictions";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { pre_filter: Some(pre_filter), filter: Some(Filter::Prepared), ..Plugin::named(NAME) };

/// A pod on the node has the disk.
const DISK: &str = "node(s) had no available disk";
/// A pod somewhere has the claim, which only one pod may have.
const IN_USE: &str =
    "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod";

/// What holds for one attempt.
#[derive(Clone, Debug)]
struct Prepared<'c> {
    /// The pod's claims that only one pod may have.
    exclusive: Vec<&'c str>,
    /// How many of them are taken.
    conflicts: i64,
}

/// Says nothing where no disk or claim is exclusive; a claim that does not exist ends the attempt.
fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    let (pod, volumes) = (attempt.pod(), &attempt.engine.volumes);
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
    let concerned = inline || conflicts > 0;
    Ok(if concerned { PreFiltered::Prepared(Rc::new(Prepared { exclusive, conflicts })) } else { PreFiltered::Skip })
}

impl<'c> PreparedFilter<'c> for Prepared<'c> {
    /// Refuses nodes where a disk is taken, or all of them where a claim is.
    fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection> {
        let ours = &attempt.pod().volumes;
        let clash = |other: &Pod| ours.iter().any(|v| other.volumes.iter().any(|o| conflict(&v.source, &o.source)));
        if attempt.pods_on(at).any(clash) {
            return Some(Rejection::Plain(StatusCode::Unschedulable, DISK));
        }
        (self.conflicts > 0).then_some(Rejection::Plain(StatusCode::Unschedulable, IN_USE))
    }

    /// As upstream, by the claim's name alone.
    fn after(&self, _: &Attempt<'_, 'c>, other: &Pod, sign: i64) -> Option<Rc<dyn PreparedFilter<'c> + 'c>> {
        let ours = |source: &VolumeSource| match source {
            VolumeSource::Claim { claim_name } => self.exclusive.contains(&claim_name.as_str()),
            _ => false,
        };
        let shared = other.volumes.iter().filter(|v| ours(&v.source)).count();
        let change = sign * i64::try_from(shared).unwrap_or(i64::MAX);
        (change != 0).then(|| -> Rc<dyn PreparedFilter<'c> + 'c> {
            Rc::new(Prepared { exclusive: self.exclusive.clone(), conflicts: self.conflicts + change })
        })
    }
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
