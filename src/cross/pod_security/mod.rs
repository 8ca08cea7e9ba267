//! Pods that their namespace will not have.

mod baseline;
mod restricted;
mod standard;
mod warned;

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::look::{Check, Read, Reading};
use super::{Object, Together};
use crate::model::{Finding, Gvk, Layer, MOST_TOLD, Rule, Severity, Version, untold};
use crate::resource::{Resource, pod_parts};
use crate::schema::pod_security::{ENFORCE, WARN};
use standard::{Enforced, Level, Pod, Slip};
use warned::Words;

/// `cross/pod-security`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &[ENFORCE, WARN], parameters: &[], look: &Reading { read, find } };

pub(crate) static RULE: Rule = Rule {
    id: "cross/pod-security",
    layer: Layer::Cross,
    severity: Severity::Error,
    asked: false,
    summary: "A pod that the pod security level of its namespace refuses",
    explanation: "A namespace with the label `pod-security.kubernetes.io/enforce` has the API server refuse pods that break the level: \
                  `baseline` keeps pods from known ways to more privileges, `restricted` wants them hardened. A workload is accepted, \
                  but none of its pods will ever be made. Of a level that only the label `pod-security.kubernetes.io/warn` names the server warns, \
                  and that is a warning here, in its words; what `audit` names goes to the server's log. Mend the pod, or choose another \
                  level for the namespace.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  hostNetwork: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// What an object has to do with the levels.
enum Security {
    /// As a namespace it enforces one, and has the server warn of one, and says so there.
    Namespace { enforced: Enforced, warned: Enforced },
    /// What some level refuses in the pod that it is or will make, and what the server would say of that.
    Slips(Vec<Slip>, Words),
}

fn read(resource: &Resource<'_>, gvk: Gvk, version: Version) -> Option<Security> {
    if gvk.kind == "Namespace" {
        let name = resource.field().at("metadata").at("name").span();
        let none = Enforced { level: Level::Privileged, minor: u8::MAX, label: name };
        return Some(Security::Namespace {
            enforced: standard::enforced(resource).unwrap_or(none),
            warned: standard::warned(resource).unwrap_or(none),
        });
    }
    let slips = slips(resource, gvk, version);
    (!slips.is_empty()).then(|| Security::Slips(slips, Words::of(resource, gvk, version)))
}

/// Everything in the pod of `resource`, or in the pods that it will make, that one of the levels refuses.
fn slips(resource: &Resource<'_>, gvk: Gvk, version: Version) -> Vec<Slip> {
    // Nothing makes pods of a template that stands alone.
    let parts = pod_parts(resource, gvk).filter(|pod| pod.spec.exists() && gvk.kind != "PodTemplate");
    let Some(parts) = parts else { return Vec::new() };
    let base = format!("{}spec", parts.path);
    let mut pod = Pod { base, spec: parts.spec, meta: parts.metadata, version, since: 0, slips: Vec::new() };
    baseline::check(&mut pod);
    restricted::check(&mut pod);
    pod.slips
}

/// A namespace, and what it enforces.
type Namespace<'k> = (&'k Object, Enforced);

/// The namespaces of a name, each with the way it comes there.
type ByName<'k> = HashMap<&'k str, Vec<(Option<u32>, Namespace<'k>)>>;

fn find(objects: &[Read<'_, Security>], together: &Together<'_>) -> Vec<Finding> {
    let (mut enforcing, mut warning) = (ByName::new(), ByName::new());
    for (object, security) in objects {
        let Some(name) = object.reference.name.as_deref() else { continue };
        let Security::Namespace { enforced, warned } = security else { continue };
        for (by_name, label, own) in [(&mut enforcing, ENFORCE, enforced), (&mut warning, WARN, warned)] {
            // Another label may take the place of its own.
            let level = if together.may_label(object, (label, ""), false) { Level::Privileged } else { own.level };
            for (way, name) in together.namespaces(object.file, name) {
                by_name.entry(name).or_default().push((way, (object, Enforced { level, ..*own })));
            }
        }
    }
    let mut findings = Vec::new();
    for (object, security) in objects {
        let Security::Slips(slips, words) = security else { continue };
        if together.is_open(object.file) {
            continue;
        }
        let ways = together.namespaces(object.file, &object.namespace);
        let strictest = |by_name| {
            let all = ways.iter().filter_map(|way| Some((enforced(object, *way, by_name, together)?, way.1)));
            all.max_by_key(|((_, own), _)| own.level)
        };
        let before = findings.len();
        let strict = strictest(&enforcing);
        if let Some((namespace, name)) = strict {
            findings.extend(refused(object, slips, namespace, name));
        }
        if let Some((namespace, name)) = strictest(&warning) {
            let told = findings.len() > before;
            let level = strict.map_or(Level::Privileged, |((_, own), _)| own.level);
            // The server does not warn of a pod that it refuses, and what is said of a workload's pods need not be said again.
            let again = told && (object.gvk.kind == "Pod" || namespace.1.level <= level);
            findings.extend((!again).then(|| warned::finding(object, words, namespace, name)).flatten());
        }
    }
    findings
}

/// The namespace that an object comes into that way: of several of that name the one nearest to it, and of those the one that
/// enforces least, since nobody knows which of them is there.
fn enforced<'k>(
    object: &Object,
    (way, name): (Option<u32>, &str),
    namespaces: &ByName<'k>,
    together: &Together<'_>,
) -> Option<Namespace<'k>> {
    let met = |(other, (namespace, ..)): &&(Option<u32>, Namespace<'k>)| {
        (way.is_none() || other.is_none() || way == *other) && together.likely_meet(object.file, namespace.file)
    };
    let all = namespaces.get(name)?.iter().filter(met).map(|(_, namespace)| *namespace);
    let near = |(namespace, own): &Namespace<'_>| (Reverse(together.nearness(object.file, namespace.file)), own.level);
    all.min_by_key(near)
}

fn refused(object: &Object, slips: &[Slip], (namespace, own): Namespace<'_>, name: &str) -> Vec<Finding> {
    let scene = object.scene();
    let mut slips = slips.iter().filter(|slip| slip.level <= own.level && slip.since <= own.minor);
    let mut findings = Vec::new();
    for slip in slips.by_ref().take(MOST_TOLD) {
        let message = format!("{}, which namespace `{name}` does not allow", slip.message);
        let mut finding = Finding::of(&RULE, slip.span, message);
        let enforces = format!("the namespace enforces `{}` here", own.level.name());
        finding.field(slip.field.clone()).relate_in(namespace.file, own.label, enforces).help(slip.help);
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
