//! Pods that their namespace will not have.

mod baseline;
mod restricted;
mod standard;

use std::collections::HashMap;

use super::Object;
use super::look::{Check, Read, Reading};
use crate::model::{Finding, Gvk, Layer, MOST_TOLD, Rule, Severity, Span, Version, untold};
use crate::resource::{Resource, pod_parts};
use standard::{ENFORCE, Level, Pod, Slip};

/// `cross/pod-security`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &[ENFORCE], parameters: &[], look: &Reading { read, find } };

pub(crate) static RULE: Rule = Rule {
    id: "cross/pod-security",
    layer: Layer::Cross,
    severity: Severity::Error,
    asked: false,
    summary: "A pod that the pod security level of its namespace refuses",
    explanation: "A namespace with the label `pod-security.kubernetes.io/enforce` has the API server refuse pods that break the level: \
                  `baseline` keeps pods from known ways to more privileges, `restricted` wants them hardened. A workload is accepted, \
                  but none of its pods will ever be made. Mend the pod, or choose another level for the namespace.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  hostNetwork: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// What an object has to do with the levels.
enum Security {
    /// As a namespace it enforces one, and says so there.
    Enforces(Level, Span),
    /// What some level refuses in the pod that it is or will make.
    Slips(Vec<Slip>),
}

fn read(resource: &Resource<'_>, gvk: Gvk, version: Version) -> Option<Security> {
    if gvk.kind == "Namespace" {
        return standard::enforced(resource).map(|(level, label)| Security::Enforces(level, label));
    }
    let slips = slips(resource, gvk, version);
    (!slips.is_empty()).then_some(Security::Slips(slips))
}

/// Everything in the pod of `resource`, or in the pods that it will make, that one of the levels refuses.
fn slips(resource: &Resource<'_>, gvk: Gvk, version: Version) -> Vec<Slip> {
    let Some(parts) = pod_parts(resource, gvk).filter(|pod| pod.spec.exists()) else { return Vec::new() };
    let base = format!("{}spec", parts.path);
    let mut pod = Pod { base, spec: parts.spec, meta: parts.metadata, version, slips: Vec::new() };
    baseline::check(&mut pod);
    restricted::check(&mut pod);
    pod.slips
}

/// A namespace, what it enforces, and where it says so.
type Namespace<'k> = (&'k Object, Level, Span);

fn find(objects: &[Read<'_, Security>]) -> Vec<Finding> {
    let mut namespaces: HashMap<&str, Namespace<'_>> = HashMap::new();
    for (object, security) in objects {
        if let (Security::Enforces(level, label), Some(name)) = (security, object.reference.name.as_deref()) {
            namespaces.insert(name, (object, *level, *label));
        }
    }
    let mut findings = Vec::new();
    for (object, security) in objects {
        let (Security::Slips(slips), Some(namespace)) = (security, namespaces.get(object.namespace.as_str())) else {
            continue;
        };
        findings.extend(refused(object, slips, *namespace));
    }
    findings
}

fn refused(object: &Object, slips: &[Slip], (namespace, level, label): Namespace<'_>) -> Vec<Finding> {
    let scene = object.scene();
    let mut slips = slips.iter().filter(|slip| slip.level <= level);
    let mut findings = Vec::new();
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
    findings
}

#[cfg(test)]
mod tests;
