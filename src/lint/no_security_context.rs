//! A container of which nobody has said what it may do.

use super::security::{head, pod_head, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};

/// `lint/no-security-context`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[WANTED], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/no-security-context",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container without a security context",
    explanation: "Without a `securityContext`, neither the pod's nor its own, a container runs with what the \
                  image and the runtime give it: often as root, with capabilities it does not need. Write one, \
                  and say at least `runAsNonRoot: true` and `allowPrivilegeEscalation: false`.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      runAsNonRoot: true\n",
};

const WANTED: Parameter = Parameter {
    name: "wanted",
    summary: "Who must have one of its own, `pod` or `container`; where nobody is named one of both is enough",
    default: Default::Texts(&[]),
};

const HELP: &str = "add a `securityContext` that says what it may do, such as `runAsNonRoot: true`";

fn find(cx: &mut Cx<'_>) {
    let wanted = cx.texts(&WANTED);
    let pod = cx.pod_spec().at("securityContext");
    if wanted.contains(&"pod") && pod.is_empty() {
        cx.report(pod, pod_head(cx), "the pod has no `securityContext`").help(HELP);
    }
    let either = wanted.is_empty() && !pod.is_empty();
    if either || !(wanted.is_empty() || wanted.contains(&"container")) {
        return;
    }
    for container in cx.containers() {
        let own = container.at("securityContext");
        if own.is_empty() {
            cx.report(own, head(container), format!("{} has no `securityContext`", who(container))).help(HELP);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    #[test]
    fn either_is_enough_unless_somebody_wants_more() {
        for (pod, own, wanted) in [
            ("{}", "{}", [1, 1, 1, 2]),
            ("{fsGroup: 1}", "{}", [0, 0, 1, 1]),
            ("{}", "{privileged: false}", [0, 1, 0, 1]),
            ("{fsGroup: 1}", "{privileged: false}", [0, 0, 0, 0]),
        ] {
            let spec = format!("  securityContext: {pod}\n  containers: [{{name: a, securityContext: {own}}}]\n");
            let count = |who: &[&str]| {
                let who = who.iter().map(|who| (*who).to_owned()).collect();
                told(&super::CHECK, &spec, &[("wanted", Value::Texts(who))]).len()
            };
            let found = [count(&[]), count(&["pod"]), count(&["container"]), count(&["pod", "container"])];
            assert_eq!(found, wanted, "{pod} / {own}");
        }
    }
}
