//! `PodCertificateRequest`.

use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format::name_is_dns_subdomain;
use crate::api::signer::{is_kubernetes, signer_name};

const UID_MAX: usize = 128;
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// `ValidatePodCertificateRequestCreate`, keys and signatures aside
pub(in crate::api) fn pod_certificate_request(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let signer = spec.at("signerName");
    signer_name(cx, signer);
    for (name, uid) in [("podName", "podUID"), ("serviceAccountName", "serviceAccountUID"), ("nodeName", "nodeUID")] {
        let (name, uid) = (spec.at(name), spec.at(uid));
        invalid_each(cx, name, name_is_dns_subdomain(name.str(), false));
        if uid.str().is_empty() {
            cx.invalid(uid, "must not be empty");
        }
        if uid.str().len() > UID_MAX {
            cx.too_long(uid, UID_MAX);
        }
    }
    // A request that leaves it out gets a day.
    let seconds = spec.at("maxExpirationSeconds");
    let most = if is_kubernetes(signer.str()) { DAY } else { 91 * DAY };
    if seconds.exists() && !(HOUR..=most).contains(&seconds.int()) {
        cx.invalid(seconds, format!("must be in the range [{HOUR}, {most}]"));
    }
    let given = |name| !spec.at(name).is_empty();
    let (stub, key, proof) = (given("stubPKCS10Request"), given("pkixPublicKey"), given("proofOfPossession"));
    if !matches!((stub, key, proof), (true, false, false) | (false, true, true)) {
        cx.invalid(spec, "exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set")
            .say("either `stubPKCS10Request`, or `pkixPublicKey` with `proofOfPossession`, must be set");
    }
}
