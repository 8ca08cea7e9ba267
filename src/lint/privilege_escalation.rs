//! A container whose processes may gain privileges.

use super::security::{Said, capability, head, on_windows, said, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/privilege-escalation`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[UNSET], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/privilege-escalation",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A container whose processes may gain privileges",
    explanation: "Unless `allowPrivilegeEscalation` is false, a program in the container may gain more \
                  privileges than the one that started it, as `sudo` does: whoever breaks in makes themselves \
                  root. Most programs never need that. Privileged containers, and those with `SYS_ADMIN`, gain \
                  them in any case.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      allowPrivilegeEscalation: false\n",
};

const UNSET: Parameter = Parameter {
    name: "unset",
    summary: "0 leaves containers alone that do not say whether they may",
    default: Default::Number(1),
};

fn find(cx: &mut Cx<'_>) {
    if on_windows(cx) {
        return;
    }
    let unset = cx.number(&UNSET) > 0;
    for container in cx.all_containers() {
        let security = container.at("securityContext");
        let may = security.at("allowPrivilegeEscalation");
        let given = || said(security.at("privileged")) == Said::Yes || adds_admin(security);
        let told = match said(may) {
            Said::Yes => true,
            Said::Nothing => unset || given(),
            // With what gives them in any case the API refuses it.
            Said::No | Said::Unclear => false,
        };
        if told {
            cx.report(may, head(container), format!("{} may gain more privileges", who(container)))
                .help("set `securityContext.allowPrivilegeEscalation: false`");
        }
    }
}

fn adds_admin(security: Field<'_>) -> bool {
    security.at("capabilities").at("add").items().any(|added| capability(added.str()) == "SYS_ADMIN")
}
