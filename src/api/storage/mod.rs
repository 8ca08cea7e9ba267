//! The storage.k8s.io group: `pkg/apis/storage/validation`.

mod attachment;
mod capacity;
mod class;
mod csi_driver;
mod csi_node;

pub(super) use attachment::volume_attachment;
pub(super) use capacity::csi_storage_capacity;
pub(super) use class::{storage_class, volume_attributes_class};
pub(super) use csi_driver::csi_driver;
pub(super) use csi_node::csi_node;

use super::Cx;
use super::core::helpers::{invalid_each, required_text};
use super::format::is_dns1123_subdomain;
use crate::resource::Field;

const DRIVER_MAX: usize = 63;

/// `ValidateCSIDriverName` of the core group, for every field that names a driver.
pub(super) fn csi_driver_name<'a>(cx: &mut Cx<'a>, name: Field<'a>) {
    if !required_text(cx, name) {
        return;
    }
    if name.str().len() > DRIVER_MAX {
        cx.too_long(name, DRIVER_MAX);
    }
    invalid_each(cx, name, is_dns1123_subdomain(&name.str().to_lowercase()));
}

#[cfg(test)]
mod tests;
