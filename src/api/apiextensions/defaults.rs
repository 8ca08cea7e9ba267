//! Whether defaults fit their own schema: `apiserver/schema/defaulting/validation.go`.

use super::{DEPTH, Place};
use crate::api::Cx;
use crate::resource::Field;
use crate::schema::{crd, of_reason};

/// `ValidateDefaults`
pub(super) fn validate<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    walk(cx, schema, true, false, 0);
}

fn walk<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, root: bool, in_metadata: bool, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let resource = root || schema.flag("x-kubernetes-embedded-resource");
    let in_metadata = in_metadata && !resource;
    let default = schema.at("default");
    if let (Some(value), Some(node), false) = (default.f.node(), schema.f.node(), in_metadata) {
        let faults = crd::check_default(value, node, resource, cx.version);
        for fault in faults {
            report(cx, &default, value, &fault);
        }
    }
    if let Some(items) = schema.items_schema() {
        walk(cx, &items, false, in_metadata, depth + 1);
    }
    for (name, property) in schema.entries("properties") {
        let of_resource = resource && matches!(name, "metadata" | "apiVersion" | "kind");
        walk(cx, &property, false, in_metadata || of_resource, depth + 1);
    }
}

fn report<'a>(cx: &mut Cx<'a>, default: &Place<'a>, value: crate::source::Node<'a>, fault: &crd::BadDefault) {
    let f = Field::root(value.document().node(fault.node));
    let path = match fault.path.as_str() {
        "" => default.path.clone(),
        inner if inner.starts_with('[') => format!("{}{inner}", default.path),
        inner => format!("{}.{inner}", default.path),
    };
    let plain = fault.detail.split_once(": ").map_or(fault.detail.as_str(), |(_, plain)| plain);
    let told = format!("the default does not fit its own schema: {plain}");
    cx.refuse(of_reason(fault.reason), fault.reason, f, &*fault.detail, told).field(path);
}
