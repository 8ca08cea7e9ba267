//! Autoscalers that measure use against requests that are not there.

use super::look::{Check, Referring};
use super::world::World;
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/autoscaler-without-requests`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["HorizontalPodAutoscaler"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/autoscaler-without-requests",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "An autoscaler on the use of cpu or memory whose pods do not request it",
    explanation: "Utilization is a share of what the pods request. Where a container requests none the autoscaler cannot compute it: its status says \
                  `FailedGetResourceMetric` (missing request for cpu), and it scales nothing. A limit does for a request, and so does a \
                  LimitRange with defaults.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 5\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        resources:\n          requests:\n            cpu: 100m\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  maxReplicas: 5\n",
};

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (from, scales, object, pods) in world.scaled() {
        // A patch may ask for it.
        if world.writes(object, "resources") {
            continue;
        }
        for (resource, place) in &scales.measures {
            let unasked = pods.unasked.of(resource).filter(|_| !world.is_filled(object, resource));
            let Some(container) = unasked else { continue };
            let (kind, name) = (object.gvk.kind, object.reference.name.as_deref().unwrap_or_default());
            let message =
                format!("the use of {resource} cannot be measured: a container of {kind} `{name}` requests none");
            let mut finding = place.finding(&RULE, message);
            finding.help(format!("give each of its containers `resources.requests.{resource}`"));
            finding.relate_in(object.file, container, "this container");
            findings.push(from.scene().set(finding));
        }
    }
    findings
}
