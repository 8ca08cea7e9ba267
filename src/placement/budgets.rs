//! What disruption budgets say of evictions (`registry/core/pod/rest/eviction.go`, `disruption.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::matching::selects;
use crate::inventory::{Inventory, Origin, PodInstance, Workload, share};
use crate::resource::Field;
use crate::scheduler::types::PodDisruptionBudget;
use crate::source::Kind;

/// Which of the pods go, one after the other, and which do not: with whether several budgets are about them. Nothing comes
/// back between them.
pub(super) fn evict(inventory: &Inventory<'_>, names: &[String]) -> (BTreeSet<String>, Vec<(String, bool)>) {
    let mut left: Vec<i64> =
        inventory.budgets.iter().map(|(budget, origin)| allowed(inventory, budget, origin)).collect();
    let (mut gone, mut held) = (BTreeSet::new(), Vec::new());
    for name in names {
        let Some(pod) = inventory.running.iter().find(|pod| pod.pod.key() == *name) else { continue };
        let own: Vec<usize> = (0..left.len()).filter(|at| guards(&inventory.budgets[*at].0, pod)).collect();
        match own[..] {
            [] => drop(gone.insert(name.clone())),
            [at] if left[at] > 0 => {
                left[at] -= 1;
                gone.insert(name.clone());
            }
            [_] => held.push((name.clone(), false)),
            _ => held.push((name.clone(), true)),
        }
    }
    (gone, held)
}

fn guards(budget: &PodDisruptionBudget, pod: &PodInstance<'_>) -> bool {
    let selector = budget.selector.as_ref();
    budget.namespace == pod.pod.namespace && selector.is_some_and(|selector| selects(selector, &pod.pod.labels))
}

/// How many may go (`updatePdbStatus`): those with a node are taken for healthy. What a status says counts only as long as
/// no manifest says better.
fn allowed(inventory: &Inventory<'_>, budget: &PodDisruptionBudget, origin: &Option<Origin<'_>>) -> i64 {
    let Some(origin) = origin else { return i64::from(budget.disruptions_allowed) };
    let spec = origin.field().at("spec");
    let guarded: Vec<&PodInstance<'_>> = inventory.pods().filter(|pod| guards(budget, pod)).collect();
    let healthy = guarded.iter().filter(|pod| !pod.pod.node_name.is_empty()).count();
    let healthy = i64::try_from(healthy).unwrap_or(i64::MAX);
    let (least, most) = (spec.at("minAvailable"), spec.at("maxUnavailable"));
    if let Some(number) = number(least).filter(|_| !most.exists()) {
        return healthy.saturating_sub(number).max(0);
    }
    if !least.exists() && !most.exists() {
        return healthy;
    }
    // Without a controller that can be scaled nobody knows how many there should be.
    let Some(expected) = expected(inventory, &guarded) else { return 0 };
    let desired = if most.exists() { expected.saturating_sub(share(most, expected)) } else { share(least, expected) };
    healthy.saturating_sub(desired.max(0)).max(0)
}

/// How many pods their controllers are to have in all (`getExpectedScale`).
fn expected(inventory: &Inventory<'_>, pods: &[&PodInstance<'_>]) -> Option<i64> {
    let mut wanted: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for pod in pods {
        let owner = pod.pod.owner.as_ref().map(|owner| Workload { kind: owner.kind.clone(), name: owner.name.clone() });
        let of = pod.workload.as_deref().cloned().or(owner)?;
        let namespace = &pod.pod.namespace;
        let found =
            inventory.controllers().find(|c| c.kind == of.kind && c.name == of.name && c.namespace == *namespace);
        let replicas = found.filter(|c| !matches!(c.kind, "DaemonSet" | "Job" | "CronJob"))?.wanted();
        wanted.insert((of.kind, namespace.clone(), of.name), replicas);
    }
    Some(wanted.values().sum())
}

fn number(field: Field<'_>) -> Option<i64> {
    field.node().filter(|node| node.kind() == Kind::Int).map(|_| field.int())
}
