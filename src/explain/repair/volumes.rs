//! Volumes: claims that are not there, classes that bind too early, nodes without a volume.

use std::collections::BTreeMap;

use super::{Repair, Texts};
use crate::explain::edit::{add_scalar, append, plain, set_scalar};
use crate::explain::view::View;
use crate::explain::view::spec;
use crate::explain::volumes::{near_claim, near_class};
use crate::inventory::PodInstance;
use crate::scheduler::plugins::{node_volume_limits, volume_binding, volume_restrictions, volume_zone};
use crate::scheduler::types::{BindingMode, PersistentVolumeClaim, Refusal, StorageClass, VolumeSource};
use crate::workload::persistent_volume::NO_PROVISIONER;

const HOSTNAME: &str = "kubernetes.io/hostname";
const BIND_COMPLETED: &str = "pv.kubernetes.io/bind-completed";
const MODE: &str = "volumeBindingMode";
const LATE: &str = "WaitForFirstConsumer";

/// Names of the claims that a pod mounts.
fn claim_names(pod: &PodInstance<'_>) -> Vec<String> {
    let name = |v: &crate::scheduler::types::PodVolume| match &v.source {
        VolumeSource::Claim { claim_name } => Some(claim_name.clone()),
        VolumeSource::Ephemeral => Some(format!("{}-{}", pod.pod.name, v.name)),
        _ => None,
    };
    pod.pod.volumes.iter().filter_map(name).collect()
}

fn find<'v>(view: &View<'v, '_>, pod: &PodInstance<'_>, name: &str) -> Option<&'v PersistentVolumeClaim> {
    let claims = &view.cluster.persistent_volume_claims;
    claims.iter().find(|c| c.namespace == pod.pod.namespace && c.name == name)
}

/// Claims of the pod that are there.
pub(in crate::explain) fn claims_of<'v>(view: &View<'v, '_>, pod: &PodInstance<'_>) -> Vec<&'v PersistentVolumeClaim> {
    claim_names(pod).into_iter().filter_map(|name| find(view, pod, &name)).collect()
}

/// Claims of the pod that no volume is bound to, those that ask for one by name among them.
pub(in crate::explain) fn unbound<'v>(view: &View<'v, '_>, pod: &PodInstance<'_>) -> Vec<&'v PersistentVolumeClaim> {
    claims_of(view, pod).into_iter().filter(|c| !is_bound(c)).collect()
}

fn is_bound(claim: &PersistentVolumeClaim) -> bool {
    !claim.volume_name.is_empty() && claim.annotations.contains_key(BIND_COMPLETED)
}

/// Whether nothing but claims keeps the pod from some node: then no other node is wanted.
pub(super) fn only_claims_lack(refusals: &[Vec<Refusal>]) -> bool {
    refusals.iter().any(|all| !all.is_empty() && all.iter().all(is_of_claims))
}

/// Whether a refusal is of claims or their classes alone, whatever the node. Several plugins may each find the same.
pub(super) fn is_of_claims(refusal: &Refusal) -> bool {
    let plugins = [volume_binding::NAME, volume_zone::NAME, volume_restrictions::NAME, node_volume_limits::NAME];
    let of_claims = |reason: &String| {
        let missing = ["persistentvolumeclaim \"", "storageclass.storage.k8s.io \""];
        let missing = reason.ends_with("not found") && missing.iter().any(|what| reason.contains(what));
        missing || reason.starts_with("pod has unbound immediate") || volume_zone::UNBOUND.contains(&reason.as_str())
    };
    plugins.contains(&refusal.plugin) && refusal.reasons.iter().all(of_claims)
}

/// Labels of the places where the pod's bound volumes lie, by the first way each can be reached.
pub(super) fn places(view: &View<'_, '_>, pod: &PodInstance<'_>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for claim in claim_names(pod).iter().filter_map(|name| find(view, pod, name)) {
        let Some(volume) = view.cluster.persistent_volumes.iter().find(|v| v.name == claim.volume_name) else {
            continue;
        };
        let terms = volume.node_affinity.iter().flat_map(|a| &a.node_selector_terms);
        for r in terms.take(1).flat_map(|t| &t.match_expressions) {
            if let Some(value) = r.values.first() {
                labels.insert(r.key.clone(), value.clone());
            }
        }
        for (key, value) in volume.labels.iter().filter(|(k, _)| k.starts_with("topology.kubernetes.io/")) {
            labels.entry(key.clone()).or_insert_with(|| value.split("__").next().unwrap_or_default().to_owned());
        }
    }
    labels
}

