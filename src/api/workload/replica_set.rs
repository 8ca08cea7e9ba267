//! Replica sets.

use super::{template, warn_name};
use crate::api::cx::Cx;
use crate::api::pod::{self, Pod};
use crate::api::table::{Check, Rule};

const SPEC: &[Rule] =
    &[Rule::new("replicas", &[Check::NonNegative]), Rule::new("minReadySeconds", &[Check::NonNegative])];

/// `ValidateReplicaSet` without the metadata, and the warnings
pub(in crate::api) fn replica_set(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    cx.check(spec, SPEC);
    if template::required_selector(cx, spec, "deployment", "invalid label selector") {
        template::template_for_replicas(cx, spec);
    }
    if cx.errors() == 0 {
        warn_name(cx);
        pod::template_warnings(cx, &Pod::new(spec.at("template"), false));
    }
}
