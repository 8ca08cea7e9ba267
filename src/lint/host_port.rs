//! A container that takes a port of its node.

use super::security::who;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/host-port`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/host-port",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A container that takes a port of its node",
    explanation: "A port of the node is there once: of pods that take it one fits on each node, a rollout waits \
                  for the old pod to go, and everybody who reaches the node reaches the container. Use a \
                  Service, of type `NodePort` or `LoadBalancer` where it is to be reached from outside.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - containerPort: 80\n      hostPort: 80\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - containerPort: 80\n",
};

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        for port in container.at("ports").items() {
            let taken = port.at("hostPort");
            if taken.int() != 0 {
                cx.report(taken, None, format!("{} takes port {} of the node", who(container), taken.int()))
                    .help("remove `hostPort`, and let a Service reach the container");
            }
        }
    }
}
