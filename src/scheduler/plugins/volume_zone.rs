//! Volumes that lie in a zone (upstream `plugins/volumezone`).

use crate::scheduler::framework::{Attempt, Filter, Plugin, PreFiltered, PreparedFilter};
use crate::scheduler::snapshot::volumes::claim_class;
use crate::scheduler::status::Rejection;
use crate::scheduler::types::{BindingMode, Node, VolumeSource};
use std::rc::Rc;

/// Upstream's name.
pub(crate) const NAME: &str = "VolumeZone";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin =
    Plugin { pre_filter: Some(pre_filter), filter: Some(Filter::Prepared), ..Plugin::named(NAME) };

/// The volume is in another zone.
const REASON: &str = "node(s) had no available volume zone";

/// The claim of a class that waits for no pod is not bound, or has no class that could bind it: the same on every node.
pub(crate) const UNBOUND: [&str; 2] =
    ["PersistentVolume had no name", "PersistentVolumeClaim had no pv name and storageClass name"];

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
struct Prepared<'c> {
    topologies: Vec<(&'static str, &'static str, Vec<&'c str>)>,
}

/// Says nothing where no volume has such a label; a claim, class or volume that is missing ends the attempt.
fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    let (pod, volumes) = (attempt.pod(), &attempt.engine.volumes);
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
                return Err(UNBOUND[1].to_owned());
            }
            let class =
                volumes.class(class).ok_or_else(|| format!("storageclass.storage.k8s.io \"{class}\" not found"))?;
            if class.volume_binding_mode == BindingMode::WaitForFirstConsumer {
                continue;
            }
            return Err(UNBOUND[0].to_owned());
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
    Ok(match topologies.is_empty() {
        true => PreFiltered::Skip,
        false => PreFiltered::Prepared(Rc::new(Prepared { topologies })),
    })
}

impl<'c> PreparedFilter<'c> for Prepared<'c> {
    /// Refuses nodes in another zone or region.
    fn refuse(&self, attempt: &Attempt<'_, 'c>, at: usize) -> Option<Rejection> {
        (!self.fits(attempt.nodes().list[at])).then(|| Rejection::unresolvable(REASON))
    }
}

impl Prepared<'_> {
    /// Whether the node is where the volumes are; one that names neither zone nor region is let pass.
    fn fits(&self, node: &Node) -> bool {
        if !LABELS.iter().any(|(name, _)| node.labels.contains_key(name)) {
            return true;
        }
        self.topologies.iter().all(|(name, newer, values)| {
            let value = node.labels.get(name).or_else(|| node.labels.get(newer));
            value.is_some_and(|v| values.contains(&v.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::Labels;

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
            let labels: Labels = labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            let node = Node { labels: labels.into(), ..Node::default() };
            assert_eq!(prepared.fits(&node), !refused, "{node:?}");
        }
    }
}
