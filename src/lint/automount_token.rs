//! A pod that may speak to the API server without need.

use super::security::{Said, has_spec, pod_head, said};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/automount-token`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/automount-token",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A pod that is given a token for the API server",
    explanation: "Unless it says otherwise each pod gets the token of its ServiceAccount in a file, and whoever \
                  breaks in speaks to the API server with it. Few programs need that. What the ServiceAccount \
                  says of it is not looked at; what the pod says outweighs it.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  automountServiceAccountToken: false\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    let mount = cx.pod_spec().at("automountServiceAccountToken");
    if has_spec(cx) && matches!(said(mount), Said::Yes | Said::Nothing) {
        cx.report(mount, pod_head(cx), "the pod is given a token for the API server")
            .help("set `automountServiceAccountToken: false` where it does not speak to the API server");
    }
}
