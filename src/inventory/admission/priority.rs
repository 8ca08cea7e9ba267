//! Priority: the class's number, and its say on preemption.

use super::Refusal;
use crate::resource::Field;
use crate::scheduler::types::{Pod, PreemptionPolicy};

/// `PriorityClass`.
#[derive(Clone, Debug)]
pub struct PriorityClass {
    /// Name.
    pub name: String,
    /// Its number.
    pub value: i32,
    /// Taken by pods that name no class.
    pub global_default: bool,
    /// Its say; `None` is `PreemptLowerPriority`.
    pub preemption_policy: Option<PreemptionPolicy>,
}

impl PriorityClass {
    /// The class of pods that name none; of several defaults the lowest counts (`getDefaultPriorityClass`).
    pub(super) fn default_of(classes: &[PriorityClass]) -> Option<&PriorityClass> {
        classes.iter().filter(|c| c.global_default).min_by_key(|c| c.value)
    }
}

/// Classes that every cluster has (`pkg/apis/scheduling`, `SystemPriorityClasses`).
const SYSTEM: [(&str, i32); 2] = [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// Resolves the class of a pod. A pod that runs already keeps the number it was given.
pub(super) fn apply(classes: &[PriorityClass], spec: Field<'_>, pod: &mut Pod) -> Option<Refusal> {
    let name = spec.at("priorityClassName").str();
    let found = if name.is_empty() {
        Some(PriorityClass::default_of(classes).map_or((0, None), |c| (c.value, c.preemption_policy)))
    } else {
        let own = classes.iter().find(|c| c.name == name).map(|c| (c.value, c.preemption_policy));
        own.or_else(|| SYSTEM.iter().find(|c| c.0 == name).map(|c| (c.1, None)))
    };
    let written = spec.at("priority").exists();
    if written && !pod.node_name.is_empty() {
        return None;
    }
    match found {
        Some((value, policy)) => {
            // The number alone is what a dump of a pending pod holds: the class it came from may not be in the tree.
            if !written || !name.is_empty() {
                pod.priority = value;
            }
            if let Some(policy) = policy {
                pod.preemption_policy = policy;
            }
            None
        }
        None if written => None,
        None => {
            let message = format!(
                "no PriorityClass named `{name}` is in the tree, so the pod counts as priority 0 here; the API server \
                 refuses pods of a class that does not exist"
            );
            Some(Refusal::lacking(message, spec.at("priorityClassName")))
        }
    }
}
