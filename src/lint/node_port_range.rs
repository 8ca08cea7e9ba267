//! A node port outside of the range that servers have unless told otherwise.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/node-port-range`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/node-port-range",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A node port outside of 30000-32767",
    explanation: "The API server refuses node ports outside of its range. That is 30000-32767 unless it was started with another \
                  `--service-node-port-range`.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n  - port: 80\n    nodePort: 8080\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n  - port: 80\n    nodePort: 30080\n",
};

fn find(cx: &mut Cx<'_>) {
    let spec = cx.resource.field().at("spec");
    let served = matches!(spec.at("type").str(), "NodePort" | "LoadBalancer");
    if cx.gvk.kind != "Service" || !cx.gvk.group.is_empty() || !served {
        return;
    }
    let ports = spec.at("ports").items().map(|port| port.at("nodePort"));
    for port in ports.chain([spec.at("healthCheckNodePort")]) {
        let number = port.int();
        // What is no port at all, the server refuses wherever its range begins.
        if (1..=65535).contains(&number) && !(30000..=32767).contains(&number) {
            cx.report(port, None, format!("node port {number} lies outside of 30000-32767"))
                .help("the server refuses it unless its `--service-node-port-range` says otherwise");
        }
    }
}
