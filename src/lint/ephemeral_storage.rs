//! A container that may fill the disk of its node.

use super::needs::{LIMITS_STAND, amount, is_nothing};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/ephemeral-storage`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[LIMITS_STAND], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/ephemeral-storage",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container without a request or limit of ephemeral-storage",
    explanation: "Logs, `emptyDir` volumes and what is written into the container itself lie on the disk of the node. \
                  Where that is full the kubelet evicts pods, those first that use more than they asked for. With a \
                  limit it is the one that writes too much that goes.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        ephemeral-storage: 1Gi\n      limits:\n        ephemeral-storage: 2Gi\n",
};

const RESOURCE: &str = "ephemeral-storage";

fn find(cx: &mut Cx<'_>) {
    let stand = cx.number(&LIMITS_STAND) != 0;
    for container in cx.containers() {
        let (own, name) = (container.at("resources"), container.at("name"));
        let (request, limit) = (amount(own, "requests", RESOURCE), amount(own, "limits", RESOURCE));
        let missing = |amount: Option<Field<'_>>| amount.is_none_or(is_nothing);
        for (list, amount, is_missing) in [
            ("limits", limit, missing(limit)),
            ("requests", request, missing(request) && !(stand && request.is_none() && limit.is_some())),
        ] {
            if is_missing {
                let verb = if list == "limits" { "has no limit of" } else { "requests no" };
                let message = format!("container `{}` {verb} {RESOURCE}", name.str());
                cx.report(amount.unwrap_or(own.at(list)), Some(name.span()), message)
                    .help(format!("add `resources.{list}.{RESOURCE}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, found_with};
    use super::*;
    use crate::model::parameters::Value;

    #[test]
    fn a_limit_stands_for_the_request() {
        let both = "requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 2Gi}";
        for (resources, told, strict) in [
            ("", 2, 2),
            ("requests: {ephemeral-storage: 1Gi}", 1, 1),
            ("limits: {ephemeral-storage: 1Gi}", 0, 1),
            ("limits: {ephemeral-storage: 0}", 1, 2),
            (both, 0, 0),
            ("requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 1024Mi}", 0, 0),
            ("requests: {ephemeral-storage: '${A}'}, limits: {ephemeral-storage: '${B}'}", 0, 0),
        ] {
            let text = format!(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    resources: {{{resources}}}\n"
            );
            assert_eq!(found(&RULE, &text).len(), told, "{text}");
            let set = [("limits-stand", Value::Number(0))];
            assert_eq!(found_with(&RULE, &text, &set).len(), strict, "strictly: {text}");
        }
    }
}
