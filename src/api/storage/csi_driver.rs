//! CSIDriver, after `SetDefaults_CSIDriver`.

use super::Cx;
use crate::api::core::helpers::{Seen, duplicate_of};
use crate::api::gates;
use crate::api::table::{Check, Rule};
use crate::resource::Field;

const TEN_MINUTES: i64 = 600;
const LONGEST: i64 = 1 << 32;
const MODES: &[&str] = &["Persistent", "Ephemeral"];

const SPEC: &[Rule] = &[Rule::new("fsGroupPolicy", &[Check::OneOf(&["File", "None", "ReadWriteOnceWithFSType"])])];

/// `ValidateCSIDriver`, then the warnings of the registry's strategy.
pub(in crate::api) fn csi_driver(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    cx.check(spec, SPEC);
    let requests = spec.at("tokenRequests");
    token_requests(cx, requests);
    lifecycle_modes(cx, spec.at("volumeLifecycleModes"));
    let period = spec.at("nodeAllocatableUpdatePeriodSeconds");
    let served = gates::MUTABLE_CSI_NODE_ALLOCATABLE_COUNT.on(cx.version);
    if served && period.opt_int().is_some_and(|seconds| seconds < 10) {
        cx.invalid(period, "must be greater than or equal to 10 seconds");
    }
    let secrets = spec.at("serviceAccountTokenInSecrets");
    if !gates::CSI_SERVICE_ACCOUNT_TOKEN_SECRETS.on(cx.version) {
        return;
    }
    if secrets.exists() && requests.is_empty() {
        cx.invalid(secrets, "serviceAccountTokenInSecrets is set but no tokenRequests are specified")
            .say("`serviceAccountTokenInSecrets` needs `tokenRequests`");
    } else if !secrets.exists() && !requests.is_empty() {
        let text = "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes";
        cx.warn(requests, text).help("set `serviceAccountTokenInSecrets: true` if the driver supports it");
    }
}

/// `validateTokenRequests`
fn token_requests<'a>(cx: &mut Cx<'a>, requests: Field<'a>) {
    let mut audiences = Seen::new();
    for request in requests.items() {
        let audience = request.at("audience");
        if let Some(first) = audiences.note(audience.str(), request.span()) {
            duplicate_of(cx, audience, first).say("two token requests have the same audience");
            continue;
        }
        let seconds = request.at("expirationSeconds");
        if seconds.opt_int().is_some_and(|n| n < TEN_MINUTES) {
            cx.invalid(seconds, "may not specify a duration less than 10 minutes").help("600 is the shortest");
        }
        if seconds.opt_int().is_some_and(|n| n > LONGEST) {
            cx.invalid(seconds, "may not specify a duration larger than 2^32 seconds");
        }
    }
}

/// `validateVolumeLifecycleModes`, reported at the list.
fn lifecycle_modes<'a>(cx: &mut Cx<'a>, modes: Field<'a>) {
    let path = cx.path(modes);
    for mode in modes.items().filter(|f| !MODES.contains(&f.str())) {
        cx.not_supported(mode, MODES).field(path.clone());
    }
}
