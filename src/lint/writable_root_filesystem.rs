//! A container that may write to its own image.

use super::security::{Said, head, on_windows, said, who};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/writable-root-filesystem`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/writable-root-filesystem",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container that may write to its root filesystem",
    explanation: "Who breaks into a container that may write everywhere puts tools there and changes programs. \
                  With `readOnlyRootFilesystem` only volumes can be written: give the folders that the program \
                  writes to, `/tmp` mostly, an `emptyDir`.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      readOnlyRootFilesystem: true\n",
};

fn find(cx: &mut Cx<'_>) {
    if on_windows(cx) {
        return;
    }
    for container in cx.all_containers() {
        let only = container.at("securityContext").at("readOnlyRootFilesystem");
        if matches!(said(only), Said::No | Said::Nothing) {
            cx.report(only, head(container), format!("{} may write to its root filesystem", who(container)))
                .help("set `securityContext.readOnlyRootFilesystem: true`, and mount an `emptyDir` where it writes");
        }
    }
}
