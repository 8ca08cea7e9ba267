//! A container that asks for no memory.

use super::{Check, Cx, Of, needs};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-memory-request`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Pods, parameters: &[needs::CONTAINERS, needs::LIMITS_STAND], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-memory-request",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A container without a memory request",
    explanation: "The scheduler places a pod by what it requests, not by what it uses. Without a request of memory it takes up no room on paper, \
                  lands on nodes that are full in fact, and is the first to be evicted there.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        memory: 64Mi\n",
};

const HELP: &str =
    "add `resources.requests.memory`: what it needs at the least, so that it gets a node with that much to spare";

fn find(cx: &mut Cx<'_>) {
    needs::tell_missing(cx, "requests", "memory", HELP);
}
