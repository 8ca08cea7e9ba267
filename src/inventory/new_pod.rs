//! What is said of a new pod for what stands around it: its namespace is not there, or a policy denies it
//! (`apiserver/pkg/admission/plugin/namespace/lifecycle`, `plugin/policy/validating`).

use super::{Inventory, Origin, Refusal};
use crate::model::FileId;
use crate::resource::{Field, Resource};
use crate::scheduler::types::{Container, Pod};
use crate::source::Draft;

/// A text that stands for one which nobody knows.
const UNKNOWN: &str = "${unknown}";

impl<'a> Inventory<'a> {
    /// What the server says of whatever an object of that file brings into a namespace that is known not to be there; `meta`
    /// is its metadata.
    pub(super) fn without_namespace(&self, file: FileId, namespace: &str, meta: Field<'_>) -> Option<Refusal> {
        if !self.policies.absent.lacks_namespace(namespace) || self.around.moves(file) {
            return None;
        }
        let own = meta.at("namespace");
        let span = if own.exists() { own } else { meta.at("name") }.span();
        let help = Some(format!("declare Namespace `{namespace}`, or name one that is there"));
        Some(Refusal { span: Some(span), help, gone: true, ..Refusal::waiting(no_namespace(namespace), None) })
    }

    /// What policies deny a pod for that is made for an object from a template, and that nothing else keeps out.
    pub(super) fn denied(&self, object: Origin<'a>, template: Origin<'a>, pod: &Pod) -> Option<Refusal> {
        let around = self.around.0.filter(|around| around.denies())?;
        let filled_in = !self.policies.ranges_of(self.around, &pod.namespace, object.file).is_empty();
        let made = drafted(object, template, pod, filled_in).document(template.root.document());
        let denial = around.denied(&Resource::new(made.root()?), object)?;
        let (span, related, help) = (Some(denial.span), denial.related, denial.help);
        Some(Refusal { span, related, help, ..Refusal::forbidden(denial.message) })
    }
}

/// The server's words (`namespace/lifecycle/admission.go`).
pub(super) fn no_namespace(namespace: &str) -> String {
    format!("namespaces \"{namespace}\" not found")
}

/// The pod as its controller sends it, or as its manifest has it, with what LimitRanges have filled in where they have.
fn drafted(object: Origin<'_>, template: Origin<'_>, pod: &Pod, filled_in: bool) -> Draft {
    let mut draft = Draft::of(template.root);
    draft.set("apiVersion", Draft::text("v1"));
    draft.set("kind", Draft::text("Pod"));
    let meta = draft.at_mut(&["metadata"]);
    meta.set("namespace", Draft::text(pod.namespace.as_str()));
    if object.root.span() != template.root.span() {
        // All but StatefulSets have names drawn, before a policy sees them: there is one, and nobody knows which.
        meta.set("name", Draft::text(if pod.name.is_empty() { UNKNOWN } else { pod.name.as_str() }));
        if pod.owner.as_ref().is_none_or(|owner| owner.kind != "StatefulSet") {
            meta.set("generateName", Draft::text(UNKNOWN));
        }
        let own: Vec<_> = pod.labels.iter().filter(|(key, _)| meta.at(&["labels", key]).is_none()).collect();
        for (key, value) in own {
            meta.at_mut(&["labels"]).set(key, Draft::text(value.as_str()));
        }
        if let Some(owner) = &pod.owner {
            let (api_version, kind, name) = (owner.api_version.as_str(), owner.kind.as_str(), owner.name.as_str());
            let mut one = Draft::texts([("apiVersion", api_version), ("kind", kind), ("name", name), ("uid", UNKNOWN)]);
            one.set("controller", Draft::bool(true));
            one.set("blockOwnerDeletion", Draft::bool(true));
            meta.set("ownerReferences", Draft::list(vec![one]));
        }
    }
    if filled_in {
        fill(&mut draft, "containers", &pod.containers);
        fill(&mut draft, "initContainers", &pod.init_containers);
    }
    draft
}

/// Puts the amounts in that a container does not say itself.
fn fill(draft: &mut Draft, list: &str, containers: &[Container]) {
    let spec = draft.at_mut(&["spec"]);
    let Some(items) = spec.get_mut(list).and_then(Draft::items_mut) else { return };
    for (item, container) in items.iter_mut().zip(containers) {
        for (kind, amounts) in [("limits", &container.limits), ("requests", &container.requests)] {
            let new: Vec<_> =
                amounts.iter().filter(|(name, _)| item.at(&["resources", kind, name]).is_none()).collect();
            for (name, amount) in new {
                item.at_mut(&["resources", kind]).set(name, Draft::text(amount.to_string()));
            }
        }
    }
}
