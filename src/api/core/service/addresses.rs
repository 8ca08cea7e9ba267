//! Addresses from outside: `externalIPs` and the source ranges of load balancers.

use super::Service;
use crate::api::Cx;
use crate::api::core::endpoints::endpoint_ip;
use crate::api::core::helpers::{annotation, invalid_each, invalid_each_as};
use crate::api::format::{is_valid_cidr_legacy, is_valid_ip_legacy};
use crate::api::gates;

const RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";
const ONLY_BALANCER: &str = "may only be used when `type` is 'LoadBalancer'";

/// `externalIPs`, `loadBalancerSourceRanges` and the annotation that came before it.
pub(super) fn check<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let strict = gates::STRICT_IP_CIDR.on(cx.version);
    for ip in service.spec.at("externalIPs").items() {
        let mut problems = is_valid_ip_legacy(ip.str(), strict);
        if problems.is_empty() {
            problems = endpoint_ip(ip.str());
        }
        invalid_each(cx, ip, problems);
    }
    let ranges = service.spec.at("loadBalancerSourceRanges");
    if !ranges.is_empty() {
        // The server spells this one field with a capital.
        if service.kind != "LoadBalancer" {
            cx.forbidden(ranges, ONLY_BALANCER).field("spec.LoadBalancerSourceRanges").say(not_a_balancer(service));
        }
        for (i, range) in ranges.items().enumerate() {
            let problems = is_valid_cidr_legacy(range.str().trim(), strict);
            invalid_each_as(cx, range, &format!("spec.LoadBalancerSourceRanges[{i}]"), problems);
        }
    } else if let Some(value) = annotation(cx, RANGES) {
        if service.kind != "LoadBalancer" {
            cx.forbidden(value, ONLY_BALANCER).say(not_a_balancer(service));
        }
        let listed = value.str().trim();
        for range in listed.split(',').filter(|_| !listed.is_empty()) {
            invalid_each(cx, value, is_valid_cidr_legacy(range.trim(), strict));
        }
    }
}

fn not_a_balancer(service: &Service<'_>) -> String {
    format!("source ranges are for LoadBalancer services; this one is of type {}", service.kind)
}
