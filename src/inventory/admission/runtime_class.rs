//! RuntimeClass: what a sandbox costs, and where it runs.

use super::Refusal;
use super::absent::{Absent, Needed};
use crate::inventory::read::{labels, resources, toleration};
use crate::model::FileId;
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

/// Gives the pod its class's overhead, selector and tolerations (`setOverhead`, `setScheduling`). `absent` is what is known
/// not to be there, and the file of a pod that is yet to be let in.
pub(super) fn apply(
    classes: &[RuntimeClass],
    absent: Option<(&Absent, FileId)>,
    spec: Field<'_>,
    pod: &mut Pod,
) -> Option<Refusal> {
    let field = spec.at("runtimeClassName");
    let name = field.str();
    if name.is_empty() {
        return None;
    }
    let Some(class) = classes.iter().find(|c| c.name == name) else {
        if let Some(ground) = absent.and_then(|(absent, file)| absent.ground(Needed::RuntimeClass, file)) {
            let message = format!("pod rejected: RuntimeClass \"{name}\" not found");
            return Some(Refusal::absent(message, field, ground, "RuntimeClass"));
        }
        let message =
            format!("no RuntimeClass named `{name}` is in the tree, so its overhead and node selector are not counted");
        return Some(Refusal::lacking(message, field));
    };
    if absent.is_some()
        && let Some(message) = conflict(class, pod)
    {
        let own = [spec.at("nodeSelector"), spec.at("overhead"), field].into_iter().find(|field| field.exists());
        return Some(Refusal { span: own.map(Field::span), ..Refusal::forbidden(message) });
    }
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

/// What the server says of a pod that wants something else than its class gives.
fn conflict(class: &RuntimeClass, pod: &Pod) -> Option<String> {
    if class.overhead.as_ref().is_some_and(|overhead| !pod.overhead.is_empty() && pod.overhead != *overhead) {
        return Some("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead".to_owned());
    }
    class.node_selector.iter().find_map(|(key, value)| {
        let own = pod.node_selector.get(key).filter(|own| *own != value)?;
        Some(format!(
            "conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {own}"
        ))
    })
}
