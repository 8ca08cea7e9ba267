//! Services that are down while their pods are replaced.

use super::look::{Check, Referring};
use super::world::World;
use crate::model::parameters::{Default, Parameter};
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/rollout-strategy`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["Recreate"], parameters: &[REPLICAS], look: &Referring { find } };

const REPLICAS: Parameter =
    Parameter { name: "replicas", summary: "The fewest replicas that it tells of", default: Default::Number(2) };

static RULE: Rule = Rule {
    id: "cross/rollout-strategy",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: false,
    summary: "A Deployment behind a Service that is down while it is updated",
    explanation: "With the strategy `Recreate` all pods end before the first new one starts: the Service that selects them answers nobody meanwhile. With \
                  `RollingUpdate` there are always some. Keep `Recreate` where two versions must never run at once.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  strategy:\n    type: Recreate\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
};

fn find(world: &World<'_>) -> Vec<Finding> {
    let covered = world.covered_by(|_, facts| facts.service.is_some());
    let fewest = world.number(&RULE, &REPLICAS);
    let mut findings = Vec::new();
    for facts in world.facts.iter().filter(|facts| covered.contains(&facts.object)) {
        let (object, Some(pods)) = (&world.objects[facts.object], &facts.pods) else { continue };
        let Some(span) = pods.recreate_at.filter(|_| pods.replicas.is_some_and(|replicas| replicas >= fewest)) else {
            continue;
        };
        let mut finding = Finding::of(
            &RULE,
            span,
            "a Service selects these pods, and an update ends all of them before the first new one starts",
        );
        finding.field("spec.strategy.type").help("use `RollingUpdate`, unless two versions must never run at once");
        findings.push(object.scene().set(finding));
    }
    findings
}
