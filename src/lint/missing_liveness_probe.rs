//! A container that nobody asks whether it still lives.

use super::{Check, Cx, Of, Parameter, probes};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-liveness-probe`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[KINDS, PORTS, probes::EACH], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-liveness-probe",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A long-running container without a liveness probe",
    explanation: "Opinions differ: a process that has hung is started again only where a liveness probe notices it, \
                  and a probe that is too strict starts a busy one again for nothing, at the worst time. Ask for \
                  something that fails only where a new start helps, and leave it to the readiness probe to say when \
                  no requests are wanted.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n        livenessProbe:\n          httpGet: {path: /alive, port: 80}\n",
};

const KINDS: Parameter = probes::kinds(probes::RUNNING);
const PORTS: Parameter = probes::ports(0);

const HELP: &str = "add a `livenessProbe` that fails only where starting it again would help";

fn find(cx: &mut Cx<'_>) {
    probes::tell_missing(cx, "livenessProbe", (&KINDS, &PORTS), HELP);
}
