//! A pod that sees the processes of its node.

use super::security::tell_shared;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/host-pid`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/host-pid",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that sees the processes of its node",
    explanation: "With `hostPID` a pod sees every process of its node, reads their arguments and environment, \
                  secrets among them, and may end them where its user may. Containers of one pod see each \
                  other's with `shareProcessNamespace`, which needs nothing of the node.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostPID: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    let help = "remove `hostPID`; `shareProcessNamespace` is enough to see those of the pod's own containers";
    tell_shared(cx, "hostPID", "the pod sees the processes of its node", help);
}
