//! Claims for devices (upstream `plugins/dynamicresources`). Devices are not simulated: a pod whose claims exist is
//! placed as if they could be served everywhere; that it is held back where they do not exist, and the plugin's part in
//! the messages, is upstream's.

use crate::scheduler::types::{Pod, ResourceClaim};

/// The plugin had nothing to free for a pod without claims.
pub(in crate::scheduler) const NO_CLAIMS: &str = "no new claims to deallocate";
/// Nothing could be freed for a pod with claims.
pub(in crate::scheduler) const STILL_NOT: &str = "still not schedulable";
/// It looks for what it prepared, which an earlier plugin prevented.
pub(in crate::scheduler) const NOT_PREPARED: &str = "not found";

/// Why the pod is held back: a claim that does not exist (upstream `PreEnqueue`).
pub(in crate::scheduler) fn held(pod: &Pod, claims: &[ResourceClaim]) -> Option<String> {
    prepare(pod, claims).err()
}

/// Whether the pod has claims; a claim that does not exist ends the attempt.
pub(in crate::scheduler) fn prepare(pod: &Pod, claims: &[ResourceClaim]) -> Result<bool, String> {
    for claim in &pod.resource_claims {
        let Some(name) = &claim.claim_name else {
            return Err(format!("pod \"{}/{}\": ResourceClaim not created yet", pod.namespace, pod.name));
        };
        if !claims.iter().any(|c| c.namespace == pod.namespace && c.name == *name) {
            return Err(format!("resourceclaim.resource.k8s.io \"{name}\" not found"));
        }
    }
    Ok(!pod.resource_claims.is_empty())
}
