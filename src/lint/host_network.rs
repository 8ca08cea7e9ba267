//! A pod in the network of its node.

use super::security::tell_shared;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/host-network`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/host-network",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod in the network of its node",
    explanation: "With `hostNetwork` a pod has the addresses of its node: it sees the traffic there, reaches \
                  what listens on localhost, no NetworkPolicy holds for it, and its ports are the node's, so \
                  that a second one like it finds no room. Have it reached by a Service instead; only parts of \
                  the cluster itself, such as network plugins, need more.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostNetwork: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    let help = "remove `hostNetwork`, and let a Service reach the pod";
    tell_shared(cx, "hostNetwork", "the pod is in the network of its node", help);
}
