//! What lies behind the reasons of the volume plugins: which claim, which volumes were near, and what speaks against each.

mod missing;
mod reach;
mod unbound;

pub(super) use missing::near_claim;
pub(super) use unbound::{MADE_ELSEWHERE, near_class};

use super::At;
use super::repair::{claims_of, unbound as unbound_claims};
use super::view::{View, at_pod, spec};
use crate::inventory::{Origin, PodInstance, Sourced};
use crate::scheduler::plugins::{node_volume_limits, volume_zone};
use crate::scheduler::types::PersistentVolumeClaim;

/// The detail of one reason of a volume plugin against a node, and where to look.
pub(super) fn detail(
    view: &View<'_, '_>,
    pod: &PodInstance<'_>,
    node: usize,
    plugin: &str,
    reason: &str,
) -> (String, Vec<At>) {
    let mounts = spec(pod).at("volumes").items().map(|v| v.at("persistentVolumeClaim").at("claimName"));
    let mut at: Vec<At> = mounts.filter(|c| c.exists()).map(|c| at_pod(pod, c, "mounted here")).collect();
    let words: Vec<String> = if reason.ends_with("not found") && reason.contains("persistentvolumeclaim \"") {
        missing::words(view, pod, reason, &mut at)
    } else if reason.ends_with("PersistentVolume's node affinity") {
        reach::conflicts(view, pod, node, &mut at)
    } else if plugin == volume_zone::NAME {
        reach::zones(view, pod, node, &mut at)
    } else if plugin == node_volume_limits::NAME {
        reach::limits(view, pod, node)
    } else if reason.contains("bind") || reason.contains("unbound") {
        unbound_claims(view, pod).into_iter().map(|claim| unbound::words(view, claim, node, &mut at)).collect()
    } else {
        Vec::new()
    };
    (words.join("; "), at)
}

/// A claim where it stands: its manifest, or the template that it was made from.
fn written<'v, 'a>(
    view: &View<'v, 'a>,
    claim: &PersistentVolumeClaim,
) -> Option<&'v Sourced<'a, PersistentVolumeClaim>> {
    view.inventory.claims.iter().find(|c| c.value.namespace == claim.namespace && c.value.name == claim.name)
}

/// Points at the head of an object.
fn at_head(origin: &Origin<'_>, message: String) -> At {
    At { file: origin.file, span: origin.head(), message }
}

/// Points at a volume, where a manifest declares it.
fn at_volume(view: &View<'_, '_>, name: &str, message: String) -> Option<At> {
    let volume = view.inventory.persistent_volumes.iter().find(|volume| volume.value.name == name)?;
    Some(at_head(&volume.origin, message))
}

/// The pod's claims that have a volume.
fn bound<'v>(view: &View<'v, '_>, pod: &PodInstance<'_>) -> impl Iterator<Item = &'v PersistentVolumeClaim> {
    claims_of(view, pod).into_iter().filter(|claim| !claim.volume_name.is_empty())
}
