//! Webhooks and extension servers behind a Service that is not there.

use super::look::{Check, Referring};
use super::world::{Names, Path, Place, Port, Wants, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, Resource};

/// `cross/dangling-webhook`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["WebhookConfiguration", "APIService"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-webhook",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A webhook or an APIService behind a Service that is not there",
    explanation: "The API server asks the Service for every request that the configuration is about; where nobody answers it refuses \
                  them all, or with `failurePolicy: Ignore` lets them all pass. It is told where the manifests that are applied with it have \
                  Services in that namespace; where none of them is nearly so called, as a suggestion.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: guard\n  namespace: guard\nspec:\n  ports:\n  - port: 443\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata:\n  name: guard\nwebhooks:\n- name: guard.example.com\n  admissionReviewVersions: [v1]\n  sideEffects: None\n  clientConfig:\n    service:\n      name: gaurd\n      namespace: guard\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: guard\n  namespace: guard\nspec:\n  ports:\n  - port: 443\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata:\n  name: guard\nwebhooks:\n- name: guard.example.com\n  admissionReviewVersions: [v1]\n  sideEffects: None\n  clientConfig:\n    service:\n      name: guard\n      namespace: guard\n",
};

/// Reads a webhook configuration or an APIService.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    let root = resource.field();
    let mut add = |service: Field<'_>, path: Path, port_end: &'static str| {
        let namespace = service.at("namespace").opt_str().map(str::to_owned);
        let port = service.at("port");
        // `SetDefaults_ServiceReference`
        let usual = Wants::UsualPort(443);
        let given = |number| Wants::Port(Port::Number(number), Place::of(port, path.ending(port_end)));
        let wants = port.opt_int().map_or(usual, given);
        names.add_wanting(&RULE, ("", "Service"), namespace, service.at("name"), path, wants);
    };
    match (gvk.group, gvk.kind) {
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration") => {
            for (number, webhook) in root.at("webhooks").items().enumerate() {
                let path = Path::of("").item("webhooks", number, "clientConfig.service.name");
                add(webhook.at("clientConfig").at("service"), path, "clientConfig.service.port");
            }
        }
        ("apiregistration.k8s.io", "APIService") => {
            add(root.at("spec").at("service"), Path::of("spec.service.name"), "spec.service.port");
        }
        _ => {}
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
