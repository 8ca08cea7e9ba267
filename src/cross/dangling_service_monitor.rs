//! Monitors of Prometheus that watch nothing.

use super::look::{Check, Referring};
use super::world::{Facts, Path, Place, Watches, Where, World, selects, tell_watches};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;

/// `cross/dangling-service-monitor`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["ServiceMonitor", "PodMonitor"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-service-monitor",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A ServiceMonitor or PodMonitor that selects nothing, or a port that is not there",
    explanation: "A ServiceMonitor selects Services by their own labels, not by those of the pods, and names a port of the Service; a PodMonitor \
                  selects pods, and names a port of a container. Where nothing has them nothing is scraped, and nobody is told. It is told \
                  where Services (or pods) are applied with it; where none of them is nearly so labelled, as a suggestion.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  ports:\n  - name: metrics\n    port: 9090\n---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  endpoints:\n  - port: metric\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  ports:\n  - name: metrics\n    port: 9090\n---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  endpoints:\n  - port: metrics\n",
};

/// Reads a monitor.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if gvk.group != "monitoring.coreos.com" {
        return;
    }
    let (list, pods) = if gvk.kind == "PodMonitor" { ("podMetricsEndpoints", true) } else { ("endpoints", false) };
    let spec = resource.field().at("spec");
    let Some(selects) = selects(&RULE, spec.at("selector"), Path::of("spec.selector")) else { return };
    let chosen = spec.at("namespaceSelector");
    let namespaces = match chosen.at("matchNames") {
        _ if chosen.at("any").bool() => Where::Anywhere,
        names if names.is_empty() => Where::Here,
        names => Where::In(names.items().map(|name| name.str().to_owned()).collect()),
    };
    let port = |(number, endpoint): (usize, crate::resource::Field<'_>)| {
        let name = endpoint.at("port");
        let path = Path::of("").item(if pods { "spec.podMetricsEndpoints" } else { "spec.endpoints" }, number, "port");
        Some((name.opt_str()?.to_owned(), Place::of(name, path)))
    };
    let ports = spec.at(list).items().enumerate().filter_map(port).collect();
    facts.watches = Some(Box::new(Watches { selects: *selects, namespaces, ports, pods }));
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_watches(world, &RULE)
}
