//! A served container that nobody asks whether it is ready.

use super::{Check, Cx};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-probes`
pub(super) const CHECK: Check = Check { rule: &RULE, find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-probes",
    layer: Layer::Lint,
    severity: Severity::Info,
    summary: "A long-running container with ports but without a readiness probe",
    explanation: "Without a readiness probe a Service sends requests to the pod from the moment its process starts, and a rollout goes \
                  on before the new pods answer.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        ports:\n        - containerPort: 80\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        ports:\n        - containerPort: 80\n        readinessProbe:\n          httpGet: {path: /, port: 80}\n",
};

/// Kinds whose pods serve rather than finish.
const SERVING: [&str; 4] = ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"];

fn find(cx: &mut Cx<'_>) {
    if cx.gvk.group != "apps" || !SERVING.contains(&cx.gvk.kind) {
        return;
    }
    let Some(pod) = cx.pod() else { return };
    for container in pod.spec.at("containers").items() {
        if container.at("ports").is_empty() || container.at("readinessProbe").exists() {
            continue;
        }
        let name = container.at("name");
        cx.report(
            container.at("readinessProbe"),
            Some(name.span()),
            format!("container `{}` has ports but no `readinessProbe`", name.str()),
        )
        .help("add a `readinessProbe`, so that it gets requests only when it can answer them");
    }
}
