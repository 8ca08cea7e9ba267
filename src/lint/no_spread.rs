//! Replicas that nothing keeps apart.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::{Layer, Rule, Severity};
use crate::resource::{Field, PodParts};

/// `lint/no-spread`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(KINDS), parameters: &[REPLICAS, ABSENT], find };

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

const REPLICAS: Parameter =
    Parameter { name: "replicas", summary: "The fewest replicas that it tells of", default: Default::Number(2) };
const ABSENT: Parameter = Parameter {
    name: "absent",
    summary: "As many replicas as there are of what does not say `replicas`: to the cluster it is 1",
    default: Default::Number(1),
};

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let replicas = cx.resource.field().at("spec").at("replicas");
    let number = if replicas.exists() { replicas.opt_int() } else { Some(cx.number(&ABSENT)) };
    let Some(number) = number.filter(|number| *number >= cx.number(&REPLICAS)) else { return };
    if !pod.spec.at("topologySpreadConstraints").is_empty() || keeps_apart(pod) {
        return;
    }
    cx.report(replicas, whole::place(cx), format!("nothing keeps the {number} replicas apart")).help(
        "add `topologySpreadConstraints` over `kubernetes.io/hostname` to the pod's `spec`, or a `podAntiAffinity`",
    );
}

/// Whether an anti-affinity of the pod speaks of its own kind: one towards others keeps its replicas together as well.
fn keeps_apart(pod: PodParts<'_>) -> bool {
    let of = pod.spec.at("affinity").at("podAntiAffinity");
    let required = of.at("requiredDuringSchedulingIgnoredDuringExecution").items();
    let preferred = of.at("preferredDuringSchedulingIgnoredDuringExecution").items();
    let mut terms = required.chain(preferred.map(|term| term.at("podAffinityTerm")));
    terms.any(|term| may_select(term.at("labelSelector"), pod.metadata.at("labels")))
}

/// Whether a selector may pick pods with those labels, as far as its labels tell.
fn may_select(selector: Field<'_>, labels: Field<'_>) -> bool {
    selector.at("matchLabels").entries().all(|(key, value)| {
        let own = labels.entries().find(|(own, _)| own.scalar_text() == key.scalar_text());
        own.is_some_and(|(_, own)| own.str() == value.str())
    })
}
