//! Replicas that are given where an autoscaler gives them.

use super::look::{Check, Referring};
use super::world::World;
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/hpa-fixed-replicas`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["HorizontalPodAutoscaler", "ScaledObject"],
    parameters: &[],
    look: &Referring { find },
};

static RULE: Rule = Rule {
    id: "cross/hpa-fixed-replicas",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: false,
    summary: "`replicas` of a workload that an autoscaler scales",
    explanation: "Each time the manifest is applied the number that is written in it comes back, whatever the autoscaler has made of it: under load pods are \
                  taken away that are needed. Leave `replicas` out where an autoscaler sees to it (the first time one pod is made, and the \
                  autoscaler goes on from there).",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        resources:\n          requests:\n            cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 5\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        resources:\n          requests:\n            cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 5\n",
};

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (from, _, object, pods) in world.scaled() {
        let Some(span) = pods.replicas_at.filter(|_| pods.replicas != Some(0)) else { continue };
        let name = from.reference.name.as_deref().unwrap_or_default();
        let message =
            format!("the autoscaler `{name}` gives the replicas: each apply sets them back to what is written here");
        let mut finding = Finding::of(&RULE, span, message);
        finding.field("spec.replicas").help("leave `replicas` out");
        finding.relate_in(from.file, from.name, "the autoscaler");
        findings.push(object.scene().set(finding));
    }
    findings
}
