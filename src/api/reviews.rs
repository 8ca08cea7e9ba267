//! Questions to the API server, which are created but never stored: `pkg/apis/authentication/validation` and
//! `pkg/apis/authorization/validation`.

use super::Cx;
use super::labels::{SelectorOptions, selector_requirement};
use crate::resource::Field;

/// `ValidateSubjectAccessReview`
pub(super) fn subject_access_review(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    attributes(cx, spec);
    subject(cx, spec);
    empty_metadata(cx, &[], "must be empty");
}

/// `ValidateSelfSubjectAccessReview`
pub(super) fn self_subject_access_review(cx: &mut Cx<'_>) {
    attributes(cx, cx.root().at("spec"));
    empty_metadata(cx, &[], "must be empty");
}

/// `ValidateLocalSubjectAccessReview`
pub(super) fn local_subject_access_review(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    attributes(cx, spec);
    subject(cx, spec);
    empty_metadata(cx, &["namespace"], "must be empty except for namespace");
    let (resource, other) = (spec.at("resourceAttributes"), spec.at("nonResourceAttributes"));
    let namespace = cx.root().at("metadata").at("namespace");
    if resource.exists() && namespace.exists() && resource.at("namespace").str() != namespace.str() {
        cx.invalid(resource.at("namespace"), "must match metadata.namespace")
            .relate(namespace.span(), "the object's namespace");
    }
    if other.exists() {
        cx.invalid(other, "disallowed on this kind of request")
            .say("a LocalSubjectAccessReview asks about resources of a namespace only");
    }
}

/// Resource or URL, as both kinds of spec have it.
fn attributes<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (resource, other) = (spec.at("resourceAttributes"), spec.at("nonResourceAttributes"));
    match (resource.exists(), other.exists()) {
        (true, true) => {
            cx.invalid(other, "cannot be specified in combination with resourceAttributes")
                .say("a review asks about a resource or about a URL, this one about both")
                .relate(resource.span(), "the resource");
        }
        (false, false) => {
            cx.invalid(resource, "exactly one of nonResourceAttributes or resourceAttributes must be specified")
                .say("nothing says what the review asks about")
                .help("add `resourceAttributes` or `nonResourceAttributes`");
        }
        _ => {}
    }
    for (name, labels) in [("fieldSelector", false), ("labelSelector", true)] {
        let of = resource.at(name);
        if of.exists() {
            selector(cx, of, labels);
        }
    }
}

/// `validateFieldSelectorAttributes` and `validateLabelSelectorAttributes`
fn selector<'a>(cx: &mut Cx<'a>, of: Field<'a>, labels: bool) {
    let (raw, requirements) = (of.at("rawSelector"), of.at("requirements"));
    if !raw.is_empty() && !requirements.is_empty() {
        cx.invalid(raw, "may not specified at the same time as requirements")
            .say("a selector is given as text or as requirements, this one as both");
    }
    if raw.is_empty() && requirements.is_empty() {
        let path = cx.path(of);
        cx.required(requirements, &format!("when {path} is specified, requirements or rawSelector is required"));
    }
    if labels {
        let options = SelectorOptions { allow_unknown_operators: true, ..SelectorOptions::default() };
        requirements.items().for_each(|requirement| selector_requirement(cx, requirement, options));
        return;
    }
    for requirement in requirements.items() {
        field_requirement(cx, requirement);
    }
}

/// `ValidateFieldSelectorRequirement`, which lets operators pass that it does not know
fn field_requirement<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (key, values) = (of.at("key"), of.at("values"));
    if key.str().is_empty() {
        cx.required(key, "must be specified");
    }
    match of.at("operator").str() {
        "In" | "NotIn" if values.is_empty() => {
            cx.required(values, "must be specified when `operator` is 'In' or 'NotIn'");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            cx.forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
        _ => {}
    }
}

fn subject<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    if spec.at("user").is_empty() && spec.at("groups").is_empty() {
        cx.invalid(spec.at("user"), "at least one of user or group must be specified")
            .say("nothing says whose access is asked about")
            .help("add `user` or `groups`");
    }
}

fn empty_metadata(cx: &mut Cx<'_>, allowed: &[&str], detail: &str) {
    let metadata = cx.root().at("metadata");
    let unwanted = metadata.entries().find(|(key, value)| {
        let name = key.scalar_text();
        !allowed.contains(&name) && name != "managedFields" && !value.is_empty()
    });
    if let Some((key, _)) = unwanted {
        cx.invalid(metadata, detail).say("a review is not stored, and has no metadata").label_at(key.span());
    }
}

/// `ValidateTokenRequest`
pub(super) fn token_request(cx: &mut Cx<'_>) {
    let seconds = cx.root().at("spec").at("expirationSeconds");
    let Some(number) = seconds.opt_int() else { return };
    if number < 600 {
        cx.invalid(seconds, "may not specify a duration less than 10 minutes");
    }
    if number > 1 << 32 {
        cx.invalid(seconds, "may not specify a duration larger than 2^32 seconds");
    }
}
