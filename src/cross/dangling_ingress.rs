//! Ingresses that lead to no Service.

use super::look::{Check, Referring};
use super::world::{Names, Path, Place, Wants, World, port, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, Resource};

/// `cross/dangling-ingress`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &["Ingress"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-ingress",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "An Ingress to a Service, a port, a Secret or a class that is not there",
    explanation: "An Ingress is accepted whatever it leads to; its controller answers with an error for every path whose Service or port \
                  is not there, and with a certificate of its own where the Secret for TLS is not. It is told where the manifests that are \
                  applied with it have such objects; where none of them is nearly so called, as a suggestion.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  defaultBackend:\n    service:\n      name: webb\n      port:\n        number: 80\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  defaultBackend:\n    service:\n      name: web\n      port:\n        number: 80\n",
};

/// Annotations by which somebody makes the Secrets for TLS of an Ingress.
const MAKERS: [&str; 4] = [
    "acme.cert-manager.io/http01-edit-in-place",
    "cert-manager.io/cluster-issuer",
    "cert-manager.io/issuer",
    "kubernetes.io/tls-acme",
];

/// Reads an Ingress.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    if (gvk.group, gvk.kind) != ("networking.k8s.io", "Ingress") {
        return;
    }
    let spec = resource.field().at("spec");
    let class = Path::of("spec.ingressClassName");
    names.add(&RULE, ("networking.k8s.io", "IngressClass"), spec.at("ingressClassName"), class);
    // cert-manager makes the Secrets of an Ingress that says so.
    let notes = resource.field().at("metadata").at("annotations");
    let made = MAKERS.iter().any(|key| notes.key(key).is_some());
    for (number, tls) in spec.at("tls").items().enumerate().filter(|_| !made) {
        let path = Path::of("").item("spec.tls", number, "secretName");
        names.add(&RULE, ("", "Secret"), tls.at("secretName"), path);
    }
    backend(spec.at("defaultBackend"), Path::of("spec.defaultBackend"), names);
    backend(spec.at("backend"), Path::of("spec.backend"), names);
    for (rule, one) in spec.at("rules").items().enumerate() {
        for (number, path) in one.at("http").at("paths").items().enumerate() {
            let at = Path::of("").item("spec.rules", rule, "").item("http.paths", number, "backend");
            backend(path.at("backend"), at, names);
        }
    }
}

/// As the port of a backend it says that an annotation tells what becomes of the requests (the AWS Load Balancer Controller).
const BY_ANNOTATION: &str = "use-annotation";

fn backend(backend: Field<'_>, path: Path, names: &mut Names<'_>) {
    if [backend.at("servicePort"), backend.at("service").at("port").at("name")]
        .iter()
        .any(|port| port.str() == BY_ANNOTATION)
    {
        return;
    }
    // As the versions before `networking.k8s.io/v1` have it.
    let name = backend.at("serviceName");
    if name.exists() {
        let port_at = backend.at("servicePort");
        let at = Place::of(port_at, path.ending("backend.servicePort"));
        let wants = port(port_at).map_or(Wants::Nothing, |port| Wants::Port(port, at));
        return names.add_wanting(&RULE, ("", "Service"), None, name, path.ending("backend.serviceName"), wants);
    }
    let service = backend.at("service");
    let given = service.at("port");
    let ends = ["backend.service.name", "backend.service.port.name", "backend.service.port.number"];
    let defaults = [
        "spec.defaultBackend.service.name",
        "spec.defaultBackend.service.port.name",
        "spec.defaultBackend.service.port.number",
    ];
    let [own, by_name, by_number] = if path == Path::of("spec.defaultBackend") { defaults } else { ends };
    let (field, end) =
        if given.at("name").exists() { (given.at("name"), by_name) } else { (given.at("number"), by_number) };
    let wants = port(field).map_or(Wants::Nothing, |port| Wants::Port(port, Place::of(field, path.ending(end))));
    names.add_wanting(&RULE, ("", "Service"), None, service.at("name"), path.ending(own), wants);
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
