//! A container that asks for no cpu.

use super::{Check, Cx, Of, needs};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-cpu-request`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Pods, parameters: &[needs::CONTAINERS, needs::LIMITS_STAND], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-cpu-request",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A container without a cpu request",
    explanation: "The scheduler places a pod by what it requests, not by what it uses. Without a request of cpu it takes up no room on paper, \
                  lands on nodes that are full in fact, and gets least of the cpu there when it is short.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        cpu: 100m\n",
};

const HELP: &str =
    "add `resources.requests.cpu`: what it needs at the least, so that it gets a node with that much to spare";

fn find(cx: &mut Cx<'_>) {
    needs::tell_missing(cx, "requests", "cpu", HELP);
}
