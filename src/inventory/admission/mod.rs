//! What the API server's default admission plugins do to a pod on creation, as far as placement goes.
//!
//! In upstream's order: LimitRanger, Priority, DefaultTolerationSeconds, RuntimeClass, and when all pods are known ResourceQuota.

pub mod limit_range;
mod priority;
pub(super) mod quota;
mod runtime_class;
mod tolerations;

pub use limit_range::LimitRange;
pub use priority::PriorityClass;
pub use quota::ResourceQuota;
pub use runtime_class::RuntimeClass;

use crate::model::{Related, Span};
use crate::resource::Field;
use crate::scheduler::types::Pod;

pub(crate) use limit_range::{claim_refusal, limit_range};
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
    /// Quotas, in the order given, one of each name.
    pub quotas: Vec<ResourceQuota>,
}

/// A reason why the API server would turn the pod away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in words; in the server's, where it bars the pod.
    pub message: String,
    /// The place to blame; `None` where nothing in particular is.
    pub span: Option<Span>,
    /// The tree itself proves it, so the pod never comes to be. Otherwise something is only missing in the tree, and
    /// placement goes on.
    pub bars: bool,
    /// The claim that is refused, where it is not the pod itself.
    pub claim: Option<String>,
    /// The object that is refused, where it is the pod's controller: `jobs.batch "two"`.
    pub object: Option<String>,
    /// Validation refuses the pod as admission has changed it, rather than admission itself.
    pub invalid: bool,
    /// What else to look at.
    pub related: Vec<Related>,
    /// What to do.
    pub help: Option<String>,
}

impl Refusal {
    /// For what the tree itself does not let in.
    pub(crate) fn barring((message, span): (String, Span), claim: Option<String>) -> Self {
        Refusal { message, span: Some(span), bars: true, claim, ..Refusal::default() }
    }

    /// The same, the place to blame yet to be found.
    fn forbidden(message: String) -> Self {
        Refusal { message, bars: true, ..Refusal::default() }
    }

    /// For something that the tree lacks and the cluster may have.
    fn lacking(message: String, field: Field<'_>) -> Self {
        Refusal { message, span: field.exists().then(|| field.span()), ..Refusal::default() }
    }
}

impl Policies {
    /// The limit ranges of a namespace.
    pub(crate) fn ranges_of(&self, namespace: &str) -> impl Iterator<Item = &LimitRange> {
        self.limit_ranges.iter().filter(move |range| range.namespace == namespace)
    }

    /// Changes `pod`, read from `f`, as admission would; returns what admission would refuse.
    pub(crate) fn admit(&self, f: Field<'_>, pod: &mut Pod) -> Vec<Refusal> {
        let spec = f.at("spec");
        let mut refusals = Vec::new();
        let ranges: Vec<&LimitRange> = self.ranges_of(&pod.namespace).collect();
        let written = pod.spec.clone();
        ranges.iter().for_each(|range| range.apply(pod));
        // A pod that is there already was let in; limit ranges look at pods only when they are made.
        if !ranges.is_empty() && !f.at("status").at("phase").exists() {
            refusals.extend(limit_range::refusal(&ranges, f, &written, pod));
        }
        refusals.extend(priority::apply(&self.priority_classes, spec, pod));
        tolerations::default_tolerations(pod);
        refusals.extend(runtime_class::apply(&self.runtime_classes, spec.at("runtimeClassName"), pod));
        refusals
    }
}
