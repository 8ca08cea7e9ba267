//! Pods that get requests from the moment they run.

use hashbrown::HashMap;

use super::look::{Check, Read, Reading};
use super::world::{Path, Place};
use super::{Object, Together};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, Resource, pod_parts};

/// `cross/served-before-ready`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["Service"],
    parameters: &[],
    look: &Reading { read: |resource, gvk, _| read(resource, gvk), find },
};

static RULE: Rule = Rule {
    id: "cross/served-before-ready",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: false,
    summary: "Pods behind a Service without a readiness probe",
    explanation: "A Service sends requests to a pod as soon as its containers run, unless a readiness probe says that it cannot answer yet, or \
                  not just now. One container of the pod with a probe is enough here; of those with ports of a Deployment and its like \
                  `lint/missing-readiness-probe` speaks.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    readinessProbe:\n      httpGet: {path: /, port: 80}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
};

/// A label and its value.
type Label = (String, String);
/// Labels, in their order.
type Labels = Vec<Label>;
/// The Services of a namespace by one of the labels that each wants.
type Services<'k> = HashMap<(&'k str, &'k Label), Vec<(&'k Object, &'k Labels)>>;

/// One of the two that meet.
#[derive(Debug)]
enum Part {
    /// Pods without a readiness probe: their labels, and their first container.
    Pods(Labels, Place),
    /// A Service, by its selector.
    Service(Labels),
}

fn read(resource: &Resource<'_>, gvk: Gvk) -> Option<Part> {
    if (gvk.group, gvk.kind) == ("", "Service") {
        let spec = resource.field().at("spec");
        let selector = pairs(spec.at("selector"));
        return (spec.at("type").str() != "ExternalName" && !selector.is_empty()).then_some(Part::Service(selector));
    }
    if gvk.group == "batch" || gvk.kind == "PodTemplate" {
        return None;
    }
    let pod = pod_parts(resource, gvk)?;
    let (labels, containers) = (pairs(pod.metadata.at("labels")), pod.spec.at("containers"));
    let all = || containers.items().chain(pod.spec.at("initContainers").items());
    let is_told = gvk.group == "apps" && containers.items().any(|container| !container.at("ports").is_empty());
    if labels.is_empty() || is_told || all().any(|container| container.at("readinessProbe").exists()) {
        return None;
    }
    let name = containers.items().next()?.at("name");
    Some(Part::Pods(labels, Place::of(name, Path::below(pod.path, "").item("spec.containers", 0, "name"))))
}

fn pairs(map: Field<'_>) -> Labels {
    let text = |value: Field<'_>| value.opt_str().map(str::to_owned);
    map.entries().filter_map(|(key, value)| Some((key.scalar_text().to_owned(), text(value)?))).collect()
}

fn find(parts: &[Read<'_, Part>], _: &Together<'_>) -> Vec<Finding> {
    let mut services = Services::new();
    for (object, part) in parts {
        if let Part::Service(selector) = part
            && let Some(first) = selector.first()
        {
            services.entry((&object.namespace, first)).or_default().push((object, selector));
        }
    }
    let mut findings = Vec::new();
    for (object, part) in parts {
        let Part::Pods(labels, at) = part else { continue };
        let near = labels.iter().filter_map(|label| services.get(&(object.namespace.as_str(), label))).flatten();
        let by: Vec<&Object> = near
            .filter(|(_, selector)| selector.iter().all(|wanted| labels.contains(wanted)))
            .map(|(service, _)| *service)
            .collect();
        let Some(service) = by.iter().find(|service| service.file == object.file).or(by.first()) else { continue };
        let called =
            |object: &Object| format!("{} `{}`", object.gvk.kind, object.reference.name.as_deref().unwrap_or_default());
        let message = format!(
            "{} sends requests to the pods of {} before they are ready: none of their containers has a `readinessProbe`",
            called(service),
            called(object)
        );
        let mut finding = at.finding(&RULE, message);
        finding.help("add a `readinessProbe` to the container that answers them");
        finding.relate_in(service.file, service.name, "selected by it");
        findings.push(object.scene().set(finding));
    }
    findings
}
