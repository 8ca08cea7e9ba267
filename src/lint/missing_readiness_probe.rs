//! A served container that nobody asks whether it is ready.

use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-readiness-probe`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[PORTS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-readiness-probe",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A long-running container with ports but without a readiness probe",
    explanation: "Without a readiness probe a Service sends requests to the pod from the moment its process starts, and a rollout goes \
                  on before the new pods answer.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        ports:\n        - containerPort: 80\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        ports:\n        - containerPort: 80\n        readinessProbe:\n          httpGet: {path: /, port: 80}\n",
};

const PORTS: Parameter = Parameter {
    name: "ports",
    summary: "A container with fewer ports needs no probe; with 0 every one does",
    default: Default::Number(1),
};

/// Kinds whose pods serve rather than finish.
const SERVING: [&str; 4] = ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"];

fn find(cx: &mut Cx<'_>) {
    if cx.gvk.group != "apps" || !SERVING.contains(&cx.gvk.kind) {
        return;
    }
    let least = cx.number(&PORTS);
    for container in cx.main_containers() {
        let ports = container.at("ports").len();
        if i64::try_from(ports).is_ok_and(|ports| ports < least) || container.at("readinessProbe").exists() {
            continue;
        }
        let name = container.at("name");
        let has = if ports == 0 { "has no" } else { "has ports but no" };
        cx.report(
            container.at("readinessProbe"),
            Some(name.span()),
            format!("container `{}` {has} `readinessProbe`", name.str()),
        )
        .help("add a `readinessProbe`, so that it gets requests only when it can answer them");
    }
}
