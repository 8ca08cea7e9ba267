//! Pods that their namespace will not have.

mod baseline;
mod restricted;
mod standard;

pub use standard::{ENFORCE, Level, Slip, enforced, slips};

use std::collections::HashMap;

use super::{Check, Object};
use crate::model::{Finding, Layer, MOST_TOLD, Rule, Severity, untold};

/// `cross/pod-security`
pub(super) const CHECK: Check = Check { rule: &RULE, check };

pub(super) static RULE: Rule = Rule {
    id: "cross/pod-security",
    layer: Layer::Cross,
    severity: Severity::Error,
    summary: "A pod that the pod security level of its namespace refuses",
    explanation: "A namespace with the label `pod-security.kubernetes.io/enforce` has the API server refuse pods that break the level: \
                  `baseline` keeps pods from known ways to more privileges, `restricted` wants them hardened. A workload is accepted, \
                  but none of its pods will ever be made. Mend the pod, or choose another level for the namespace.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  hostNetwork: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn check(objects: &[Object]) -> Vec<Finding> {
    let namespaces: HashMap<&str, &Object> = objects
        .iter()
        .filter(|object| object.enforces.is_some())
        .filter_map(|object| Some((object.reference.name.as_deref()?, object)))
        .collect();
    if namespaces.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for object in objects {
        let Some(namespace) = namespaces.get(object.namespace.as_str()) else { continue };
        let Some((level, label)) = namespace.enforces else { continue };
        let scene = object.scene();
        let mut slips = object.slips.iter().filter(|slip| slip.level <= level);
        for slip in slips.by_ref().take(MOST_TOLD) {
            let message = format!("{}, which namespace `{}` does not allow", slip.message, object.namespace);
            let mut finding = Finding::of(&RULE, slip.span, message);
            let enforces = format!("the namespace enforces `{}` here", level.name());
            finding.field(slip.field.clone()).relate_in(namespace.file, label, enforces).help(slip.help);
            findings.push(scene.set(finding));
        }
        let more = slips.count();
        if more > 0 {
            findings.push(scene.set(untold(more, RULE.severity, object.name)));
        }
    }
    findings
}

#[cfg(test)]
mod tests;
