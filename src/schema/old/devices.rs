//! Claims and slices of devices: requests without `exactly`, and devices with `basic` around what they are.

use super::Rewrite;
use super::draft::{Map, Member, Value};

const OLD: &str = "resource.k8s.io/v1beta1";

/// What a request for devices says of them.
const REQUEST: &[&str] =
    &["deviceClassName", "selectors", "allocationMode", "count", "adminAccess", "tolerations", "capacity"];

/// A claim.
pub(super) fn claim<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    if let Some(spec) = object.map("spec") {
        requests(rewrite, spec);
    }
}

/// What claims are made from.
pub(super) fn template<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    if let Some(spec) = object.map("spec").and_then(|spec| spec.map("spec")) {
        requests(rewrite, spec);
    }
}

/// What a driver has.
pub(super) fn slice<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    let Some(spec) = object.map("spec") else { return };
    for device in spec.maps("devices") {
        let Some(at) = device.at("basic") else { continue };
        if device.map("basic").is_none() {
            continue;
        }
        let Some(basic) = rewrite.take(OLD, device, "basic", "is no more: what it held stands beside `name`") else {
            return;
        };
        let Value::Map(basic) = basic.value else { continue };
        for (index, member) in basic.members.into_iter().enumerate() {
            rewrite.stuck |= device.has(&member.name);
            device.put(at + index, member);
        }
    }
}

fn requests<'a>(rewrite: &mut Rewrite<'a>, spec: &mut Map<'a>) {
    let Some(devices) = spec.map("devices") else { return };
    for request in devices.maps("requests") {
        let Some(at) = REQUEST.iter().filter_map(|name| request.at(name)).min() else { continue };
        rewrite.stuck |= request.has("exactly");
        let mut members: Vec<Member<'a>> = Vec::new();
        for index in (0..request.members.len()).rev() {
            if REQUEST.contains(&request.members[index].name.as_str()) {
                let member = request.members.remove(index);
                rewrite.note(OLD, &member, "stands in `exactly` now");
                members.insert(0, member);
            }
        }
        request.put(at, Member::new("exactly", Value::of(members)));
    }
}
