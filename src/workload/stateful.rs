//! StatefulSet: numbered pods, each with claims of its own.

use std::collections::HashSet;

use super::existing::Existing;
use super::{Expansion, make};
use crate::inventory::{Controller, Inventory, Refusal, Sourced, claim_refusal, read};
use crate::scheduler::types::{Labels, OwnerReference, PersistentVolumeClaim, PodVolume, VolumeSource};

/// The pods and claims (`stateful_set_utils.go`, `newStatefulSetPod`, `getPersistentVolumeClaims`).
pub(super) fn expand<'a>(
    inventory: &Inventory<'a>,
    controller: &Controller<'a>,
    existing: &Existing,
    out: &mut Expansion<'a>,
) {
    let spec = controller.origin.field().at("spec");
    let Some(template) = controller.template().node() else { return };
    let wanted = out.grant(controller, controller.wanted());
    let start = spec.at("ordinals").at("start").int().clamp(0, i64::from(i32::MAX));
    let templates: Vec<_> = spec.at("volumeClaimTemplates").items().filter_map(|t| t.node()).collect();
    let own = |c: &&Sourced<'_, PersistentVolumeClaim>| c.value.namespace == controller.namespace;
    let claims: HashSet<&str> = inventory.claims.iter().filter(own).map(|c| c.value.name.as_str()).collect();
    let in_order = spec.at("podManagementPolicy").str() != "Parallel";
    let mut stopped = None;
    for ordinal in start..start + wanted {
        let name = format!("{}-{ordinal}", controller.name);
        if existing.has_pod(&controller.namespace, controller.kind, &controller.name, &name) {
            continue;
        }
        // Pods are known by their names: what has one of the set's keeps it, and the set waits.
        let taken = existing.is_taken(&controller.namespace, &name).then(|| name.clone());
        let held = taken.or_else(|| stopped.clone());
        stopped = held.clone().filter(|_| in_order);
        let labels: Labels = [
            ("statefulset.kubernetes.io/pod-name".to_owned(), name.clone()),
            ("apps.kubernetes.io/pod-index".to_owned(), ordinal.to_string()),
        ]
        .into_iter()
        .collect();
        let mut volumes = Vec::new();
        let mut refusal = None;
        for template in &templates {
            let origin = controller.origin.at(*template);
            let volume = origin.field().at("metadata").at("name").str().to_owned();
            let claim_name = format!("{volume}-{name}");
            volumes.push(PodVolume { name: volume, source: VolumeSource::Claim { claim_name: claim_name.clone() } });
            if !claims.contains(claim_name.as_str()) {
                let ranges = inventory.policies.ranges_of(inventory.around, &controller.namespace, origin.file);
                if let Some(found) = claim_refusal(ranges, origin.field()) {
                    refusal.get_or_insert(Refusal::barring(found, Some(claim_name)));
                    continue;
                }
                let mut claim = read::claim_spec(origin.field());
                claim.namespace.clone_from(&controller.namespace);
                claim.name = claim_name;
                out.claims.push(Sourced { value: inventory.admit_claim(claim), origin });
            }
        }
        let owner = OwnerReference {
            api_version: "apps/v1".to_owned(),
            kind: "StatefulSet".to_owned(),
            name: controller.name.clone(),
        };
        let mut instance = make(inventory, controller, controller.origin.at(template), &labels, |pod| {
            pod.name = name;
            pod.owner = Some(owner);
            // The set's claims stand before the template's own volumes and replace those of the same name.
            pod.volumes.retain(|v| !volumes.iter().any(|own| own.name == v.name));
            pod.volumes.splice(0..0, volumes);
        });
        // Claims are made before the pod.
        instance.refusals.splice(0..0, refusal);
        instance.refusals.splice(0..0, held.map(|taken| Refusal::waiting(name_taken(&taken), None)));
        out.pods.push(instance);
    }
}

/// What is said of the pods of a set that comes upon a stranger of that name.
fn name_taken(pod: &str) -> String {
    format!("there is a pod `{pod}` already that is not the set's: the set cannot make its own, nor any behind it")
}
