//! RuntimeClass: what a sandbox costs, and where it runs.

use super::Refusal;
use crate::inventory::read::{labels, resources, toleration};
use crate::resource::Field;
use crate::scheduler::types::{Labels, Pod, ResourceList, Toleration};

/// `RuntimeClass`, as far as placement cares.
#[derive(Clone, Debug, Default)]
pub struct RuntimeClass {
    /// Name.
    pub name: String,
    /// `overhead.podFixed`; `None` where the class has no overhead.
    pub overhead: Option<ResourceList>,
    /// `scheduling.nodeSelector`.
    pub node_selector: Labels,
    /// `scheduling.tolerations`.
    pub tolerations: Vec<Toleration>,
}

/// Reads a RuntimeClass.
pub(crate) fn runtime_class(f: Field<'_>) -> RuntimeClass {
    let fixed = f.at("overhead").at("podFixed");
    RuntimeClass {
        name: f.at("metadata").at("name").str().to_owned(),
        overhead: f.at("overhead").exists().then(|| resources(fixed)),
        node_selector: labels(f.at("scheduling").at("nodeSelector")),
        tolerations: f.at("scheduling").at("tolerations").items().filter_map(toleration).collect(),
    }
}

/// Gives the pod its class's overhead, selector and tolerations (`setOverhead`, `setScheduling`).
pub(super) fn apply(classes: &[RuntimeClass], field: Field<'_>, pod: &mut Pod) -> Option<Refusal> {
    let name = field.str();
    if name.is_empty() {
        return None;
    }
    let Some(class) = classes.iter().find(|c| c.name == name) else {
        let message =
            format!("no RuntimeClass named `{name}` is in the tree, so its overhead and node selector are not counted");
        return Some(Refusal::lacking(message, field));
    };
    if let Some(overhead) = &class.overhead {
        pod.overhead.clone_from(overhead);
    }
    for (key, value) in &class.node_selector {
        pod.node_selector.insert(key.clone(), value.clone());
    }
    for toleration in &class.tolerations {
        if !pod.tolerations.contains(toleration) {
            pod.tolerations.push(toleration.clone());
        }
    }
    None
}
