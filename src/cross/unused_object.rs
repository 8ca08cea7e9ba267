//! Objects that nothing in the tree refers to.

use super::look::{Check, Referring};
use super::world::{Names, Path, World};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::Resource;

/// `cross/unused-object`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], parameters: &[], look: &Referring { find } };

pub(super) static RULE: Rule = Rule {
    id: "cross/unused-object",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: true,
    summary: "A ConfigMap, Secret, ServiceAccount, Role, claim or Service that nothing in the tree refers to",
    explanation: "What nothing refers to is mostly left over, or its name is misspelled where it is meant. It may be used from elsewhere all the \
                  same: by hand, by a program that asks the API server, by what other trees bring. So the rule looks only where it is \
                  asked to. A Service counts as used where its name stands in a variable, an argument or a configuration.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: old\ndata:\n  a: b\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: own\ndata:\n  a: b\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    envFrom:\n    - configMapRef:\n        name: own\n",
};

/// Kinds that are there to be referred to.
const KINDS: [(&str, &str); 6] = [
    ("", "ConfigMap"),
    ("", "PersistentVolumeClaim"),
    ("", "Secret"),
    ("", "Service"),
    ("", "ServiceAccount"),
    ("rbac.authorization.k8s.io", "Role"),
];

/// Reads what objects refer to that no rule misses: the Secrets of a ServiceAccount, what a claim is filled from.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, names: &mut Names<'_>) {
    let root = resource.field();
    match (gvk.group, gvk.kind) {
        ("", "ServiceAccount") => {
            for secret in ["imagePullSecrets", "secrets"].into_iter().flat_map(|list| root.at(list).items()) {
                names.add(&RULE, ("", "Secret"), secret.at("name"), Path::of(""));
            }
        }
        ("", "PersistentVolumeClaim") => {
            for source in ["dataSource", "dataSourceRef"].map(|field| root.at("spec").at(field)) {
                if source.at("kind").str() == "PersistentVolumeClaim" {
                    names.add(&RULE, ("", "PersistentVolumeClaim"), source.at("name"), Path::of(""));
                }
            }
        }
        _ => {}
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for object in world.objects {
        let (kind, Some(name)) = (object.gvk.kind, object.reference.name.as_deref()) else { continue };
        let known = matches!((kind, name), ("ServiceAccount", "default") | ("ConfigMap", "kube-root-ca.crt"));
        if known || !KINDS.contains(&(object.gvk.group, kind)) || world.is_used(kind, name) {
            continue;
        }
        let mut finding = Finding::of(&RULE, object.name, format!("nothing here refers to {kind} `{name}`"));
        finding.field("metadata.name").help("take it out, or look whether its name is misspelled where it is meant");
        findings.push(object.scene().set(finding));
    }
    findings
}
