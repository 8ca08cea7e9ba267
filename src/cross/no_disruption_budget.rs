//! Replicas that no PodDisruptionBudget protects.

use super::Object;
use super::look::{Check, Referring};
use super::world::{Pods, World};
use crate::model::parameters::{Default, Parameter};
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/no-disruption-budget`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], parameters: &[REPLICAS], look: &Referring { find } };

const REPLICAS: Parameter =
    Parameter { name: "replicas", summary: "The fewest replicas that need a budget", default: Default::Number(2) };

static RULE: Rule = Rule {
    id: "cross/no-disruption-budget",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: true,
    summary: "Replicas that no PodDisruptionBudget of the tree protects",
    explanation: "When nodes are drained, for an upgrade say, nothing keeps the last replica from being evicted together with the others. A \
                  PodDisruptionBudget says how many must stay, or may go, at a time.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
};

fn find(world: &World<'_>) -> Vec<Finding> {
    let fewest = world.number(&RULE, &REPLICAS);
    let several = |object: &Object, pods: &Pods| {
        matches!(object.gvk.kind, "Deployment" | "StatefulSet")
            && pods.replicas.is_some_and(|replicas| replicas >= fewest)
    };
    let help = "add a PodDisruptionBudget with `maxUnavailable: 1` that selects them";
    let said = ("no PodDisruptionBudget protects", help);
    world.tell_uncovered(&RULE, |_, facts| facts.budget.is_some(), several, said)
}
