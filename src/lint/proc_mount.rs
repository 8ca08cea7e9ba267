//! A container that sees all of /proc.

use super::security::{has_own_users, is_filled_in_later, who};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/proc-mount`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/proc-mount",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A container with nothing masked in `/proc`",
    explanation: "Container runtimes hide parts of `/proc` that say much of the node, or change it. `procMount: \
                  Unmasked` shows them. Only containers that start containers themselves need it, and those \
                  should have users of their own (`hostUsers: false`), for which the rule is quiet; newer API \
                  servers want that, too.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      procMount: Unmasked\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      procMount: Default\n",
};

fn find(cx: &mut Cx<'_>) {
    if has_own_users(cx) {
        return;
    }
    for container in cx.all_containers() {
        let mount = container.at("securityContext").at("procMount");
        if mount.is_empty() || mount.str() == "Default" || is_filled_in_later(mount) {
            continue;
        }
        cx.report(mount, None, format!("{} has `procMount: {}`", who(container), mount.str()))
            .help("remove it, or give the pod users of its own with `hostUsers: false`");
    }
}
