//! What the API server's default admission plugins do to a pod on creation, as far as placement goes.
//!
//! In upstream's order: LimitRanger, Priority, DefaultTolerationSeconds, RuntimeClass.

mod limit_range;
mod priority;
mod runtime_class;
mod tolerations;

pub use limit_range::LimitRange;
pub use priority::PriorityClass;
pub use runtime_class::RuntimeClass;

use crate::resource::Field;
use crate::scheduler::types::Pod;

pub(crate) use limit_range::limit_range;
pub(crate) use runtime_class::runtime_class;
pub(crate) use tolerations::daemon_tolerations;

/// The objects that admission looks at.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Priority classes of the tree; the two system classes are known without it.
    pub priority_classes: Vec<PriorityClass>,
    /// Limit ranges, in the order given.
    pub limit_ranges: Vec<LimitRange>,
    /// Runtime classes.
    pub runtime_classes: Vec<RuntimeClass>,
}

/// A reason why the API server would turn the pod away although placement goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in words.
    pub message: String,
    /// Names of fields from the pod (or template) down to the one to blame.
    pub field: &'static [&'static str],
}

impl Policies {
    /// Changes `pod`, read from `f`, as admission would; returns what admission would refuse.
    pub(crate) fn admit(&self, f: Field<'_>, pod: &mut Pod) -> Vec<Refusal> {
        let spec = f.at("spec");
        let mut refusals = Vec::new();
        for range in &self.limit_ranges {
            if range.namespace == pod.namespace {
                range.apply(pod);
            }
        }
        refusals.extend(priority::apply(&self.priority_classes, spec, pod));
        tolerations::default_tolerations(pod);
        refusals.extend(runtime_class::apply(&self.runtime_classes, spec.at("runtimeClassName").str(), pod));
        refusals
    }
}
