//! `IPAddress`: `pkg/apis/networking/validation/validation.go`.

use crate::api::core::helpers::invalid_each;
use crate::api::{Cx, format};

/// `ValidateIPAddress`
pub(in crate::api) fn ip_address(cx: &mut Cx<'_>) {
    let parent = cx.root().at("spec").at("parentRef");
    if !parent.exists() {
        cx.required(parent, "").help("name the object that holds the address, usually a Service");
        return;
    }
    let group = parent.at("group");
    if !group.str().is_empty() {
        invalid_each(cx, group, format::is_dns1123_subdomain(group.str()));
    }
    for name in ["resource", "name"] {
        let f = parent.at(name);
        if f.str().is_empty() {
            cx.required(f, "");
        } else {
            invalid_each(cx, f, format::is_path_segment_name(f.str()));
        }
    }
    let namespace = parent.at("namespace");
    if !namespace.str().is_empty() {
        invalid_each(cx, namespace, format::is_path_segment_name(namespace.str()));
    }
}
