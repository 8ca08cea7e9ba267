//! What the server warns of as it takes an object: the level that the label `warn` of its namespace names
//! (`pod-security-admission/admission`, `EvaluatePod`). The object is made all the same.

use super::standard::Level;
use super::{Namespace, RULE};
use crate::cross::Object;
use crate::inventory::Violations;
use crate::model::{Finding, Gvk, Severity, Span, Version};
use crate::resource::{Resource, pod_parts};
use crate::schema::changes;

/// What the server would say of a pod.
pub(super) struct Words {
    said: Option<Violations>,
    /// Where the pod says how it is secured, or where it could.
    place: Span,
}

impl Words {
    /// Of the pod that `resource` is, or makes. `version` has the newest of the standards.
    pub(super) fn of(resource: &Resource<'_>, gvk: Gvk, version: Version) -> Self {
        let Some(parts) = pod_parts(resource, gvk) else {
            return Words { said: None, place: resource.field().at("spec").span() };
        };
        let security = parts.spec.at("securityContext");
        let place = if security.exists() { security.span() } else { parts.spec.span() };
        let fills_ports = gvk.kind == "Pod" || !changes::NO_HOST_PORTS_IN_TEMPLATES.holds(version);
        Words { said: Some(Violations::of((parts.metadata, parts.spec), fills_ports, version.minor())), place }
    }
}

/// What the server says as it takes an object into a namespace.
pub(super) fn finding(object: &Object, words: &Words, (namespace, own): Namespace<'_>, name: &str) -> Option<Finding> {
    if own.level == Level::Privileged {
        return None;
    }
    let said = words.said.as_ref()?.at(own.level == Level::Restricted, own.minor)?;
    let version = if own.minor == u8::MAX { "latest".to_owned() } else { format!("v1.{}", own.minor) };
    let message = format!("would violate PodSecurity \"{}:{version}\": {said}", own.level.name());
    let mut finding = Finding::of(&RULE, words.place, message);
    finding.severity = Severity::Warning;
    let warns = format!("namespace `{name}` has the server warn of what `{}` refuses", own.level.name());
    finding.relate_in(namespace.file, own.label, warns);
    finding.help("mend the pod, or label the namespace with another level; the server takes the object all the same");
    Some(object.scene().set(finding))
}
