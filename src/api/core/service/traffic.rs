//! How traffic finds its way: load balancers and traffic policies.

use super::Service;
use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format::{is_qualified_name, is_valid_port_num};
use crate::api::gates;

const ONLY_BALANCER: &str = "may only be used when `type` is 'LoadBalancer'";
const DISTRIBUTIONS: &[&str] = &["PreferClose", "PreferSameZone", "PreferSameNode"];

/// `validateLoadBalancerClassField`, `validateServiceExternalTrafficPolicy`, `validateServiceTrafficDistribution`
/// and `allocateLoadBalancerNodePorts`.
pub(super) fn check<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let spec = service.spec;
    let balancer = service.kind == "LoadBalancer";
    for name in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] {
        let f = spec.at(name);
        if f.exists() && !balancer {
            cx.forbidden(f, ONLY_BALANCER)
                .say(format!("`{name}` is for LoadBalancer services; this one is of type {}", service.kind))
                .help(format!("remove `{name}`, or set `type: LoadBalancer`"));
        }
    }
    if balancer && let Some(class) = spec.at("loadBalancerClass").opt_str() {
        invalid_each(cx, spec.at("loadBalancerClass"), is_qualified_name(class));
    }
    external_policy(cx, service);
    health_check(cx, service);
    let distribution = spec.at("trafficDistribution");
    let known =
        if gates::PREFER_SAME_TRAFFIC_DISTRIBUTION.on(cx.version) { DISTRIBUTIONS } else { &DISTRIBUTIONS[..1] };
    let served = gates::SERVICE_TRAFFIC_DISTRIBUTION.on(cx.version);
    if served && distribution.opt_str().is_some_and(|d| !known.contains(&d)) {
        cx.not_supported(distribution, known);
    }
}

fn external_policy<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let policy = service.spec.at("externalTrafficPolicy");
    if policy.str().is_empty() {
        return;
    }
    if !service.externally_accessible() {
        cx.invalid(policy, "may only be set for externally-accessible services")
            .say("`externalTrafficPolicy` needs a service that is reachable from outside")
            .help("remove it, or set `type` to NodePort or LoadBalancer");
    } else if !["Cluster", "Local"].contains(&policy.str()) {
        cx.not_supported(policy, &["Cluster", "Local"]);
    }
}

/// The server allocates a port where one is needed and none given.
fn health_check<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let port = service.spec.at("healthCheckNodePort");
    if port.int() == 0 {
        return;
    }
    let needed = service.kind == "LoadBalancer" && service.spec.at("externalTrafficPolicy").str() == "Local";
    if needed {
        invalid_each(cx, port, is_valid_port_num(port.int()));
    } else {
        cx.invalid(port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
            .say("`healthCheckNodePort` needs `type: LoadBalancer` and `externalTrafficPolicy: Local`");
    }
}
