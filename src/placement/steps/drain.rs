//! `kubectl drain`: evictions as budgets allow them, until nothing more can go.

use std::collections::BTreeSet;

use super::super::budgets;
use crate::inventory::matching::selects;
use crate::inventory::{Draining, Gone, Inventory, PodInstance};

/// Why a kind of pod is not deleted (`drain/filters.go`), in the order in which kubectl tells them.
const FATAL: [&str; 3] = [
    "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
    "Pods with local storage (use --delete-emptydir-data to override)",
    "Pods that declare no controller (use --force to override)",
];

/// What the API server says of an eviction that a budget does not allow.
const VIOLATES: &str = "Cannot evict pod as it would violate the pod's disruption budget.";

/// The same where several budgets are about a pod.
pub(in crate::placement) const SEVERAL: &str =
    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";

/// Drains the nodes, which are cordoned already, one after the other. `settle` has controllers and scheduler answer.
///
/// # Errors
/// Pods that may not be deleted, in kubectl's words.
pub(super) fn drain<'a>(
    mut inventory: Inventory<'a>,
    nodes: &[String],
    allowed: &Draining,
    settle: &dyn Fn(Inventory<'a>) -> Inventory<'a>,
) -> Result<Inventory<'a>, String> {
    for node in nodes {
        refuse(&inventory, node, allowed)?;
        loop {
            let goes = |pod: &PodInstance<'_>| leaves(pod, node, allowed);
            let mut names: Vec<String> =
                inventory.running.iter().filter(|pod| goes(pod)).map(|p| p.pod.key()).collect();
            names.sort();
            let (gone, held) = if allowed.disable_eviction {
                (names.into_iter().collect(), Vec::new())
            } else {
                budgets::evict(&inventory, &names)
            };
            let stuck = gone.is_empty();
            inventory.remove_pods(|pod| gone.contains(&pod.pod.key()), &format!("node `{node}` is drained"));
            if stuck {
                tell(&mut inventory, &held, "drain does not come to an end");
                break;
            }
            if held.is_empty() {
                break;
            }
            inventory = settle(inventory);
        }
    }
    Ok(inventory)
}

/// Evicts pods, at most so many of them in the order of their nodes and names, once each. Those without a node may always go.
pub(super) fn evict<'a>(
    mut inventory: Inventory<'a>,
    pods: &[(String, String)],
    count: Option<usize>,
) -> Inventory<'a> {
    let is_meant =
        |pod: &PodInstance<'_>| pods.iter().any(|(ns, name)| *ns == pod.pod.namespace && *name == pod.pod.name);
    let mut meant: Vec<(String, String)> =
        inventory.pods().filter(|pod| is_meant(pod)).map(|pod| (pod.pod.node_name.clone(), pod.pod.key())).collect();
    meant.sort();
    meant.truncate(count.unwrap_or(usize::MAX));
    let (waiting, placed): (Vec<_>, Vec<_>) = meant.into_iter().partition(|(node, _)| node.is_empty());
    let names: Vec<String> = placed.into_iter().map(|(_, name)| name).collect();
    let (gone, held) = budgets::evict(&inventory, &names);
    inventory.remove_pods(|pod| gone.contains(&pod.pod.key()), "it is evicted");
    inventory.remove_pods_quietly(|pod| waiting.iter().any(|(_, name)| *name == pod.pod.key()));
    tell(&mut inventory, &held, "eviction is refused");
    inventory
}

/// Keeps in mind which pods stay, and why, and what becomes of the command by that. kubectl tries again where a budget may
/// allow more later, and gives up where several are about a pod (`evictPods`).
fn tell(inventory: &mut Inventory<'_>, held: &[(String, bool)], outcome: &'static str) {
    for (name, several) in held {
        if let Some(pod) = inventory.running.iter().find(|pod| pod.pod.key() == *name).cloned() {
            let why = if *several { SEVERAL } else { VIOLATES }.to_owned();
            let outcome = if *several && outcome.starts_with("drain") { "drain fails" } else { outcome };
            inventory.gone.push(Gone { pod, why, stays: Some(outcome) });
        }
    }
}

fn is_daemon(pod: &PodInstance<'_>) -> bool {
    pod.pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet")
}

fn is_finished(pod: &PodInstance<'_>) -> bool {
    let phase = pod.template.field().at("status").at("phase");
    matches!(phase.str(), "Succeeded" | "Failed")
}

fn is_on(pod: &PodInstance<'_>, node: &str, allowed: &Draining) -> bool {
    let annotations = pod.template.field().at("metadata").at("annotations");
    pod.pod.node_name == node
        && allowed.pods.as_ref().is_none_or(|selector| selects(selector, &pod.pod.labels))
        && !annotations.at("kubernetes.io/config.mirror").exists()
}

fn leaves(pod: &PodInstance<'_>, node: &str, allowed: &Draining) -> bool {
    is_on(pod, node, allowed) && (!is_daemon(pod) || is_finished(pod))
}

/// What kubectl says before it evicts anything (`RunNodeDrain`, `PodDeleteList.errors`).
fn refuse(inventory: &Inventory<'_>, node: &str, allowed: &Draining) -> Result<(), String> {
    let mut by_reason: [BTreeSet<String>; 3] = Default::default();
    for pod in inventory.running.iter().filter(|pod| is_on(pod, node, allowed) && !is_finished(pod)) {
        let local = pod.template.field().at("spec").at("volumes").items().any(|volume| volume.at("emptyDir").exists());
        let at = if is_daemon(pod) {
            (!allowed.ignore_daemonsets).then_some(0)
        } else if local && !allowed.delete_emptydir_data {
            Some(1)
        } else {
            (pod.pod.owner.is_none() && !allowed.force).then_some(2)
        };
        if let Some(at) = at {
            by_reason[at].insert(pod.pod.key());
        }
    }
    let told: Vec<String> = FATAL
        .iter()
        .zip(&by_reason)
        .filter(|(_, pods)| !pods.is_empty())
        .map(|(why, pods)| format!("cannot delete {why}: {}", pods.iter().cloned().collect::<Vec<_>>().join(", ")))
        .collect();
    match told.as_slice() {
        [] => Ok(()),
        [one] => Err(format!("unable to drain node \"{node}\" due to error: {one}")),
        all => Err(format!("unable to drain node \"{node}\" due to error: [{}]", all.join(", "))),
    }
}
