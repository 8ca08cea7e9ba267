//! A workload of which there is but one pod.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::{Layer, Rule, Severity, count};

/// `lint/single-replica`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(KINDS), parameters: &[REPLICAS, LOOKED_AT, ABSENT], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/single-replica",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A Deployment with a single replica",
    explanation: "While the only pod is moved to another node, started again or rolled out, nobody serves. With two, \
                  and more where one alone cannot carry the load, there is always one that does. Where `replicas` is \
                  left out nothing is said: an autoscaler may see to it. What may run only once at a time is right as \
                  it is.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

const KINDS: &[(&str, &str)] =
    &[("", "ReplicationController"), ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet")];

const REPLICAS: Parameter =
    Parameter { name: "replicas", summary: "The fewest replicas that are enough", default: Default::Number(2) };
const LOOKED_AT: Parameter = Parameter {
    name: "kinds",
    summary: "The kinds that are looked at, of those that have replicas",
    default: Default::Texts(&["Deployment"]),
};
const ABSENT: Parameter = Parameter {
    name: "absent",
    summary: "With 1 an object that does not say `replicas` has one; with 0 nothing is said of it",
    default: Default::Number(0),
};

fn find(cx: &mut Cx<'_>) {
    if !cx.texts(&LOOKED_AT).contains(&cx.gvk.kind) {
        return;
    }
    let (least, absent) = (cx.number(&REPLICAS), cx.number(&ABSENT) != 0);
    let replicas = cx.resource.field().at("spec").at("replicas");
    let given = if replicas.exists() { replicas.opt_int() } else { absent.then_some(1) };
    // None at all is one that is switched off.
    let Some(given) = given.filter(|given| (1..least).contains(given)) else { return };
    let message = format!("{} has {}", whole::called(cx), count(usize::try_from(given).unwrap_or_default(), "replica"));
    cx.report(replicas, whole::place(cx), message)
        .help(format!("set `replicas` to {least} or more, so that others serve while one is moved or rolled out"));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, found_with};
    use super::*;
    use crate::model::parameters::Value;

    #[test]
    fn what_is_left_out_may_be_scaled_by_another() {
        for (kind, replicas, told, strict) in [
            ("Deployment", "replicas: 1", 1, 1),
            ("Deployment", "replicas: 0", 0, 0),
            ("Deployment", "replicas: 2", 0, 1),
            ("Deployment", "replicas: 3", 0, 0),
            ("Deployment", "paused: true", 0, 1),
            ("Deployment", "replicas: ${REPLICAS}", 0, 0),
            ("StatefulSet", "replicas: 1", 0, 1),
        ] {
            let text = format!("apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: web\nspec:\n  {replicas}\n");
            assert_eq!(found(&RULE, &text).len(), told, "{text}");
            let kinds = Value::Texts(vec!["Deployment".to_owned(), "StatefulSet".to_owned()]);
            let set = [("replicas", Value::Number(3)), ("absent", Value::Number(1)), ("kinds", kinds)];
            assert_eq!(found_with(&RULE, &text, &set).len(), strict, "strictly: {text}");
        }
    }
}
