//! A port that only the privileged may open.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/privileged-port`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/privileged-port",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container port below 1024",
    explanation: "On most machines only root, or who has the capability `NET_BIND_SERVICE`, may open a port below \
                  1024, so that a container with one often runs as root for no other reason. Let it listen on a \
                  higher one; a Service may still be asked at 80 (`port: 80`, `targetPort: 8080`).",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - containerPort: 80\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - containerPort: 8080\n",
};

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        for port in container.at("ports").items().map(|port| port.at("containerPort")) {
            let number = port.int();
            if (1..1024).contains(&number) {
                let message = format!("container `{}` listens on port {number}", container.at("name").str());
                cx.report(port, None, message).help("let it listen above 1023, and keep the old number in the Service");
            }
        }
    }
}
