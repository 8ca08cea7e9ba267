//! The resource.k8s.io group: `pkg/apis/resource/validation`.
//!
//! Requests are looked at in the form that v1 and v1beta2 have; v1beta1 spells them otherwise and passes.

mod claim;
mod device;
mod parts;
mod selector;
mod slice;

pub(super) use claim::{device_class, resource_claim, resource_claim_template};
pub(super) use slice::resource_slice;

use super::Cx;

#[cfg(test)]
mod tests;