/// A class whose volumes are made on the node that the pod gets.
fn late_class<'v>(view: &View<'v, '_>) -> Option<&'v StorageClass> {
    let late = |c: &&StorageClass| {
        c.volume_binding_mode == BindingMode::WaitForFirstConsumer && c.provisioner != NO_PROVISIONER
    };
    view.cluster.storage_classes.iter().filter(late).min_by_key(|c| c.allowed_topologies.len())
}

/// What helps whatever the node: claims that are missing, and claims that nobody binds.
pub(super) fn claims(view: &View<'_, '_>, pod: &PodInstance<'_>, texts: Texts<'_>) -> Option<Repair> {
    let missing: Vec<String> = claim_names(pod).into_iter().filter(|n| find(view, pod, n).is_none()).collect();
    missing_claims(view, pod, &missing, texts).or_else(|| bind_late(view, pod))
}

/// The claims that were meant in the place of those that are not there, where all of them are almost so called.
fn meant_claims(view: &View<'_, '_>, pod: &PodInstance<'_>) -> Option<Repair> {
    let (mut edits, mut names) = (Vec::new(), Vec::new());
    for volume in spec(pod).at("volumes").items() {
        let claim = volume.at("persistentVolumeClaim").at("claimName");
        if claim.str().is_empty() || find(view, pod, claim.str()).is_some() {
            continue;
        }
        let near = near_claim(view, &pod.pod.namespace, claim.str())?;
        edits.push(set_scalar(pod.template.file, claim.node()?, near)?);
        names.push(format!("{near} instead of {}", claim.str()));
    }
    (!edits.is_empty()).then(|| Repair::manifest(5, format!("mount the claim {}", names.join(", ")), edits))
}

/// The classes that were meant in the place of those that are not declared.
fn meant_classes(view: &View<'_, '_>, pod: &PodInstance<'_>) -> Option<Repair> {
    let (mut edits, mut names) = (Vec::new(), Vec::new());
    for claim in unbound(view, pod) {
        let wanted = claim.storage_class_name.as_deref().unwrap_or_default();
        if wanted.is_empty() || view.cluster.storage_classes.iter().any(|class| class.name == wanted) {
            continue;
        }
        let near = near_class(view, wanted)?;
        let claims = &view.inventory.claims;
        let own = claims.iter().find(|c| c.value.namespace == claim.namespace && c.value.name == claim.name)?;
        let class = own.origin.field().at("spec").at("storageClassName").node()?;
        let edit = set_scalar(own.origin.file, class, &near.name)?;
        // The claims of one template are one place.
        if !edits.contains(&edit) {
            edits.push(edit);
            names.push(format!("{} instead of {wanted}", near.name));
        }
    }
    (!edits.is_empty()).then(|| Repair::manifest(5, format!("ask for class {}", names.join(", ")), edits))
}

fn missing_claims(view: &View<'_, '_>, pod: &PodInstance<'_>, missing: &[String], texts: Texts<'_>) -> Option<Repair> {
    if missing.is_empty() {
        return None;
    }
    let class = late_class(view)?;
    let documents: Vec<String> = missing
        .iter()
        .map(|name| {
            format!(
                "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: {}\n  namespace: {}\nspec:\n  \
                 storageClassName: {}\n  accessModes:\n  - ReadWriteOnce\n  resources:\n    requests:\n      storage: \
                 1Gi\n",
                plain(name),
                plain(&pod.pod.namespace),
                plain(&class.name)
            )
        })
        .collect();
    let file = pod.object.file;
    let edit = append(file, texts(file), &documents.join("---\n"))?;
    let title = format!("create the claim {} in class {}", missing.join(", "), class.name);
    Some(Repair::manifest(45, title, vec![edit]).of_cluster().giving_up("its volume is a new, empty one"))
}

