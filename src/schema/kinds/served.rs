//! API versions that the target has, but not for good or not for all.

use super::advised;
use crate::model::{ApiCause, Finding, Version};
use crate::schema::decode::Decoder;
use crate::schema::kind_rules::{DEPRECATED_API, NOT_SERVED};
use crate::schema::lifecycle;
use crate::schema::old;
use crate::schema::tables::Kind;
use crate::schema::text::{self, edit};
use crate::source::{Entry, Node};

/// What is wrong with an API version that the target has: it is on its way out, or served on request only.
pub(super) fn check(root: Node<'_>, kind: Kind, version: Version, api: Entry<'_>) -> Option<Finding> {
    if !kind.served_by_default(version) {
        return Some(not_served(kind, version, api));
    }
    deprecation(kind, version).map(|warning| deprecated(root, kind, warning, version, api))
}

/// Whether `version` warns of its use.
pub(super) fn is_deprecated(kind: Kind, version: Version) -> bool {
    deprecation(kind, version).is_some()
}

fn deprecation(kind: Kind, version: Version) -> Option<String> {
    let gvk = kind.gvk();
    lifecycle::find(gvk.group, gvk.version, gvk.kind, version)?.warning(version)
}

fn deprecated(root: Node<'_>, kind: Kind, warning: String, version: Version, api: Entry<'_>) -> Finding {
    let gvk = kind.gvk();
    let life = lifecycle::find(gvk.group, gvk.version, gvk.kind, version);
    let since = life.map_or(0, |l| l.deprecated());
    let message = format!("`{}` of `{}` is deprecated since Kubernetes 1.{since}", gvk.kind, gvk.api_version());
    let mut finding = Finding::of(&DEPRECATED_API, api.value.span(), message);
    finding.field("apiVersion").follows([ApiCause::Warning { warning }]);
    let end = life.filter(|l| l.removed() > 0).map(|l| format!("Kubernetes 1.{} no longer serves it", l.removed()));
    let named = life.and_then(|l| l.replaced_by()).and_then(|(api, kind)| {
        let group = api.split_once('/').map_or("", |(group, _)| group);
        advised(group, kind, version)
    });
    let next = named.map(|next| format!("use `{}` of `{}`", next.gvk().kind, next.gvk().api_version()));
    let advised = advised(gvk.group, gvk.kind, version);
    let newer = || Some(format!("use `{}`", advised?.gvk().api_version()));
    let parts: Vec<String> = end.into_iter().chain(next.or_else(newer)).collect();
    if !parts.is_empty() {
        finding.help(parts.join("; "));
    }
    let successor = named.or(advised).filter(|next| next.gvk().kind == gvk.kind);
    if let Some(next) = successor.filter(|next| reads_alike(root, *next, version)) {
        let written = text::written_like(api.value, &next.gvk().api_version());
        let same = lifecycle::is_only_spelled_otherwise(gvk.group, gvk.version, gvk.kind);
        finding
            .offer(format!("use `{}`", next.gvk().api_version()), vec![edit(api.value.span(), written)])
            .safe_if(same);
    }
    finding
}

/// Whether an object can be read under that version just as it stands.
fn reads_alike(root: Node<'_>, next: Kind, version: Version) -> bool {
    old::translate(root, next.gvk(), true).is_none() && Decoder::run(root, next.definition(), version).is_clean()
}

fn not_served(kind: Kind, version: Version, api: Entry<'_>) -> Finding {
    let gvk = kind.gvk();
    let stage = if gvk.version.contains("alpha") { "an alpha" } else { "a beta" };
    let given = gvk.api_version();
    let message =
        format!("`{}` of `{given}` is {stage} API, which Kubernetes {version} serves only on request", gvk.kind);
    let mut finding = Finding::of(&NOT_SERVED, api.value.span(), message);
    finding.field("apiVersion");
    let gate = kind.gate_off(version).map(|gate| format!(" and `--feature-gates={gate}=true`")).unwrap_or_default();
    let on = format!("the API server must be started with `--runtime-config={given}=true`{gate}");
    match advised(gvk.group, gvk.kind, version) {
        Some(other) => {
            let api_version = other.gvk().api_version();
            finding
                .help(format!("{on}; `{api_version}` is served by default"))
                .offer(format!("use `{api_version}`"), vec![edit(api.value.span(), api_version)]);
        }
        None => {
            finding.help(on);
        }
    }
    finding
}
