//! A container that is logged into.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/ssh-port`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/ssh-port",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container with the port of ssh",
    explanation: "A shell inside of a container wants keys, accounts and updates of its own, and nothing of what is \
                  done there is in the audit log. Whoever must look inside has `kubectl exec` and `kubectl debug`, \
                  with the rights and the log of the cluster. A server of git or files may well be right: leave the \
                  rule out for it.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - containerPort: 22\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - containerPort: 2222\n",
};

const SSH: i64 = 22;

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        for port in container.at("ports").items() {
            let (number, protocol) = (port.at("containerPort"), port.at("protocol"));
            if number.opt_int() == Some(SSH) && (!protocol.exists() || protocol.str() == "TCP") {
                let message = format!("container `{}` has port {SSH}, that of ssh", container.at("name").str());
                cx.report(number, None, message).help("leave the server of ssh out; `kubectl exec` needs none");
            }
        }
    }
}
