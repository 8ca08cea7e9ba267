//! VolumeAttachment. Its status is dropped by a create.

use super::{Cx, csi_driver_name};
use crate::api::core::helpers::invalid_each;
use crate::api::core::persistent_volume::volume_spec;
use crate::api::format::is_dns1123_subdomain;

const ONE: &str = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

/// `ValidateVolumeAttachment`
pub(in crate::api) fn volume_attachment(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    csi_driver_name(cx, spec.at("attacher"));
    let source = spec.at("source");
    let (inline, name) = (source.at("inlineVolumeSpec"), source.at("persistentVolumeName"));
    match (inline.exists(), name.opt_str()) {
        (false, None) => {
            cx.required(source, ONE).say("an attachment needs `inlineVolumeSpec` or `persistentVolumeName`");
        }
        (true, Some(_)) => {
            cx.forbidden(source, ONE).say("`inlineVolumeSpec` and `persistentVolumeName` exclude each other");
        }
        (false, Some("")) => {
            cx.required(name, "must specify non empty persistentVolumeName");
        }
        (false, Some(_)) => {}
        (true, None) => volume_spec(cx, inline, "", true),
    }
    let node = spec.at("nodeName");
    invalid_each(cx, node, is_dns1123_subdomain(node.str()));
    if let Some(text) = name.opt_str() {
        invalid_each(cx, name, is_dns1123_subdomain(text));
    }
}
