//! ResourceSlice, which drivers write.

use super::Cx;
use super::device::device;
use super::parts::{items, label_name, unique};
use crate::api::core::helpers::{invalid_each, required_text};
use crate::api::core::node_selector::node_selector;
use crate::api::format::is_dns1123_subdomain;
use crate::api::storage::csi_driver_name;
use crate::resource::Field;

const MAX_DEVICES: usize = 128;
const MAX_ADVANCED_DEVICES: usize = 64;
const MAX_COUNTER_SETS: usize = 8;
const POOL_MAX: usize = 253;
const ONE: &str = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

/// `ValidateResourceSlice`
pub(in crate::api) fn resource_slice(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    csi_driver_name(cx, spec.at("driver"));
    pool(cx, spec.at("pool"));
    nodes(cx, spec);
    if spec.at("sharedCounters").exists() && spec.at("devices").exists() {
        cx.invalid(spec, "only one of `sharedCounters` or `devices` is allowed");
    }
    // v1beta1 wraps devices in `basic`.
    if cx.gvk.version == "v1beta1" {
        return;
    }
    let advanced = |d: Field<'_>| !d.at("taints").is_empty() || !d.at("consumesCounters").is_empty() || has_lists(d);
    let max = if spec.at("devices").items().any(advanced) { MAX_ADVANCED_DEVICES } else { MAX_DEVICES };
    let devices = items(cx, spec.at("devices"), max);
    for item in &devices {
        device(cx, *item);
    }
    unique(cx, &devices, |device| device.at("name").str());
    let counters = items(cx, spec.at("sharedCounters"), MAX_COUNTER_SETS);
    for set in &counters {
        label_name(cx, set.at("name"));
        if set.at("counters").is_empty() {
            cx.required(set.at("counters"), "");
        }
    }
    unique(cx, &counters, |set| set.at("name").str());
}

/// `haveListAttributes`
fn has_lists(device: Field<'_>) -> bool {
    let lists = ["bools", "ints", "strings", "versions"];
    device.at("attributes").entries().any(|(_, attribute)| lists.iter().any(|list| attribute.at(list).exists()))
}

/// `validateResourcePool`
fn pool<'a>(cx: &mut Cx<'a>, pool: Field<'a>) {
    let name = pool.at("name");
    if required_text(cx, name) {
        if name.str().len() > POOL_MAX {
            cx.too_long(name, POOL_MAX);
        }
        for part in name.str().split('/') {
            invalid_each(cx, name, is_dns1123_subdomain(part));
        }
    }
    if pool.at("resourceSliceCount").int() <= 0 {
        cx.invalid(pool.at("resourceSliceCount"), "must be greater than zero");
    }
    if pool.at("generation").int() < 0 {
        cx.invalid(pool.at("generation"), "must be greater than or equal to zero");
    }
}

/// Where the devices are: exactly one of four ways of saying so.
fn nodes<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let mut given = 0;
    let name = spec.at("nodeName");
    match name.opt_str() {
        Some("") => {
            cx.invalid(name, "must be either unset or set to a non-empty string");
        }
        Some(text) => {
            given += 1;
            invalid_each(cx, name, is_dns1123_subdomain(text));
        }
        None => {}
    }
    let selector = spec.at("nodeSelector");
    if selector.exists() {
        given += 1;
        node_selector(cx, selector);
        if selector.at("nodeSelectorTerms").len() != 1 {
            cx.invalid(selector.at("nodeSelectorTerms"), "must have exactly one node selector term");
        }
    }
    for flag in ["allNodes", "perDeviceNodeSelection"] {
        match spec.at(flag).opt_bool() {
            Some(true) => given += 1,
            Some(false) => {
                cx.invalid(spec.at(flag), "must be either unset or set to true");
            }
            None => {}
        }
    }
    match given {
        0 => {
            cx.required(spec, ONE).say("the slice does not say on which nodes its devices are");
        }
        1 => {}
        _ => {
            cx.invalid(spec, format!("{ONE}, but multiple fields are set"));
        }
    }
}
