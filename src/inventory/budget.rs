//! What disruption budgets allow where no status says so.

use super::matching::selects;
use super::{Inventory, Origin};
use crate::model::Shared;
use crate::resource::Field;
use crate::scheduler::types::{Pod, PodDisruptionBudget};
use crate::source::Kind;

/// The budgets, their allowance worked out from the running pods where the manifest has no status
/// (`disruption.go`, `updatePdbStatus`, with every running pod taken for healthy).
pub fn budgets(inventory: &Inventory<'_>, running: &[Shared<Pod>]) -> Vec<PodDisruptionBudget> {
    let complete = |(budget, origin): &(PodDisruptionBudget, Option<Origin<'_>>)| {
        let mut budget = budget.clone();
        if let (Some(origin), Some(selector)) = (origin, &budget.selector) {
            let guarded = running.iter().filter(|p| p.namespace == budget.namespace && selects(selector, &p.labels));
            let healthy = i64::try_from(guarded.count()).unwrap_or(i64::MAX);
            let allowed = allowed(origin.field().at("spec"), healthy);
            budget.disruptions_allowed = i32::try_from(allowed).unwrap_or(i32::MAX);
        }
        budget
    };
    inventory.budgets.iter().map(complete).collect()
}

fn allowed(spec: Field<'_>, healthy: i64) -> i64 {
    if spec.at("maxUnavailable").exists() {
        return share(spec.at("maxUnavailable"), healthy).clamp(0, healthy);
    }
    (healthy - share(spec.at("minAvailable"), healthy)).clamp(0, healthy)
}

/// A number, or a percentage of `of`, rounded up (`GetScaledValueFromIntOrPercent`).
pub(crate) fn share(f: Field<'_>, of: i64) -> i64 {
    match f.node().map(|n| (n.kind(), n.scalar_text())) {
        Some((Kind::Int, _)) => f.int(),
        Some((Kind::Str, text)) => {
            let percent = text.strip_suffix('%').and_then(|p| p.parse::<i64>().ok()).unwrap_or(0).max(0);
            of.saturating_mul(percent).saturating_add(99) / 100
        }
        _ => 0,
    }
}
