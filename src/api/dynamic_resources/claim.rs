//! ResourceClaim, ResourceClaimTemplate and DeviceClass.

use super::Cx;
use super::parts::{MAX_ITEMS, configuration, fully_qualified, items, label_name, selectors, toleration, unique};
use crate::api::claim::template_meta;
use crate::api::core::helpers::{invalid_each, required_text};
use crate::api::core::resource_names::is_extended;
use crate::api::format::{is_dns1123_label, is_dns1123_subdomain};
use crate::api::gates;
use crate::resource::Field;

const MAX_ALTERNATIVES: usize = 8;
const ONE: &str = "exactly one of `exactly` or `firstAvailable` is required";
const REFERENCE: &str =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/// `ValidateResourceClaim`
pub(in crate::api) fn resource_claim(cx: &mut Cx<'_>) {
    let devices = cx.root().at("spec").at("devices");
    device_claim(cx, devices);
}

/// `ValidateResourceClaimTemplate`, whose metadata may have labels and annotations only.
pub(in crate::api) fn resource_claim_template(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    template_meta(cx, spec.at("metadata"));
    device_claim(cx, spec.at("spec").at("devices"));
}

/// `ValidateDeviceClass`
pub(in crate::api) fn device_class(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    selectors(cx, spec.at("selectors"));
    for config in items(cx, spec.at("config"), MAX_ITEMS) {
        configuration(cx, config);
    }
    let name = spec.at("extendedResourceName");
    let served = gates::DRA_EXTENDED_RESOURCE.on(cx.version);
    if served && name.opt_str().is_some_and(|text| !is_extended(text)) {
        cx.invalid(name, "must be a valid extended resource name").help("for example `example.com/gpu`");
    }
}

/// `validateDeviceClaim`
fn device_claim<'a>(cx: &mut Cx<'a>, claim: Field<'a>) {
    if cx.gvk.version == "v1beta1" {
        return;
    }
    let requests = items(cx, claim.at("requests"), MAX_ITEMS);
    for request in &requests {
        device_request(cx, *request);
    }
    unique(cx, &requests, |request| request.at("name").str());
    for constraint in items(cx, claim.at("constraints"), MAX_ITEMS) {
        references(cx, constraint.at("requests"), &requests);
        device_constraint(cx, constraint);
    }
    for config in items(cx, claim.at("config"), MAX_ITEMS) {
        references(cx, config.at("requests"), &requests);
        configuration(cx, config);
    }
}

/// `validateDeviceRequest`
fn device_request<'a>(cx: &mut Cx<'a>, request: Field<'a>) {
    label_name(cx, request.at("name"));
    let (exactly, first) = (request.at("exactly"), request.at("firstAvailable"));
    match (exactly.exists(), !first.is_empty()) {
        (false, false) => {
            cx.required(request, ONE).say("a request needs `exactly` or `firstAvailable`");
        }
        (true, true) => {
            cx.invalid(request, format!("{ONE}, but multiple fields are set"))
                .say("`exactly` and `firstAvailable` exclude each other");
        }
        (true, false) => exact_request(cx, exactly),
        (false, true) => {
            let alternatives = items(cx, first, MAX_ALTERNATIVES);
            for alternative in &alternatives {
                label_name(cx, alternative.at("name"));
                exact_request(cx, *alternative);
            }
            unique(cx, &alternatives, |alternative| alternative.at("name").str());
        }
    }
}

/// `validateExactDeviceRequest` and `validateDeviceSubRequest`, after their defaults: one device.
fn exact_request<'a>(cx: &mut Cx<'a>, request: Field<'a>) {
    let class = request.at("deviceClassName");
    if required_text(cx, class) {
        invalid_each(cx, class, is_dns1123_subdomain(class.str()));
    }
    selectors(cx, request.at("selectors"));
    let (mode, count) = (request.at("allocationMode"), request.at("count"));
    match mode.str() {
        "All" if count.int() != 0 => {
            cx.invalid(count, "must not be specified when allocationMode is 'All'");
        }
        "" | "ExactCount" if count.int() < 0 => {
            cx.invalid(count, "must be greater than zero");
        }
        "" | "ExactCount" | "All" => {}
        _ => {
            cx.not_supported(mode, &["All", "ExactCount"]);
        }
    }
    for item in request.at("tolerations").items() {
        toleration(cx, item);
    }
}

/// `validateDeviceConstraint`
fn device_constraint<'a>(cx: &mut Cx<'a>, constraint: Field<'a>) {
    let (same, distinct) = (constraint.at("matchAttribute"), constraint.at("distinctAttribute"));
    let capacity = gates::DRA_CONSUMABLE_CAPACITY.on(cx.version);
    if same.exists() {
        fully_qualified(cx, same);
    } else if capacity && distinct.exists() {
        fully_qualified(cx, distinct);
    } else if capacity {
        let detail =
            "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set";
        cx.required(constraint, detail).say("a constraint needs `matchAttribute` or `distinctAttribute`");
    } else {
        cx.required(same, "");
    }
}

/// `validateRequestNameRef` of every name in a list.
fn references<'a>(cx: &mut Cx<'a>, list: Field<'a>, requests: &[Field<'a>]) {
    let names = items(cx, list, MAX_ITEMS);
    for name in &names {
        let parts: Vec<_> = name.str().split('/').collect();
        if parts.len() > 2 {
            cx.invalid(*name, REFERENCE);
            continue;
        }
        for part in &parts {
            invalid_each(cx, *name, is_dns1123_label(part));
        }
        if !is_known(&parts, requests) {
            cx.invalid(*name, REFERENCE).say(format!("the claim has no request `{}`", name.str()));
        }
    }
    unique(cx, &names, Field::str);
}

fn is_known(parts: &[&str], requests: &[Field<'_>]) -> bool {
    let found = requests.iter().rfind(|request| parts.first() == Some(&request.at("name").str()));
    found.is_some_and(|request| match parts {
        [_, sub] => request.at("firstAvailable").items().any(|alternative| alternative.at("name").str() == *sub),
        _ => true,
    })
}
