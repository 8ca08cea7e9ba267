//! Pods that are not started again when they fail.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/restart-policy`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[POLICIES], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/restart-policy",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A pod that stays down once it has failed",
    explanation: "A container that fails is started again on its node, with `restartPolicy: Always` (which holds \
                  where nothing is said) also one that has ended well. With `Never` it stays down, and whoever made \
                  the pod must make another one. For Jobs that is sometimes what is wanted: each try then leaves its \
                  own pod, with its logs.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: Never\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  restartPolicy: OnFailure\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const POLICIES: Parameter = Parameter {
    name: "policies",
    summary: "The restart policies that are accepted",
    default: Default::Texts(&["Always", "OnFailure"]),
};

fn find(cx: &mut Cx<'_>) {
    let policy = cx.pod_spec().at("restartPolicy");
    // What the server fills in (`SetDefaults_PodSpec`).
    let given = if policy.exists() { policy.str() } else { "Always" };
    let accepted = cx.texts(&POLICIES);
    if !matches!(given, "Always" | "OnFailure" | "Never") || accepted.contains(&given) {
        return;
    }
    let message = format!("the restart policy of {} is `{given}`", whole::called(cx));
    cx.report(policy, whole::place(cx), message).help(format!("set `restartPolicy` to `{}`", accepted.join("` or `")));
}
