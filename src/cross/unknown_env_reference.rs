//! Pods of ConfigMaps, Secrets and claims that are not there, or of keys that these do not have.

use super::look::{Check, Referring};
use super::world::{Names, Path, Place, Wants, World, tell_names};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, PodParts, Resource, pod_parts};

/// `cross/unknown-env-reference`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/unknown-env-reference",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod of a ConfigMap, a Secret, a claim or a key that is not there",
    explanation: "The pod gets a node, and then its containers wait for ever: `CreateContainerConfigError` for a variable, `FailedMount` \
                  for a volume. It is told where objects of that kind and namespace are applied with it; where none of them is nearly so \
                  called, as a suggestion, since many are made by hand or by another tool. What is `optional` is not missed.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-config\ndata:\n  LEVEL: info\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    envFrom:\n    - configMapRef:\n        name: web-confg\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-config\ndata:\n  LEVEL: info\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    envFrom:\n    - configMapRef:\n        name: web-config\n",
};

const CONFIG_MAP: (&str, &str) = ("", "ConfigMap");
const SECRET: (&str, &str) = ("", "Secret");

/// Reads what is or makes a pod.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    let Some(pod) = pod_parts(resource, gvk).filter(|pod| pod.spec.exists()) else { return };
    for (list, path) in [
        ("initContainers", "spec.initContainers"),
        ("containers", "spec.containers"),
        ("ephemeralContainers", "spec.ephemeralContainers"),
    ] {
        for (number, container) in pod.spec.at(list).items().enumerate() {
            of_container(container, Path::below(pod.path, "").item(path, number, ""), names);
        }
    }
    for (number, secret) in pod.spec.at("imagePullSecrets").items().enumerate() {
        let path = Path::below(pod.path, "").item("spec.imagePullSecrets", number, "name");
        names.add(&RULE, SECRET, secret.at("name"), path);
    }
    for (number, volume) in pod.spec.at("volumes").items().enumerate() {
        of_volume(volume, Path::below(pod.path, "").item("spec.volumes", number, ""), names);
    }
    of_devices(&pod, names);
}

fn of_container(container: Field<'_>, path: Path, names: &mut Names<'_>) {
    for (number, from) in container.at("envFrom").items().enumerate() {
        for (field, kind, end) in
            [("configMapRef", CONFIG_MAP, "configMapRef.name"), ("secretRef", SECRET, "secretRef.name")]
        {
            let from = from.at(field);
            if !from.at("optional").bool() {
                names.add(&RULE, kind, from.at("name"), path.item("envFrom", number, end));
            }
        }
    }
    for (number, variable) in container.at("env").items().enumerate() {
        for (field, kind, end, key_end) in [
            ("configMapKeyRef", CONFIG_MAP, "valueFrom.configMapKeyRef.name", "valueFrom.configMapKeyRef.key"),
            ("secretKeyRef", SECRET, "valueFrom.secretKeyRef.name", "valueFrom.secretKeyRef.key"),
        ] {
            let from = variable.at("valueFrom").at(field);
            if from.at("optional").bool() {
                continue;
            }
            let key = from.at("key");
            let wants = key.opt_str().map_or(Wants::Nothing, |name| {
                Wants::Key(name.to_owned(), Place::of(key, path.item("env", number, key_end)))
            });
            names.add_wanting(&RULE, kind, None, from.at("name"), path.item("env", number, end), wants);
        }
    }
}

fn of_volume(volume: Field<'_>, path: Path, names: &mut Names<'_>) {
    let ends = ["configMap.name", "configMap.items", "key"];
    of_source(volume.at("configMap"), CONFIG_MAP, "name", (path, ends), names);
    let ends = ["secret.secretName", "secret.items", "key"];
    of_source(volume.at("secret"), SECRET, "secretName", (path, ends), names);
    for (number, source) in volume.at("projected").at("sources").items().enumerate() {
        let at = path.item("projected.sources", number, "");
        let ends = ["configMap.name", "configMap.items", "key"];
        of_source(source.at("configMap"), CONFIG_MAP, "name", (at, ends), names);
        let ends = ["secret.name", "secret.items", "key"];
        of_source(source.at("secret"), SECRET, "name", (at, ends), names);
    }
    let claim = volume.at("persistentVolumeClaim").at("claimName");
    names.add(&RULE, ("", "PersistentVolumeClaim"), claim, path.ending("persistentVolumeClaim.claimName"));
}

/// What fills a volume: an object, and those of its keys that are wanted by name.
fn of_source(
    source: Field<'_>,
    kind: (&'static str, &'static str),
    name: &'static str,
    (path, [own, items, key]): (Path, [&'static str; 3]),
    names: &mut Names<'_>,
) {
    if source.at("optional").bool() {
        return;
    }
    names.add(&RULE, kind, source.at(name), path.ending(own));
    for (number, item) in source.at("items").items().enumerate() {
        let field = item.at("key");
        let Some(wanted) = field.opt_str() else { continue };
        let wants = Wants::OnlyKey(wanted.to_owned(), Place::of(field, path.item(items, number, key)));
        names.add_wanting(&RULE, kind, None, source.at(name), path.ending(own), wants);
    }
}

fn of_devices(pod: &PodParts<'_>, names: &mut Names<'_>) {
    for (number, claim) in pod.spec.at("resourceClaims").items().enumerate() {
        let at = |end| Path::below(pod.path, "").item("spec.resourceClaims", number, end);
        let (own, template) = (claim.at("resourceClaimName"), claim.at("resourceClaimTemplateName"));
        names.add(&RULE, ("resource.k8s.io", "ResourceClaim"), own, at("resourceClaimName"));
        names.add(&RULE, ("resource.k8s.io", "ResourceClaimTemplate"), template, at("resourceClaimTemplateName"));
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    tell_names(world, &RULE)
}
