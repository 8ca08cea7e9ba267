//! A container that may take all memory of its node.

use super::{Check, Cx, Of, needs};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-memory-limit`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[needs::CONTAINERS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-memory-limit",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A container without a memory limit",
    explanation: "What leaks memory takes it from everything else on the node, until the kernel kills what it likes. With a limit it is the \
                  container itself that is started anew. As memory cannot be taken back, a limit at the request is the safest.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      limits:\n        memory: 64Mi\n",
};

const HELP: &str = "add `resources.limits.memory`, so that a leak ends this container and not its neighbours";

fn find(cx: &mut Cx<'_>) {
    needs::tell_missing(cx, "limits", "memory", HELP);
}
