//! A container that asks for nothing.

use super::{Check, Cx};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-requests`
pub(super) const CHECK: Check = Check { rule: &RULE, find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-requests",
    layer: Layer::Lint,
    severity: Severity::Info,
    summary: "A container without cpu or memory requests",
    explanation: "The scheduler places a pod by what it requests, not by what it uses. Without requests it takes up no room on paper, \
                  lands on nodes that are full in fact, and is the first to be evicted there.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        cpu: 100m\n        memory: 64Mi\n",
};

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    // Requests of the whole pod do for each of its containers.
    let whole = pod.spec.at("resources");
    for container in pod.spec.at("containers").items() {
        let own = container.at("resources");
        let missing: Vec<&str> = ["cpu", "memory"]
            .into_iter()
            .filter(|name| {
                [own, whole].iter().all(|r| r.at("requests").key(name).is_none() && r.at("limits").key(name).is_none())
            })
            .collect();
        if missing.is_empty() {
            continue;
        }
        let name = container.at("name");
        let message = format!("container `{}` requests no {}", name.str(), missing.join(" and no "));
        cx.report(own.at("requests"), Some(name.span()), message).help(
            "add `resources.requests`: what it needs at the least, so that it gets a node with that much to spare",
        );
    }
}
