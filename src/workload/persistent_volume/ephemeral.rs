//! Claims of ephemeral volumes (`pkg/controller/volume/ephemeral`).

use std::collections::HashSet;

use crate::inventory::{Inventory, PodInstance, Sourced, claim_refusal, read};
use crate::scheduler::types::{PersistentVolumeClaim, VolumeSource};

/// The claims that the pods' ephemeral volumes want and that are not there yet, with the template of each.
pub fn claims<'a>(inventory: &Inventory<'a>, pods: &[PodInstance<'a>]) -> Vec<Sourced<'a, PersistentVolumeClaim>> {
    let ephemeral = |pod: &&PodInstance<'a>| pod.pod.volumes.iter().any(|v| v.source == VolumeSource::Ephemeral);
    let pods: Vec<_> = pods.iter().filter(ephemeral).collect();
    if pods.is_empty() {
        return Vec::new();
    }
    let there: HashSet<_> = inventory.claims.iter().map(|c| (&c.value.namespace, &c.value.name)).collect();
    let mut made = Vec::new();
    for pod in pods {
        for volume in pod.template.field().at("spec").at("volumes").items() {
            let template = volume.at("ephemeral").at("volumeClaimTemplate");
            let (Some(node), name) = (template.node(), volume.at("name").str()) else { continue };
            let (namespace, name) = (pod.pod.namespace.clone(), format!("{}-{name}", pod.pod.name));
            // One that is there is this pod's or it is not: the scheduler tells.
            let ranges = || inventory.policies.ranges_of(inventory.around, &namespace, pod.object.file);
            let refused = || claim_refusal(ranges(), template).is_some();
            if there.contains(&(&namespace, &name)) || refused() {
                continue;
            }
            let owner_pod = Some(pod.pod.name.clone());
            let claim = PersistentVolumeClaim { namespace, name, owner_pod, ..read::claim_spec(template) };
            made.push(Sourced { value: inventory.admit_claim(claim), origin: pod.template.at(node) });
        }
    }
    made
}
