//! A pod that shares memory with its node.

use super::security::tell_shared;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/host-ipc`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/host-ipc",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that shares memory with its node",
    explanation: "With `hostIPC` a pod reads and writes the shared memory and the message queues of every \
                  process of its node. Containers of one pod share theirs without it.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostIPC: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    let help = "remove `hostIPC`; containers of one pod share theirs anyway";
    tell_shared(cx, "hostIPC", "the pod shares memory and message queues with its node", help);
}
