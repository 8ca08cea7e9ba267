//! StatefulSets without the Service that names their pods.

use super::look::{Check, Referring};
use super::world::{Facts, Name, Names, Path, Selects, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;

/// `cross/statefulset-service`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["StatefulSet"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/statefulset-service",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A StatefulSet whose `serviceName` no Service has, or one that is not headless, or selects other pods",
    explanation: "The pods of a StatefulSet are found by their own names (`db-0.db`) through the headless Service that `serviceName` \
                  names. Where it is not there, has an address of its own, or selects other pods, these names lead nowhere. It is told where Services of that \
                  namespace are applied with it; where none of them is nearly so called, as a suggestion.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: None\n  selector:\n    app: db\n  ports:\n  - port: 5432\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: bd\n  selector:\n    matchLabels:\n      app: db\n  template:\n    metadata:\n      labels:\n        app: db\n    spec:\n      containers:\n      - name: db\n        image: postgres:18\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: None\n  selector:\n    app: db\n  ports:\n  - port: 5432\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: db\n  selector:\n    matchLabels:\n      app: db\n  template:\n    metadata:\n      labels:\n        app: db\n    spec:\n      containers:\n      - name: db\n        image: postgres:18\n",
};

/// Reads a StatefulSet.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    if (gvk.group, gvk.kind) == ("apps", "StatefulSet") {
        let name = resource.field().at("spec").at("serviceName");
        names.add(&RULE, ("", "Service"), name, Path::of("spec.serviceName"));
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = tell_names(world, &RULE);
    for facts in world.facts {
        let from = &world.objects[facts.object];
        for name in facts.names.iter().filter(|name| name.rule == &RULE) {
            let there = world.named((name.group, name.kind, &name.name), from, None);
            let services: Option<Vec<_>> = there.iter().map(|at| world.of(*at)?.service.as_ref()).collect();
            let Some(services) = services.filter(|all| !all.is_empty()) else { continue };
            if services.iter().any(|service| service.headless) {
                findings.extend(unselected(world, facts, name, &there));
                continue;
            }
            let external = services.iter().any(|service| service.external);
            let what = if external { "is but a name for something outside" } else { "has an address of its own" };
            let message = format!("Service `{}` {what}, so that the pods get no names of their own", name.name);
            let mut finding = name.at.finding(&RULE, message);
            finding.severity = Severity::Info;
            let service = &world.objects[there[0]];
            finding.help("name a Service with `clusterIP: None`");
            finding.relate_in(service.file, service.name, "the Service");
            findings.push(from.scene().set(finding));
        }
    }
    findings
}

/// What is said where the headless Services of that name select other pods than those of the StatefulSet. One without a selector is told its addresses by
/// somebody.
fn unselected(world: &World<'_>, facts: &Facts, name: &Name, there: &[usize]) -> Option<Finding> {
    let pods = facts.pods.as_deref()?;
    let wanted: Option<Vec<_>> = there.iter().map(|at| world.of(*at)?.selects.as_deref()).collect();
    let from = &world.objects[facts.object];
    let picks = |wanted: &&Selects| world.may_pick(&wanted.selector, from, &pods.labels, true);
    let anew = there.iter().any(|at| world.writes(&world.objects[*at], "selector"));
    if anew || wanted?.iter().any(picks) {
        return None;
    }
    let message = format!("Service `{}` selects other pods, so that these get no names of their own", name.name);
    let mut finding = name.at.finding(&RULE, message);
    let service = &world.objects[there[0]];
    finding.help("have its `selector` pick the labels of the template");
    finding.relate_in(service.file, service.name, "the Service");
    Some(world.objects[facts.object].scene().set(finding))
}
