//! Budgets for pods that are not there.

use super::look::{Check, Referring};
use super::world::{self, Facts, Path, World, selects};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;

/// `cross/dangling-disruption-budget`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["PodDisruptionBudget"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-disruption-budget",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A PodDisruptionBudget whose `selector` picks no pod",
    explanation: "The budget is accepted and protects nothing: the pods that it was written for may all be evicted at once. It is told \
                  where pods of that namespace are applied with it; where none of them is nearly so labelled, as a suggestion, since others \
                  may come from elsewhere.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: webb\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
};

/// Reads a PodDisruptionBudget.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if (gvk.group, gvk.kind) == ("policy", "PodDisruptionBudget") {
        facts.selects = selects(&RULE, resource.field().at("spec").at("selector"), Path::of("spec.selector"));
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    world::tell_selects(world, &RULE, "the budget")
}
