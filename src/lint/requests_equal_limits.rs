//! A container that may take more than it asked for.

use super::{
    Check, Cx, Default, Of, Parameter,
    needs::{LIMITS_STAND, amount, differ, is_nothing},
};
use crate::model::{Layer, Rule, Severity};

/// `lint/requests-equal-limits`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[LIMITS_STAND, RESOURCES], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/requests-equal-limits",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "Requests and limits that are not the same",
    explanation: "Where all requests are also the limits a pod is of the class `Guaranteed`: it is the last to be \
                  evicted, and the static policy of the cpu manager gives it cores of its own. What may take more \
                  than it requested takes it from its neighbours when all are busy at once. It also costs what is \
                  seldom needed, so the rule looks only where it is asked to.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        memory: 64Mi\n      limits:\n        memory: 128Mi\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        memory: 128Mi\n      limits:\n        memory: 128Mi\n",
};

const RESOURCES: Parameter = Parameter {
    name: "resources",
    summary: "The resources of which request and limit are compared",
    default: Default::Texts(&["cpu", "ephemeral-storage", "memory"]),
};

fn find(cx: &mut Cx<'_>) {
    let (stand, resources) = (cx.number(&LIMITS_STAND) != 0, cx.texts(&RESOURCES));
    for container in cx.containers() {
        let (own, name) = (container.at("resources"), container.at("name").str());
        for resource in &resources {
            match (amount(own, "requests", resource), amount(own, "limits", resource)) {
                (Some(request), Some(limit)) if differ(request, limit) => {
                    let message = format!("the {resource} limit of container `{name}` is not its request");
                    cx.report(limit, None, message)
                        .relate(request.span(), "the request")
                        .help("give both the same amount");
                }
                (Some(request), None) if !is_nothing(request) => {
                    cx.report(request, None, format!("container `{name}` requests {resource} without a limit of it"))
                        .help(format!("add `resources.limits.{resource}` of the same amount"));
                }
                (None, Some(limit)) if !stand && !is_nothing(limit) => {
                    cx.report(limit, None, format!("container `{name}` has a limit of {resource} without a request"))
                        .help(format!("add `resources.requests.{resource}` of the same amount"));
                }
                _ => {}
            }
        }
    }
}
