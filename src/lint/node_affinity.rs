//! Pods that go to whichever node has room.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/node-affinity`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/node-affinity",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A pod that does not say which nodes it is for",
    explanation: "Where nodes are of several sorts, such as those that may be taken away any time, those with much \
                  memory or another processor, a pod that says nothing lands on any of them. Say which it needs, or \
                  prefers, in `affinity.nodeAffinity` or `nodeSelector`. Where all nodes are alike there is no need.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      nodeSelector:\n        node.kubernetes.io/pool: web\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let affinity = pod.spec.at("affinity").at("nodeAffinity");
    let named = !pod.spec.at("nodeSelector").is_empty() || !pod.spec.at("nodeName").is_empty();
    if affinity.exists() || named {
        return;
    }
    let message = format!("the pods of {} may land on any node", whole::called(cx));
    cx.report(affinity, whole::place(cx), message).help("say in `affinity.nodeAffinity` which nodes they are for");
}
