//! `ValidatingAdmissionPolicyBinding` and `MutatingAdmissionPolicyBinding`.

use super::mutating_policy::no_deletes;
use super::param::param_ref;
use super::rules::match_resources;
use super::warn_static_suffix;
use crate::api::Cx;
use crate::api::format::name_is_dns_subdomain;
use crate::api::unique::Firsts;
use crate::resource::Field;

/// `ValidateValidatingAdmissionPolicyBinding`
pub(in crate::api) fn validating_admission_policy_binding(cx: &mut Cx<'_>) {
    let spec = common(cx);
    validation_actions(cx, spec.at("validationActions"));
    warn_static_suffix(cx);
}

/// `ValidateMutatingAdmissionPolicyBinding`
pub(in crate::api) fn mutating_admission_policy_binding(cx: &mut Cx<'_>) {
    let spec = common(cx);
    no_deletes(cx, spec.at("matchResources"));
    warn_static_suffix(cx);
}

fn common<'a>(cx: &mut Cx<'a>) -> Field<'a> {
    let spec = cx.root().at("spec");
    let policy = spec.at("policyName");
    if policy.str().is_empty() {
        cx.required(policy, "");
    } else {
        for detail in name_is_dns_subdomain(policy.str(), false) {
            cx.invalid_format(policy, &detail);
        }
    }
    param_ref(cx, spec.at("paramRef"));
    if spec.at("matchResources").exists() {
        match_resources(cx, spec.at("matchResources"));
    }
    spec
}

/// `validateValidationActions`
fn validation_actions<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    let mut seen = Firsts::default();
    for action in list.items() {
        if !matches!(action.str(), "Audit" | "Deny" | "Warn") {
            cx.not_supported(action, &["Audit", "Deny", "Warn"]);
        }
        if let Some(first) = seen.repeated(action) {
            cx.duplicate(action).relate(first.span(), "it is here already");
        }
    }
    let has = |name| seen.get(name).is_some();
    if has("Deny") && has("Warn") {
        cx.invalid(
            list,
            "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
        )
        .say("`Deny` and `Warn` together would say the same thing twice")
        .help("remove one of the two");
    }
    if list.items().next().is_none() {
        cx.required(list, "at least one validation action is required").help("write `validationActions: [Deny]`");
    }
}
