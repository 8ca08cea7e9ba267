//! What pods and containers say of their privileges, as several rules look at it.

use super::Cx;
use crate::model::{Span, placeholder};
use crate::resource::Field;
use crate::source::Kind;

/// What a field says that is true or false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Yes,
    No,
    /// It is not there.
    Nothing,
    /// It is filled in later, or of another type.
    Unclear,
}

/// What `field` says.
pub(super) fn said(field: Field<'_>) -> Said {
    match field.opt_bool() {
        Some(true) => Said::Yes,
        Some(false) => Said::No,
        None if field.exists() || is_filled_in_later(field) => Said::Unclear,
        None => Said::Nothing,
    }
}

/// Whether a field, or the value in which it would stand, is filled in later.
pub(super) fn is_filled_in_later(field: Field<'_>) -> bool {
    field.anchor().as_str().is_some_and(placeholder::is_filled_in_later)
}

/// What holds for a container of what both have in their security contexts: what it says itself, or else what the pod
/// says.
pub(super) fn effective<'a>(container: Field<'a>, pod: Field<'a>, name: &'static str) -> Field<'a> {
    let own = container.at("securityContext").at(name);
    if own.exists() || is_filled_in_later(own) || !pod.at(name).exists() && !is_filled_in_later(pod.at(name)) {
        own
    } else {
        pod.at(name)
    }
}

/// A container in words.
pub(super) fn who(container: Field<'_>) -> String {
    match container.at("name").str() {
        "" => "a container".to_owned(),
        name => format!("container `{name}`"),
    }
}

/// What is shown of a container where something is missing: its name.
pub(super) fn head(container: Field<'_>) -> Option<Span> {
    let name = container.at("name");
    Some(if name.exists() { name.span() } else { container.anchor().head() })
}

/// What is shown of a pod where something is missing: the key of its spec.
pub(super) fn pod_head(cx: &Cx<'_>) -> Option<Span> {
    let spec = cx.pod_spec().node()?;
    Some(spec.key_below(cx.resource.root).unwrap_or(spec).head())
}

/// Whether the pod has a spec in which something can be missing.
pub(super) fn has_spec(cx: &Cx<'_>) -> bool {
    cx.pod_spec().node().is_some_and(|spec| spec.kind() == Kind::Map)
}

/// Whether the pod runs on Windows, which knows neither capabilities nor profiles, and where the API refuses them.
pub(super) fn on_windows(cx: &Cx<'_>) -> bool {
    cx.pod_spec().at("os").at("name").str() == "windows"
}

/// Whether what is root in the pod is nobody on its node.
pub(super) fn has_own_users(cx: &Cx<'_>) -> bool {
    said(cx.pod_spec().at("hostUsers")) == Said::No
}

/// A capability's name as the API has it: in capitals, without what the kernel puts before it.
pub(super) fn capability(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    name.strip_prefix("CAP_").map_or_else(|| name.clone(), str::to_owned)
}

/// Tells that the pod shares something with its node.
pub(super) fn tell_shared(cx: &mut Cx<'_>, field: &'static str, message: &str, help: &str) {
    let shared = cx.pod_spec().at(field);
    if shared.bool() {
        cx.report(shared, None, message).help(help);
    }
}
