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
        let cause = cause(security);
        let told = match said(may) {
            Said::Yes => true,
            Said::Nothing => unset || cause.is_some(),
            // With what lets them in any case the API refuses it.
            Said::No | Said::Unclear => false,
        };
        if !told {
            continue;
        }
        let who = who(container);
        match cause {
            Some((field, name)) => {
                let place = if may.exists() { may } else { field };
                cx.report(place, None, format!("{who} may gain more privileges, as `{name}` lets it in any case"))
                    .help(format!("remove `{name}`, and set `securityContext.allowPrivilegeEscalation: false`"));
            }
            None => {
                cx.report(may, head(container), format!("{who} may gain more privileges"))
                    .help("set `securityContext.allowPrivilegeEscalation: false`");
            }
        }
    }
}

/// What lets a container gain them whatever else it says, and what that is called.
fn cause(security: Field<'_>) -> Option<(Field<'_>, &'static str)> {
    let privileged = security.at("privileged");
    if privileged.bool() {
        return Some((privileged, "privileged"));
    }
    let mut added = security.at("capabilities").at("add").items();
    added.find(|added| capability(added.str()) == "SYS_ADMIN").map(|added| (added, "SYS_ADMIN"))
}

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    #[test]
    fn what_lets_it_in_any_case_is_named() {
        for (security, by_default, said_only) in [
            ("", "container `a` may gain more privileges", ""),
            ("allowPrivilegeEscalation: true", "container `a` may gain more privileges", "same"),
            ("allowPrivilegeEscalation: false", "", "same"),
            ("allowPrivilegeEscalation: '${MAY}'", "", "same"),
            ("privileged: true", "container `a` may gain more privileges, as `privileged` lets it in any case", "same"),
            (
                "capabilities: {add: [SYS_ADMIN]}",
                "container `a` may gain more privileges, as `SYS_ADMIN` lets it in any case",
                "same",
            ),
        ] {
            let spec = format!("  containers: [{{name: a, securityContext: {{{security}}}}}]\n");
            let messages =
                |set: &[_]| told(&super::CHECK, &spec, set).iter().map(|f| f.message.clone()).collect::<String>();
            assert_eq!(messages(&[]), by_default, "{security}");
            let wanted = if said_only == "same" { by_default } else { said_only };
            assert_eq!(messages(&[("unset", Value::Number(0))]), wanted, "{security}");
        }
        assert!(told(&super::CHECK, "  os: {name: windows}\n  containers: [{name: a}]\n", &[]).is_empty());
    }
}
