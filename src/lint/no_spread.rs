//! Replicas that nothing keeps apart.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/no-spread`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(KINDS), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/no-spread",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "Several replicas that nothing keeps apart",
    explanation: "Replicas help where one node or zone is lost, if they are not all on it. The scheduler tries to spread them by itself, but \
                  a full cluster, or room on one node alone, is reason enough for it not to. A topology spread constraint, or an \
                  anti-affinity, says that it matters. With `--nodes` the rule `schedule/one-place` says where they do end up.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      topologySpreadConstraints:\n      - maxSkew: 1\n        topologyKey: kubernetes.io/hostname\n        whenUnsatisfiable: ScheduleAnyway\n        labelSelector:\n          matchLabels: {app: web}\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

const KINDS: &[(&str, &str)] = &[("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet")];

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let replicas = cx.resource.field().at("spec").at("replicas");
    let kept_apart =
        pod.spec.at("affinity").at("podAntiAffinity").exists() || !pod.spec.at("topologySpreadConstraints").is_empty();
    if replicas.opt_int().is_none_or(|replicas| replicas < 2) || kept_apart {
        return;
    }
    cx.report(replicas, None, format!("nothing keeps the {} replicas apart", replicas.int())).help(
        "add `topologySpreadConstraints` over `kubernetes.io/hostname` to the pod's `spec`, or a `podAntiAffinity`",
    );
}
