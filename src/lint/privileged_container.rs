//! A container that may do anything on its node.

use super::security::who;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/privileged-container`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/privileged-container",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A privileged container",
    explanation: "A privileged container has every capability and every device of its node: whoever breaks into \
                  it has the node, and with it the other pods there. Few programs need all of that. Give yours \
                  the capability or the device that it needs, and no more.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      privileged: true\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      privileged: false\n",
};

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        let privileged = container.at("securityContext").at("privileged");
        if privileged.bool() {
            cx.report(privileged, None, format!("{} runs privileged", who(container)))
                .help("remove it, and give what the container needs by `capabilities.add` or a device plugin");
        }
    }
}
