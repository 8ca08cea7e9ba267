//! A capability beyond those that containers have anyway.

use super::security::{capability, is_filled_in_later, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::schema::pod_security::BASELINE_CAPABILITIES;

/// `lint/dangerous-capability`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[ALLOWED, REFUSED], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/dangerous-capability",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A container that adds a capability beyond the usual ones",
    explanation: "Container runtimes give containers a handful of capabilities. What is added beyond them \
                  reaches the node: `SYS_ADMIN` is root in all but name, `NET_ADMIN` changes the network, \
                  `SYS_PTRACE` reads other processes. The pod security level `baseline` allows the usual ones \
                  only. Remove the capability, or keep what needs it in a container of its own.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      capabilities:\n        add: [SYS_ADMIN]\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      capabilities:\n        add: [NET_BIND_SERVICE]\n",
};

const ALLOWED: Parameter = Parameter {
    name: "allowed",
    summary: "Capabilities that may be added",
    default: Default::Texts(BASELINE_CAPABILITIES),
};

const REFUSED: Parameter = Parameter {
    name: "refused",
    summary: "Capabilities that may not be added; where any is named, all others may",
    default: Default::Texts(&[]),
};

fn find(cx: &mut Cx<'_>) {
    let (allowed, refused) = (cx.texts(&ALLOWED), cx.texts(&REFUSED));
    for container in cx.all_containers() {
        for added in container.at("securityContext").at("capabilities").at("add").items() {
            let name = capability(added.str());
            let dangerous =
                if refused.is_empty() { !allowed.contains(&name.as_str()) } else { refused.contains(&name.as_str()) };
            if !dangerous || added.is_empty() || is_filled_in_later(added) {
                continue;
            }
            let what = if name == "ALL" { "all capabilities".to_owned() } else { format!("the capability `{name}`") };
            cx.report(added, None, format!("{} adds {what}", who(container)))
                .help("remove it, or keep what needs it in a container of its own");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    #[test]
    fn the_usual_ones_may_be_added() {
        let only = ("refused", Value::Texts(vec!["SYS_ADMIN".to_owned()]));
        for (added, by_default, with_one) in [
            ("NET_BIND_SERVICE", 0, 0),
            ("chown", 0, 0),
            ("NET_ADMIN", 1, 0),
            ("CAP_SYS_ADMIN", 1, 1),
            ("all", 1, 0),
            ("'${CAPABILITY}'", 0, 0),
            ("''", 0, 0),
        ] {
            let spec =
                format!("  initContainers: [{{name: a, securityContext: {{capabilities: {{add: [{added}]}}}}}}]\n");
            assert_eq!(told(&super::CHECK, &spec, &[]).len(), by_default, "{added}");
            assert_eq!(told(&super::CHECK, &spec, std::slice::from_ref(&only)).len(), with_one, "{added}");
        }
    }
}
