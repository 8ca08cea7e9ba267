//! Services that lead to no pod.

use super::look::{Check, Referring};
use super::world::{self, Facts, Path, Place, Port, Selects, Service, World, pairs, port};
use crate::inventory::read::labels;
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;
use crate::scheduler::types::LabelSelector;

/// `cross/dangling-service`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &["Service"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-service",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A Service that selects no pod, or a port that its pods do not have",
    explanation: "A Service passes on to the pods whose labels its selector asks for, and to the container port that `targetPort` names. \
                  Where no pod has them it is accepted and answers nobody. It is told where pods of that namespace are applied with it; \
                  where none of them is nearly so labelled, as a suggestion, since others may come from elsewhere.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: webb\n  ports:\n  - port: 80\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
};

/// Reads a Service.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if (gvk.group, gvk.kind) != ("", "Service") {
        return;
    }
    let spec = resource.field().at("spec");
    let external = spec.at("type").str() == "ExternalName";
    let mut service = Service {
        ports: Vec::new(),
        targets: Vec::new(),
        labels: labels(resource.field().at("metadata").at("labels")),
        headless: spec.at("clusterIP").str() == "None",
        external,
    };
    for (number, one) in spec.at("ports").items().enumerate() {
        service.ports.push((one.at("name").str().to_owned(), one.at("port").int()));
        if let Some(Port::Named(name)) = port(one.at("targetPort")) {
            let path = Path::of("").item("spec.ports", number, "targetPort");
            service.targets.push((name, Place::of(one.at("targetPort"), path)));
        }
    }
    let path = Path::of("spec.selector");
    let wanted = pairs(spec.at("selector"), path);
    if !wanted.is_empty() && !external {
        let match_labels = wanted.iter().map(|(key, _, value, _)| (key.clone(), value.clone())).collect();
        let selector = LabelSelector { match_labels, match_expressions: Vec::new() };
        let at = Place::of(spec.at("selector"), path);
        facts.selects = Some(Box::new(Selects { rule: &RULE, selector, labels: wanted, at }));
    }
    service.ports.shrink_to_fit();
    facts.service = Some(Box::new(service));
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = world::tell_selects(world, &RULE, "the Service");
    for facts in world.facts {
        let (Some(service), Some(selects)) = (&facts.service, &facts.selects) else { continue };
        if service.targets.is_empty() {
            continue;
        }
        let from = &world.objects[facts.object];
        let pods = world.selected(from, selects);
        let known: Vec<&str> = pods.iter().flat_map(|(_, pods)| &pods.ports).map(String::as_str).collect();
        if pods.is_empty() {
            continue;
        }
        let unknown = |name: &str| !known.contains(&name) && !world.is_mentioned(name);
        for (name, at) in service.targets.iter().filter(|(name, _)| unknown(name)) {
            let message = format!("no container of the pods that the Service selects has a port `{name}`");
            let mut finding = at.finding(&RULE, message);
            let (object, _) = pods[0];
            match nearest(name, Strictness::Name, known.iter().copied(), |name| name) {
                Some((meant, _)) => at.mean(&mut finding, meant),
                None => {
                    // A container that is put in later may have it.
                    finding.severity = Severity::Info;
                    finding.help("name a port of the containers, or give its number");
                }
            }
            finding.relate_in(object.file, object.name, "its pods are selected");
            findings.push(from.scene().set(finding));
        }
    }
    findings
}
