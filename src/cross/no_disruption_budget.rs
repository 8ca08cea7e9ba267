//! Replicas that no PodDisruptionBudget protects.

use super::look::{Check, Referring};
use super::world::World;
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/no-disruption-budget`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], look: &Referring { find } };

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
    let covered = world.covered_by(("policy", "PodDisruptionBudget"));
    let mut findings = Vec::new();
    for facts in world.facts.iter().filter(|facts| !covered.contains(&facts.object)) {
        let (object, Some(pods)) = (&world.objects[facts.object], &facts.pods) else { continue };
        let counted = matches!(object.gvk.kind, "Deployment" | "StatefulSet");
        if !counted || pods.replicas.is_none_or(|replicas| replicas < 2) {
            continue;
        }
        let mut finding = Finding::of(
            &RULE,
            object.name,
            format!(
                "no PodDisruptionBudget protects the pods of {} `{}`",
                object.gvk.kind,
                object.reference.name.as_deref().unwrap_or_default()
            ),
        );
        finding.field("metadata.name").help("add a PodDisruptionBudget with `maxUnavailable: 1` that selects them");
        findings.push(object.scene().set(finding));
    }
    findings
}
