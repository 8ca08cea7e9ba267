//! Pods of a ServiceAccount that is not there.

use super::look::{Check, Referring};
use super::world::{Names, Path, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Resource, pod_parts};

/// `cross/unknown-service-account`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["ServiceAccount"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/unknown-service-account",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod of a ServiceAccount that is not there",
    explanation: "The API server refuses a pod whose ServiceAccount does not exist; a workload is accepted, but none of its pods will ever \
                  be made. It is told where ServiceAccounts of that namespace are applied with it; where none of them is nearly so called, \
                  as a suggestion.",
    bad: "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: wbe\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: web\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// Reads what is or makes a pod.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    let Some(pod) = pod_parts(resource, gvk) else { return };
    let own = pod.spec.at("serviceAccountName");
    let (field, end) = if own.exists() {
        (own, "spec.serviceAccountName")
    } else {
        // The old name, which counts where the other is not given.
        (pod.spec.at("serviceAccount"), "spec.serviceAccount")
    };
    names.add(&RULE, ("", "ServiceAccount"), field, Path::below(pod.path, end));
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
