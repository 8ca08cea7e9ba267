//! Volumes that lie in a zone (upstream `plugins/volumezone`).

use crate::scheduler::snapshot::volumes::{Volumes, claim_class};
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{BindingMode, Node, Pod, StatusCode, VolumeSource};

/// The volume is in another zone.
pub(in crate::scheduler) const REASON: &str = "node(s) had no available volume zone";

const ZONE: &str = "topology.kubernetes.io/zone";
const REGION: &str = "topology.kubernetes.io/region";
const BETA_ZONE: &str = "failure-domain.beta.kubernetes.io/zone";
const BETA_REGION: &str = "failure-domain.beta.kubernetes.io/region";

/// Label names in upstream's order, with the name that replaces each.
const LABELS: [(&str, &str); 4] = [(BETA_ZONE, ZONE), (BETA_REGION, REGION), (ZONE, ZONE), (REGION, REGION)];

/// Between the zones of a volume that lies in several.
const DELIMITER: &str = "__";

/// The labels of the pod's volumes: name, newer name, values.
#[derive(Clone, Debug)]
pub(in crate::scheduler) struct Prepared<'c> {
    topologies: Vec<(&'static str, &'static str, Vec<&'c str>)>,
}

/// Says nothing where no volume has such a label; a claim, class or volume that is missing ends the attempt.
pub(in crate::scheduler) fn prepare<'c>(pod: &'c Pod, volumes: &Volumes<'c>) -> Result<Option<Prepared<'c>>, String> {
    let mut topologies = Vec::new();
    for volume in &pod.volumes {
        let VolumeSource::Claim { claim_name } = &volume.source else { continue };
        if claim_name.is_empty() {
            return Err("PersistentVolumeClaim had no name".to_owned());
        }
        let id = volumes.claim_id(&pod.namespace, claim_name);
        let claim = volumes.claim(id.ok_or_else(|| format!("persistentvolumeclaim \"{claim_name}\" not found"))?);
        if claim.volume_name.is_empty() {
            let class = claim_class(claim);
            if class.is_empty() {
                return Err("PersistentVolumeClaim had no pv name and storageClass name".to_owned());
            }
            let class =
                volumes.class(class).ok_or_else(|| format!("storageclass.storage.k8s.io \"{class}\" not found"))?;
            if class.volume_binding_mode == BindingMode::WaitForFirstConsumer {
                continue;
            }
            return Err("PersistentVolume had no name".to_owned());
        }
        let id = volumes.volume_id(&claim.volume_name);
        let id = id.ok_or_else(|| format!("persistentvolume \"{}\" not found", claim.volume_name))?;
        let labels = &volumes.volume(id).labels;
        for (name, newer) in LABELS {
            let Some(value) = labels.get(name) else { continue };
            let values: Vec<&str> = value.split(DELIMITER).map(str::trim).collect();
            // Upstream ignores a label that it cannot parse.
            if values.iter().all(|v| !v.is_empty()) {
                topologies.push((name, newer, values));
            }
        }
    }
    Ok((!topologies.is_empty()).then_some(Prepared { topologies }))
}

/// Refuses nodes in another zone or region; nodes that name neither are let pass.
pub(in crate::scheduler) fn filter(prepared: &Prepared<'_>, node: &Node) -> Option<Rejection> {
    if !LABELS.iter().any(|(name, _)| node.labels.contains_key(*name)) {
        return None;
    }
    let fits = prepared.topologies.iter().all(|(name, newer, values)| {
        let value = node.labels.get(*name).or_else(|| node.labels.get(*newer));
        value.is_some_and(|v| values.contains(&v.as_str()))
    });
    (!fits).then_some(Rejection::Plain(StatusCode::UnschedulableAndUnresolvable, REASON))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones() {
        let prepared = Prepared { topologies: vec![(BETA_ZONE, ZONE, vec!["a", "b"])] };
        for (labels, refused) in [
            (&[][..], false),
            (&[(ZONE, "a")], false),
            (&[(BETA_ZONE, "b")], false),
            (&[(ZONE, "c")], true),
            (&[(REGION, "r")], true),
        ] {
            let labels = labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            let node = Node { labels, ..Node::default() };
            assert_eq!(filter(&prepared, &node).is_some(), refused, "{node:?}");
        }
    }
}
