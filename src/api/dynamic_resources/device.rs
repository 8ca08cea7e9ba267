//! A device of a slice. Policies of consumable capacity are not looked at.

use std::sync::LazyLock;

use regex::Regex;

use super::Cx;
use super::parts::{items, label_name, qualified, taint, unique};
use crate::api::core::helpers::{invalid_each, required_text};
use crate::api::core::node_selector::node_selector;
use crate::api::format::is_dns1123_subdomain;
use crate::resource::Field;

const MAX_ATTRIBUTES: usize = 32;
const MAX_VALUES: usize = 48;
const MAX_TAINTS: usize = 16;
const MAX_CONSUMPTIONS: usize = 2;
const MAX_TEXT: usize = 64;
const LISTS: &[&str] = &["bools", "ints", "strings", "versions"];

static SEMVER: LazyLock<Regex> = LazyLock::new(|| {
    let number = "(0|[1-9][0-9]*)";
    let preview = "(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    let build = "[0-9a-zA-Z-]+";
    let text = format!(r"^{number}\.{number}\.{number}(-{preview}(\.{preview})*)?(\+{build}(\.{build})*)?$");
    Regex::new(&text).expect("the pattern is a constant and sound")
});

/// `validateDevice`
pub(super) fn device<'a>(cx: &mut Cx<'a>, device: Field<'a>) {
    label_name(cx, device.at("name"));
    let (attributes, capacity) = (device.at("attributes"), device.at("capacity"));
    if attributes.len() + capacity.len() > MAX_ATTRIBUTES {
        let detail = format!("the total number of attributes and capacities must not exceed {MAX_ATTRIBUTES}");
        cx.invalid(device, detail);
    }
    let values: usize =
        attributes.entries().map(|(_, a)| LISTS.iter().map(|l| a.at(l).len()).sum::<usize>().max(1)).sum();
    if values > MAX_VALUES {
        cx.invalid(device, format!("the total number of attribute values must not exceed {MAX_VALUES}"));
    }
    for (map, is_attribute) in [(attributes, true), (capacity, false)] {
        let path = cx.path(map);
        for (key, value) in crate::api::entries(map) {
            qualified(cx, Field::root(key), key.scalar_text(), &path);
            if is_attribute {
                attribute(cx, value);
            } else if value.at("requestPolicy").exists() && !device.at("allowMultipleAllocations").bool() {
                cx.forbidden(value.at("requestPolicy"), "allowMultipleAllocations must be true");
            }
        }
    }
    for item in items(cx, device.at("taints"), MAX_TAINTS) {
        taint(cx, item);
    }
    counters(cx, device.at("consumesCounters"));
    nodes(cx, device);
}

/// `validateDeviceAttribute`: exactly one value.
fn attribute<'a>(cx: &mut Cx<'a>, attribute: Field<'a>) {
    let scalars = ["bool", "int", "string", "version"];
    let given = scalars.iter().chain(LISTS).filter(|name| attribute.at(name).exists()).count();
    text(cx, attribute.at("string"));
    version(cx, attribute.at("version"));
    for list in LISTS {
        let f = attribute.at(list);
        if f.exists() && f.is_empty() {
            cx.invalid(f, "must not be empty if specified");
        }
    }
    attribute.at("strings").items().for_each(|item| text(cx, item));
    attribute.at("versions").items().for_each(|item| version(cx, item));
    if given != 1 {
        cx.invalid(attribute, "exactly one value must be specified");
    }
}

fn text<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if f.str().len() > MAX_TEXT {
        cx.too_long(f, MAX_TEXT);
    }
}

fn version<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if f.opt_str().is_some_and(|text| !SEMVER.is_match(text)) {
        cx.invalid(f, "must be a string compatible with semver.org spec 2.0.0").help("write it like 1.2.3");
    }
    text(cx, f);
}

/// `validateDeviceCounterConsumption`
fn counters<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    let consumed = items(cx, list, MAX_CONSUMPTIONS);
    for item in &consumed {
        if required_text(cx, item.at("counterSet")) {
            label_name(cx, item.at("counterSet"));
        }
        if item.at("counters").is_empty() {
            cx.required(item.at("counters"), "");
        }
    }
    unique(cx, &consumed, |item| item.at("counterSet").str());
}

/// Where the device is, if its slice leaves that to the devices.
fn nodes<'a>(cx: &mut Cx<'a>, device: Field<'a>) {
    let names = ["nodeName", "nodeSelector", "allNodes"];
    let each = cx.root().at("spec").at("perDeviceNodeSelection").bool();
    if !each {
        if names.iter().any(|name| device.at(name).exists()) {
            let detail = "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec";
            cx.invalid(device, detail);
        }
        return;
    }
    let (name, selector, all) = (device.at("nodeName"), device.at("nodeSelector"), device.at("allNodes"));
    match name.opt_str() {
        Some("") => {
            cx.invalid(name, "must not be empty");
        }
        Some(text) => {
            invalid_each(cx, name, is_dns1123_subdomain(text));
        }
        None => {}
    }
    if selector.exists() {
        node_selector(cx, selector);
    }
    if all.opt_bool() == Some(false) {
        cx.invalid(all, "must be either unset or set to true");
    }
    let given = usize::from(!name.is_empty()) + usize::from(selector.exists()) + usize::from(all.bool());
    let detail = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec";
    match given {
        0 => {
            cx.required(device, detail);
        }
        1 => {}
        _ => {
            cx.invalid(device, detail);
        }
    }
}
