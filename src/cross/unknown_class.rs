//! Classes of pods and storage that are not there.

use super::look::{Check, Referring};
use super::world::{Names, Path, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Resource, pod_parts};

/// `cross/unknown-class`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &["PriorityClass", "RuntimeClass", "StorageClass", "PersistentVolume"],
    parameters: &[],
    look: &Referring { find },
};

static RULE: Rule = Rule {
    id: "cross/unknown-class",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A PriorityClass, RuntimeClass, StorageClass or volume that is not there, and one that is nearly so called",
    explanation: "The API server refuses a pod whose PriorityClass or RuntimeClass does not exist: a workload is accepted, but none of its \
                  pods will ever be made. A claim of a StorageClass or a volume that is not there waits for ever. Clusters come with classes \
                  of their own, so that only a slip is told.",
    bad: "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: high\nvalue: 1000\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  priorityClassName: hihg\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: high\nvalue: 1000\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  priorityClassName: high\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const STORAGE: (&str, &str) = ("storage.k8s.io", "StorageClass");

/// Reads what is or makes a pod, a claim or a volume.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    let spec = resource.field().at("spec");
    if let Some(pod) = pod_parts(resource, gvk) {
        let at = |end| Path::below(pod.path, end);
        let priority = ("scheduling.k8s.io", "PriorityClass");
        names.add(&RULE, priority, pod.spec.at("priorityClassName"), at("spec.priorityClassName"));
        let runtime = ("node.k8s.io", "RuntimeClass");
        names.add(&RULE, runtime, pod.spec.at("runtimeClassName"), at("spec.runtimeClassName"));
    }
    let class = Path::of("spec.storageClassName");
    match (gvk.group, gvk.kind) {
        ("", "PersistentVolumeClaim") => {
            names.add(&RULE, STORAGE, spec.at("storageClassName"), class);
            names.add(&RULE, ("", "PersistentVolume"), spec.at("volumeName"), Path::of("spec.volumeName"));
        }
        ("apps", "StatefulSet") => {
            for (number, claim) in spec.at("volumeClaimTemplates").items().enumerate() {
                let path = Path::of("").item("spec.volumeClaimTemplates", number, "spec.storageClassName");
                names.add(&RULE, STORAGE, claim.at("spec").at("storageClassName"), path);
            }
        }
        _ => {}
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
