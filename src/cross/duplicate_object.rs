//! Two manifests of the same object.

use std::collections::HashMap;

use super::Object;
use super::look::{Check, Plain};
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/duplicate-object`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], look: &Plain { find } };

pub(super) static RULE: Rule = Rule {
    id: "cross/duplicate-object",
    layer: Layer::Cross,
    severity: Severity::Warning,
    summary: "The same object in two manifests",
    explanation: "Kind, namespace and name are those of an earlier manifest. Applied together, the later one silently replaces the \
                  earlier. Overlays of the same object for different clusters are best checked folder by folder.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: other\n",
};

fn find(objects: &[Object]) -> Vec<Finding> {
    let mut seen: HashMap<(&str, &str, &str, &str), &Object> = HashMap::with_capacity(objects.len());
    let mut findings = Vec::new();
    for object in objects {
        let Some(name) = object.reference.name.as_deref() else { continue };
        // Versions of one kind are one object.
        let key = (object.gvk.group, object.gvk.kind, object.namespace.as_str(), name);
        let Some(first) = seen.get(&key) else {
            seen.insert(key, object);
            continue;
        };
        let place =
            if object.namespace.is_empty() { String::new() } else { format!(" in namespace `{}`", object.namespace) };
        let message = format!("{} `{name}`{place} is given twice", object.gvk.kind);
        let mut finding = Finding::of(&RULE, object.name, message);
        finding
            .field("metadata.name")
            .relate_in(first.file, first.name, "first given here")
            .help("rename one, or remove it: applied together, the later replaces the earlier");
        findings.push(object.scene().set(finding));
    }
    findings
}
