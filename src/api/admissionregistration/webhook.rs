//! `ValidatingWebhookConfiguration` and `MutatingWebhookConfiguration`.

use super::conditions::match_conditions;
use super::rules::rule_with_operations;
use super::{FAILURE_POLICIES, MATCH_POLICIES, REINVOCATION_POLICIES, warn_static_suffix};
use crate::api::format::{is_dns1035_label, is_fully_qualified_name};
use crate::api::unique::Firsts;
use crate::api::webhook_client::client_config;
use crate::api::{Cx, labels};
use crate::resource::Field;

const SIDE_EFFECTS: &[&str] = &["None", "NoneOnDryRun"];

/// `ValidateValidatingWebhookConfiguration`
pub(in crate::api) fn validating_webhook_configuration(cx: &mut Cx<'_>) {
    configuration(cx, false);
}

/// `ValidateMutatingWebhookConfiguration`
pub(in crate::api) fn mutating_webhook_configuration(cx: &mut Cx<'_>) {
    configuration(cx, true);
}

fn configuration(cx: &mut Cx<'_>, mutating: bool) {
    let mut names = Firsts::default();
    for hook in cx.root().at("webhooks").items() {
        webhook(cx, hook, mutating);
        review_versions(cx, hook.at("admissionReviewVersions"));
        let name = hook.at("name");
        if name.str().is_empty() {
            continue;
        }
        if let Some(first) = names.repeated(name) {
            cx.duplicate(name).relate(first.span(), "another webhook has this name");
        }
    }
    warn_static_suffix(cx);
}

/// `validateValidatingWebhook` and `validateMutatingWebhook`, after their defaults
fn webhook<'a>(cx: &mut Cx<'a>, hook: Field<'a>, mutating: bool) {
    let name = hook.at("name");
    if name.str().is_empty() {
        cx.required(name, "");
    }
    for detail in is_fully_qualified_name(name.str()) {
        cx.invalid_format(name, &detail).help("a webhook's name is a domain name, such as `check.policy.example.com`");
    }
    hook.at("rules").items().for_each(|rule| rule_with_operations(cx, rule));
    one_of(cx, hook.at("failurePolicy"), FAILURE_POLICIES);
    one_of(cx, hook.at("matchPolicy"), MATCH_POLICIES);
    let effects = hook.at("sideEffects");
    if !effects.exists() {
        cx.required(effects, "must specify one of None, NoneOnDryRun").help("write `sideEffects: None`");
    }
    one_of(cx, effects, SIDE_EFFECTS);
    let timeout = hook.at("timeoutSeconds");
    if timeout.exists() && !(1..=30).contains(&timeout.int()) {
        cx.invalid(timeout, "the timeout value must be between 1 and 30 seconds");
    }
    labels::label_selector(cx, hook.at("namespaceSelector"));
    labels::label_selector(cx, hook.at("objectSelector"));
    if mutating {
        one_of(cx, hook.at("reinvocationPolicy"), REINVOCATION_POLICIES);
    }
    let client = hook.at("clientConfig");
    let path = cx.path(client);
    client_config(cx, client, &path);
    match_conditions(cx, hook.at("matchConditions"), false);
}

fn one_of<'a>(cx: &mut Cx<'a>, f: Field<'a>, allowed: &[&str]) {
    if f.exists() && !allowed.contains(&f.str()) {
        cx.not_supported(f, allowed);
    }
}

/// `validateAdmissionReviewVersions`
fn review_versions<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    if list.is_empty() {
        cx.required(list, "must specify one of v1, v1beta1").help("write `admissionReviewVersions: [v1]`");
        return;
    }
    let mut seen = Firsts::default();
    for version in list.items() {
        if let Some(first) = seen.repeated(version) {
            cx.invalid(version, "duplicate version")
                .say(format!("`{}` is given twice", version.str()))
                .relate(first.span(), "it is here already");
            continue;
        }
        for detail in is_dns1035_label(version.str()) {
            cx.invalid_format(version, &detail);
        }
    }
    if seen.get("v1").is_none() && seen.get("v1beta1").is_none() {
        cx.invalid(list, "must include at least one of v1, v1beta1")
            .say("none of these is a version of AdmissionReview that the API server knows")
            .help("add `v1`");
    }
}
