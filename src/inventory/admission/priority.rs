//! Priority: the class's number, and its say on preemption.

use super::Refusal;
use super::absent::{Absent, Needed};
use crate::model::FileId;
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

/// Resolves the class of a pod (`admitPod`). A pod that runs already keeps the number it was given. `absent` is what is
/// known not to be there, and the file of a pod that is yet to be let in.
pub(super) fn apply(
    classes: &[PriorityClass],
    absent: Option<(&Absent, FileId)>,
    spec: Field<'_>,
    pod: &mut Pod,
) -> Option<Refusal> {
    let name = spec.at("priorityClassName").str();
    let found = if name.is_empty() {
        Some(PriorityClass::default_of(classes).map_or((0, None), |c| (c.value, c.preemption_policy)))
    } else {
        let own = classes.iter().find(|c| c.name == name).map(|c| (c.value, c.preemption_policy));
        own.or_else(|| SYSTEM.iter().find(|c| c.0 == name).map(|c| (c.1, None)))
    };
    let written = spec.at("priority").exists();
    let whole = absent.and_then(|(absent, file)| absent.ground(Needed::PriorityClass, file));
    if written && !pod.node_name.is_empty() && whole.is_none() {
        return None;
    }
    match found {
        Some((value, _)) if whole.is_some() && written && spec.at("priority").int() != i64::from(value) => {
            let number = spec.at("priority");
            let message = format!(
                "the integer value of priority ({}) must not be provided in pod spec; priority admission controller computed \
                 {value} from the given PriorityClass name",
                number.int()
            );
            let help = Some("name a PriorityClass and leave the number out".to_owned());
            Some(Refusal { span: Some(number.span()), help, ..Refusal::forbidden(message) })
        }
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
        None if whole.is_none() && written => None,
        None => {
            if let Some(ground) = whole {
                let message = format!("no PriorityClass with name {name} was found");
                return Some(Refusal::absent(message, spec.at("priorityClassName"), ground, "PriorityClass"));
            }
            let message = format!(
                "no PriorityClass named `{name}` is in the tree, so the pod counts as priority 0 here; the API server \
                 refuses pods of a class that does not exist"
            );
            Some(Refusal::lacking(message, spec.at("priorityClassName")))
        }
    }
}
