//! Services that lead to no pod.

use super::Object;
use super::look::{Check, Referring};
use super::world::{self, Facts, Path, Place, Pods, Port, Selects, Service, World, pairs, port, protocol};
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
        unread: false,
        targets: Vec::new(),
        labels: labels(resource.field().at("metadata").at("labels")),
        headless: spec.at("clusterIP").str() == "None",
        external,
    };
    for (number, one) in spec.at("ports").items().enumerate() {
        let offered = one.at("port").opt_int();
        service.unread |= offered.is_none();
        service.ports.extend(offered.map(|offered| (one.at("name").str().to_owned(), offered)));
        if let Some(Port::Named(name)) = port(one.at("targetPort")) {
            let path = Path::of("").item("spec.ports", number, "targetPort");
            service.targets.push((name, protocol(one), Place::of(one.at("targetPort"), path)));
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
        if pods.is_empty() || pods.iter().any(|(object, _)| world.writes(object, "ports")) {
            continue;
        }
        let targets = service.targets.iter().filter(|(name, ..)| !world.is_mentioned(name));
        findings.extend(targets.filter_map(|target| Some(from.scene().set(tell(target, &pods)?))));
    }
    findings
}

/// What is wrong with a port of the pods that a Service names: it takes one of that name and of its own protocol (`FindPort`).
fn tell((name, wanted, at): &(String, String, Place), pods: &[(&Object, &Pods)]) -> Option<Finding> {
    let known: Vec<&(String, String)> = pods.iter().flat_map(|(_, pods)| &pods.ports).collect();
    if known.iter().any(|(own, protocol)| own == name && protocol == wanted) {
        return None;
    }
    let (object, _) = pods[0];
    let other = known.iter().find(|(own, _)| own == name);
    let mut finding = if let Some((_, protocol)) = other {
        let message =
            format!("the port `{name}` of the pods that the Service selects is for {protocol}, and not for {wanted}");
        let mut finding = at.finding(&RULE, message);
        finding.help(format!("give this port of the Service `protocol: {protocol}`, or name a port for {wanted}"));
        finding
    } else {
        let message = format!("no container of the pods that the Service selects has a port `{name}`");
        let mut finding = at.finding(&RULE, message);
        match nearest(name, Strictness::Name, known.iter().map(|(own, _)| own.as_str()), |name| name) {
            Some((meant, _)) => at.mean(&mut finding, meant),
            None => {
                // A container that is put in later may have it.
                finding.severity = Severity::Info;
                finding.help("name a port of the containers, or give its number");
            }
        }
        finding
    };
    finding.relate_in(object.file, object.name, "its pods are selected");
    Some(finding)
}