/// Lets the classes of unbound claims wait for the pod.
fn bind_late(view: &View<'_, '_>, pod: &PodInstance<'_>) -> Option<Repair> {
    let (mut edits, mut names) = (Vec::new(), Vec::new());
    for claim in unbound(view, pod) {
        let wanted = claim.storage_class_name.as_deref().unwrap_or_default();
        let class = view.inventory.storage_classes.iter().find(|c| c.value.name == wanted);
        if let Some(class) = class {
            if class.value.volume_binding_mode == BindingMode::WaitForFirstConsumer || names.contains(&wanted) {
                continue;
            }
            names.push(wanted);
            let file = class.origin.file;
            edits.push(match class.origin.field().at(MODE).node() {
                Some(mode) => set_scalar(file, mode, LATE)?,
                None => add_scalar(file, class.origin.root, MODE, LATE)?,
            });
        } else {
            // No such class: one that there is.
            let own = view
                .inventory
                .claims
                .iter()
                .find(|c| c.value.namespace == claim.namespace && c.value.name == claim.name)?;
            let late = late_class(view)?;
            let spec = own.origin.field().at("spec");
            names.push(&claim.name);
            edits.push(match spec.at("storageClassName").node() {
                Some(old) => set_scalar(own.origin.file, old, &late.name)?,
                None => add_scalar(own.origin.file, spec.node()?, "storageClassName", &late.name)?,
            });
        }
    }
    let title = format!("bind the volume of {} only when its pod has a node ({MODE}: {LATE})", names.join(", "));
    (!edits.is_empty()).then(|| Repair::manifest(30, title, edits).of_cluster())
}

/// What helps where claims alone are in the way.
pub(super) fn claim_cures(view: &View<'_, '_>, pod: &PodInstance<'_>, texts: Texts<'_>) -> Vec<Repair> {
    let meant = [meant_claims(view, pod), meant_classes(view, pod)];
    meant.into_iter().flatten().chain(claims(view, pod, texts)).collect()
}

/// A volume on the node for each claim that found none there.
pub(super) fn cures(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    node: usize,
    reasons: &[String],
    texts: Texts<'_>,
) -> Vec<Repair> {
    if reasons.iter().all(|r| r == "node(s) didn't find available persistent volumes to bind") {
        return new_volumes(view, pod, node, texts).into_iter().collect();
    }
    Vec::new()
}

fn new_volumes(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize, texts: Texts<'_>) -> Option<Repair> {
    let node = view.node(node);
    let host = node.labels.get(HOSTNAME)?;
    let mut documents = Vec::new();
    let claims = unbound(view, pod);
    for claim in &claims {
        let labels: String = claim
            .selector
            .iter()
            .flat_map(|s| &s.match_labels)
            .map(|(k, v)| format!("    {}: {}\n", plain(k), plain(v)))
            .collect();
        let labels = if labels.is_empty() { labels } else { format!("  labels:\n{labels}") };
        let modes: String = claim.access_modes.iter().map(|m| format!("  - {m}\n")).collect();
        documents.push(format!(
            "apiVersion: v1\nkind: PersistentVolume\nmetadata:\n  name: {}-on-{}\n{labels}spec:\n  capacity:\n    \
             storage: {}\n  accessModes:\n{modes}  storageClassName: {}\n{}  local:\n    path: /mnt/{}\n  \
             nodeAffinity:\n    required:\n      nodeSelectorTerms:\n      - matchExpressions:\n        - key: \
             {HOSTNAME}\n          operator: In\n          values:\n          - {}\n",
            claim.name,
            node.name,
            claim.request,
            plain(claim.storage_class_name.as_deref().unwrap_or_default()),
            if claim.block { "  volumeMode: Block\n" } else { "" },
            claim.name,
            plain(host),
        ));
    }
    let names: Vec<&str> = claims.iter().map(|c| c.name.as_str()).collect();
    let file = pod.object.file;
    let edit = append(file, texts(file), &documents.join("---\n"))?;
    let title = format!("create a volume for {} on node {}", names.join(", "), node.name);
    let price = "the data lies on that node alone, in a directory that has to be there";
    (!documents.is_empty()).then(|| Repair::manifest(70, title, vec![edit]).of_cluster().giving_up(price))
}
