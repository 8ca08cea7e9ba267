//! What the API server's default admission plugins do to a pod on creation, as far as placement goes.
//!
//! In upstream's order: ServiceAccount, Priority, DefaultTolerationSeconds, RuntimeClass, what LimitRanger does not let in,
//! PodSecurity, and when all pods are known ResourceQuota.

mod absent;
pub mod limit_range;
mod pod_security;
mod priority;
pub(super) mod quota;
mod runtime_class;
mod service_account;
mod tolerations;

pub use absent::{Absent, Ground};
pub use limit_range::LimitRange;
pub use priority::PriorityClass;
pub use quota::ResourceQuota;
pub use runtime_class::RuntimeClass;

use super::Around;
use super::new_pod::no_namespace;
use crate::model::{FileId, Related, Span, Version};
use crate::resource::Field;
use crate::scheduler::types::Pod;

pub(crate) use limit_range::{claim_refusal, limit_range};
pub(crate) use pod_security::{Enforced, Violations, enforced, has_bad_label};
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
    /// The pod security levels of namespaces.
    pub(crate) enforced: Vec<Enforced>,
    /// Namespaces that the server would not have made.
    pub(crate) refused_namespaces: Vec<String>,
    /// What is known not to be there.
    pub absent: Absent,
    /// The scheduler is asked alone, of pods that are taken as they are.
    pub(crate) alone: bool,
    /// The version whose pod security standards are the latest.
    pub(crate) version: Version,
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
    /// The message is all that is said: no server speaks, as the controller does not come to ask it, or what it says is no
    /// refusal of a pod.
    pub plain: bool,
    /// With [`Refusal::plain`]: the server refuses the object itself, so that there is no waiting either.
    pub gone: bool,
    /// It is kept out on the ground that the file makes up a cluster of its own.
    pub supposed: bool,
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
    pub(in crate::inventory) fn forbidden(message: String) -> Self {
        Refusal { message, bars: true, ..Refusal::default() }
    }

    /// For something that is not there, with what is to be done about it.
    fn absent(message: String, field: Field<'_>, ground: absent::Ground, kind: &str) -> Self {
        let supposed = ground == absent::Ground::Supposed;
        let help = if supposed {
            format!(
                "declare the {kind} here, too; or keep the nodes in a file of their own, where the cluster has it: a file that \
                 makes up its nodes counts as telling all of its cluster"
            )
        } else {
            format!("declare the {kind}, or name one that is there")
        };
        let span = field.exists().then(|| field.span());
        Refusal { span, supposed, help: Some(help), ..Refusal::forbidden(message) }
    }

    /// For what the controller of a pod waits for before it makes it.
    pub(crate) fn waiting(message: String, span: Option<Span>) -> Self {
        Refusal { span, plain: true, ..Refusal::forbidden(message) }
    }

    /// For something that the tree lacks and the cluster may have.
    fn lacking(message: String, field: Field<'_>) -> Self {
        Refusal { message, span: field.exists().then(|| field.span()), ..Refusal::default() }
    }
}

impl Policies {
    /// Whether the scheduler is asked alone, of pods that are taken as they are.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// The limit ranges of a namespace that an object of a file meets.
    pub(crate) fn ranges_of(&self, around: Around<'_>, namespace: &str, file: FileId) -> Vec<&LimitRange> {
        let all: Vec<&LimitRange> = self.limit_ranges.iter().filter(|range| range.namespace == namespace).collect();
        let met = around.met(file, all.iter().map(|range| (range.name.as_str(), range.file)));
        met.into_iter().map(|at| all[at]).collect()
    }

    /// What is declared of a namespace that each environment of a tree may have by one name: its kind, its name, its file.
    pub(crate) fn declared(&self, namespace: &str) -> Vec<(&'static str, &str, FileId)> {
        let quotas = self.quotas.iter().filter(|quota| quota.namespace == namespace);
        let ranges = self.limit_ranges.iter().filter(|range| range.namespace == namespace);
        let enforced = self.enforced.iter().filter(|enforced| enforced.is_of(namespace));
        let quotas = quotas.map(|quota| ("ResourceQuota", quota.name.as_str(), quota.file));
        let ranges = ranges.map(|range| ("LimitRange", range.name.as_str(), range.file));
        let enforced = enforced.map(|own| ("Namespace", own.namespace.as_str(), own.file));
        quotas.chain(ranges).chain(enforced).collect()
    }

    /// What the namespace of an object of a file enforces.
    fn enforced_by(&self, around: Around<'_>, namespace: &str, file: FileId) -> Option<&Enforced> {
        let all: Vec<&Enforced> = self.enforced.iter().filter(|enforced| enforced.is_of(namespace)).collect();
        let met = around.met(file, all.iter().map(|enforced| (namespace, enforced.file)));
        met.last().map(|at| all[*at])
    }

    /// Changes `pod`, read from `f` in `file`, as admission would; returns what admission would refuse.
    pub(crate) fn admit(&self, around: Around<'_>, file: FileId, f: Field<'_>, pod: &mut Pod) -> Vec<Refusal> {
        let spec = f.at("spec");
        // A pod that is there already was let in.
        let there = f.at("status").at("phase").exists() || f.at("metadata").at("uid").exists();
        let asks = !there && !self.alone;
        let mut refusals = Vec::new();
        if asks {
            refusals.extend(self.namespace_refusal(&pod.namespace));
            refusals.extend(service_account::refusal(&self.absent, file, spec, &pod.namespace));
        }
        let ranges = self.ranges_of(around, &pod.namespace, file);
        let written = pod.spec.clone();
        ranges.iter().for_each(|range| range.apply(pod));
        let absent = asks.then_some((&self.absent, file));
        refusals.extend(priority::apply(&self.priority_classes, absent, spec, pod));
        tolerations::default_tolerations(pod);
        refusals.extend(runtime_class::apply(&self.runtime_classes, absent, spec, pod));
        if !ranges.is_empty() && !f.at("status").at("phase").exists() {
            refusals.extend(limit_range::refusal(&ranges, f, &written, pod));
        }
        if !there && spec.exists() {
            let enforced = self.enforced_by(around, &pod.namespace, file);
            refusals.extend(enforced.and_then(|enforced| enforced.refusal(f, self.version)));
        }
        refusals
    }

    /// What is said of whatever comes into a namespace that the server did not make.
    fn namespace_refusal(&self, namespace: &str) -> Option<Refusal> {
        let refused = self.refused_namespaces.iter().any(|name| name == namespace);
        refused.then(|| Refusal { plain: true, ..Refusal::forbidden(no_namespace(namespace)) })
    }
}
