//! A served container that nobody asks whether it is ready.

use super::{Check, Cx, Of, Parameter, probes};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-readiness-probe`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[KINDS, PORTS, probes::EACH], find };

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

/// What serves rather than finishes; a bare Pod is often none of these.
const KINDS: Parameter = probes::kinds(&["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]);
const PORTS: Parameter = probes::ports(1);

const HELP: &str = "add a `readinessProbe`, so that it gets requests only when it can answer them";

fn find(cx: &mut Cx<'_>) {
    probes::tell_missing(cx, "readinessProbe", (&KINDS, &PORTS), HELP);
}
