//! Routes of the Gateway API that lead to no Service.

use super::look::{Check, Referring};
use super::world::{Names, Path, Place, Port, Wants, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;

/// `cross/dangling-route`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &["Route"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-route",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A route of the Gateway API to a Service or a port, or from a Gateway, that is not there",
    explanation: "A route is accepted whatever it leads to; its gateway answers 500 where the Service or its port is not there, and says so in \
                  the status of the route (`ResolvedRefs`: `BackendNotFound`). It is told where the manifests that are applied with it have \
                  Services; where none of them is nearly so called, as a suggestion.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n  - backendRefs:\n    - name: webb\n      port: 80\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  rules:\n  - backendRefs:\n    - name: web\n      port: 80\n",
};

const GROUP: &str = "gateway.networking.k8s.io";

/// Reads a route: every kind of them names backends alike.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    if gvk.group != GROUP {
        return;
    }
    for (number, parent) in resource.field().at("spec").at("parentRefs").items().enumerate() {
        // Of the others a mesh's route hangs on a Service (`ParentReference`).
        if matches!(parent.at("group").str(), "" | GROUP) && matches!(parent.at("kind").str(), "" | "Gateway") {
            let path = Path::of("").item("spec.parentRefs", number, "name");
            let namespace = parent.at("namespace").opt_str().map(str::to_owned);
            names.add_wanting(&RULE, (GROUP, "Gateway"), namespace, parent.at("name"), path, Wants::Nothing);
        }
    }
    for (rule, one) in resource.field().at("spec").at("rules").items().enumerate() {
        for (number, backend) in one.at("backendRefs").items().enumerate() {
            // What is no Service is somebody else's.
            if !backend.at("group").is_empty() || !matches!(backend.at("kind").str(), "" | "Service") {
                continue;
            }
            let path = Path::of("").item("spec.rules", rule, "").item("backendRefs", number, "name");
            let port = backend.at("port");
            let wanted = |number| Wants::Port(Port::Number(number), Place::of(port, path.ending("port")));
            let wants = port.opt_int().map_or(Wants::Nothing, wanted);
            let namespace = backend.at("namespace").opt_str().map(str::to_owned);
            names.add_wanting(&RULE, ("", "Service"), namespace, backend.at("name"), path, wants);
        }
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
