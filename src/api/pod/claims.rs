//! Resource claims, readiness and scheduling gates.

use super::Pod;
use super::annotations::is_mirror;
use crate::api::cx::Cx;
use crate::api::format::{is_dns1123_label, is_dns1123_subdomain, is_qualified_name};
use crate::api::unique::Firsts;
use crate::resource::Field;

/// `validatePodResourceClaims`; the names that containers may refer to (`gatherPodResourceClaimNames`).
pub(super) fn claims<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) -> Vec<&'a str> {
    let claims = pod.spec.at("resourceClaims");
    let is_static = pod.is_pod && is_mirror(pod);
    let mut seen = Firsts::default();
    for claim in claims.items() {
        if is_static {
            cx.forbidden(claim, "static pods do not support resource claims").field("");
            continue;
        }
        let name = claim.at("name");
        if name.is_empty() {
            cx.required(name, "");
        } else if let Some(first) = seen.repeated(name) {
            cx.duplicate(name).relate(first.span(), "first given here");
        } else {
            for detail in is_dns1123_label(name.str()) {
                cx.invalid_format(name, &detail);
            }
        }
        source(cx, claim);
    }
    claims.items().map(|claim| claim.at("name").str()).filter(|name| !name.is_empty()).collect()
}

/// Which claim is meant: a ready one or a template, and exactly one of them.
fn source<'a>(cx: &mut Cx<'a>, claim: Field<'a>) {
    let (ready, template) = (claim.at("resourceClaimName"), claim.at("resourceClaimTemplateName"));
    match (ready.exists(), template.exists()) {
        (true, true) => {
            cx.invalid(claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
                .say("a claim is either ready-made or made from a template, not both")
                .label_at(template.span())
                .relate(ready.span(), "the ready-made one");
        }
        (false, false) => {
            cx.invalid(claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
                .say("the claim does not say which: add `resourceClaimName` or `resourceClaimTemplateName`");
        }
        _ => {}
    }
    for f in [ready, template] {
        if f.exists() {
            for detail in is_dns1123_subdomain(f.str()) {
                cx.invalid_format(f, &detail);
            }
        }
    }
}

/// `validateReadinessGates` and `validateSchedulingGates`
pub(super) fn gates<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    for gate in pod.spec.at("readinessGates").items() {
        let condition = gate.at("conditionType");
        for detail in is_qualified_name(condition.str()) {
            cx.invalid_format(condition, &detail);
        }
    }
    let mut seen = Firsts::default();
    for gate in pod.spec.at("schedulingGates").items() {
        let (name, path) = (gate.at("name"), cx.path(gate));
        for detail in is_qualified_name(name.str()) {
            cx.invalid_format(name, &detail).field(path.clone());
        }
        if let Some(first) = seen.repeated(name) {
            cx.duplicate(name).field(path).relate(first.span(), "first given here");
        }
    }
}

/// `validateSchedulingGroup`
pub(super) fn scheduling_group<'a>(cx: &mut Cx<'a>, group: Field<'a>) {
    if !group.exists() {
        return;
    }
    let name = group.at("podGroupName");
    if !name.exists() {
        cx.invalid(name, "must specify one of: `podGroupName`");
        return;
    }
    for detail in is_dns1123_subdomain(name.str()) {
        cx.invalid_format(name, &detail);
    }
}
