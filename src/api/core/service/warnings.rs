//! `pkg/api/service/warnings.go`

use super::Service;
use crate::api::Cx;
use crate::api::core::helpers::annotation;
use crate::api::format::{cidr_warnings, ip_warning};
use crate::resource::Field;
use crate::schema::changes;

const HINTS: &str = "service.kubernetes.io/topology-aware-hints";

/// `GetWarningsForService`
pub(super) fn warn<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let spec = service.spec;
    if let Some(f) = annotation(cx, HINTS) {
        let text = format!("annotation {HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead");
        cx.warn(f, text);
    }
    let cluster_ip = spec.at("clusterIP");
    if !cluster_ip.is_empty() && cluster_ip.str() != "None" {
        for (i, ip) in service.cluster_ips.iter().enumerate() {
            warn_ip(cx, *ip, &format!("spec.clusterIPs[{i}]"));
        }
    }
    // Unlike validation, this looks at `clusterIP`.
    let headless = service.kind == "ClusterIP" && cluster_ip.str() == "None";
    let external = spec.at("externalIPs");
    if headless {
        ignored_by_headless(cx, spec);
    }
    for (i, ip) in external.items().enumerate() {
        warn_ip(cx, ip, &format!("spec.externalIPs[{i}]"));
    }
    let warned = changes::WARN_OF_EXTERNAL_IPS.holds(cx.version);
    if warned && !external.is_empty() && !headless && service.kind != "ExternalName" {
        cx.warn(external, "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    let balancer = spec.at("loadBalancerIP");
    if !balancer.is_empty() {
        warn_ip(cx, balancer, "spec.loadBalancerIP");
    }
    for (i, range) in spec.at("loadBalancerSourceRanges").items().enumerate() {
        for text in cidr_warnings(range.str()) {
            cx.warn(range, format!("spec.loadBalancerSourceRanges[{i}]: {text}"));
        }
    }
    if service.kind == "ExternalName" && !external.is_empty() {
        cx.warn(external, "spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    let name = spec.at("externalName");
    if service.kind != "ExternalName" && !name.is_empty() {
        cx.warn(name, "spec.externalName is ignored when spec.type is not \"ExternalName\"")
            .help("remove `externalName`, or set `type: ExternalName`");
    }
    let distribution = spec.at("trafficDistribution");
    if distribution.str() == "PreferClose" && changes::WARN_OF_PREFER_CLOSE.holds(cx.version) {
        let text = "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"";
        cx.warn(distribution, text)
            .fix("change to `PreferSameZone`", distribution.span(), "PreferSameZone")
            .safe_if(true);
    }
}

fn ignored_by_headless<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for name in ["loadBalancerIP", "externalIPs"] {
        if !spec.at(name).is_empty() {
            cx.warn(spec.at(name), format!("spec.{name} is ignored for headless services"));
        }
    }
    let affinity = spec.at("sessionAffinity");
    if !matches!(affinity.str(), "" | "None") {
        cx.warn(affinity, "spec.SessionAffinity is ignored for headless services");
    }
}

fn warn_ip<'a>(cx: &mut Cx<'a>, f: Field<'a>, path: &str) {
    if let Some(text) = ip_warning(f.str()) {
        cx.warn(f, format!("{path}: {text}"));
    }
}
