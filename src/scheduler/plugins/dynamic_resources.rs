//! Claims for devices (upstream `plugins/dynamicresources`). Devices are not simulated: a pod whose claims exist is
//! placed as if they could be served everywhere; that it is held back where they do not exist, and the plugin's part in
//! the messages, is upstream's.

use crate::scheduler::attempt::Failure;
use crate::scheduler::engine::Engine;
use crate::scheduler::framework::{Attempt, Feasible, Filter, NoRoom, Plugin, PreFiltered, Room};
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::types::{Cluster, Pod};

/// Upstream's name.
pub(in crate::scheduler) const NAME: &str = "DynamicResources";

/// What it does.
pub(in crate::scheduler) const PLUGIN: Plugin = Plugin {
    weight: 2,
    pre_enqueue: Some(pre_enqueue),
    pre_filter: Some(pre_filter),
    filter: Some(Filter::Each(|_, _| None)),
    score: Some(score),
    post_filter: Some(post_filter),
    ..Plugin::named(NAME)
};

/// The plugin had nothing to free for a pod without claims.
const NO_CLAIMS: &str = "no new claims to deallocate";
/// Nothing could be freed for a pod with claims.
const STILL_NOT: &str = "still not schedulable";
/// It looks for what it prepared, which an earlier plugin prevented.
const NOT_PREPARED: &str = "not found";

/// A claim that does not exist holds the pod back.
fn pre_enqueue(pod: &Pod, cluster: &Cluster) -> Option<String> {
    missing(pod, cluster).err()
}

/// Skipped where the pod has no claims; a claim that does not exist ends the attempt.
fn pre_filter<'c>(attempt: &Attempt<'_, 'c>) -> Result<PreFiltered<'c>, String> {
    missing(attempt.pod(), attempt.engine.build.cluster)?;
    Ok(if attempt.pod().rare().resource_claims.is_empty() { PreFiltered::Skip } else { PreFiltered::Run })
}

/// The first claim that does not exist is an error.
fn missing(pod: &Pod, cluster: &Cluster) -> Result<(), String> {
    for claim in &pod.rare().resource_claims {
        let Some(name) = &claim.claim_name else {
            return Err(format!("pod \"{}/{}\": ResourceClaim not created yet", pod.namespace, pod.name));
        };
        if !cluster.resource_claims.iter().any(|c| c.namespace == pod.namespace && c.name == *name) {
            return Err(format!("resourceclaim.resource.k8s.io \"{name}\" not found"));
        }
    }
    Ok(())
}

/// Ranks alternatives of a claim; as devices are not simulated, every node is alike.
fn score(_: &Attempt<'_, '_>, feasible: &Feasible<'_>) -> Option<Vec<i64>> {
    Some(vec![0; feasible.nodes.len()])
}

/// Frees nothing, but has its part in the message.
fn post_filter<'c>(engine: &mut Engine<'c>, id: PodId, failure: &Failure<'c>) -> Result<Room, NoRoom> {
    let claims = !engine.pods[id].pod.rare().resource_claims.is_empty();
    if !claims && !engine.words.have_devices() {
        return Err(NoRoom::NotEligible(String::new()));
    }
    if !failure.pre_filtered.contains(&NAME) {
        return Err(NoRoom::Broken(NOT_PREPARED.to_owned()));
    }
    let text = match claims && failure.state.is_some() {
        true => STILL_NOT,
        false if engine.words.speak_of_claims() => NO_CLAIMS,
        false => "",
    };
    Err(NoRoom::NotEligible(text.to_owned()))
}
