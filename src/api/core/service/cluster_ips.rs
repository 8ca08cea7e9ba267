//! What belongs to a service's addresses: `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy`.

use super::Service;
use crate::api::Cx;
use crate::api::core::helpers::{Seen, duplicate_of, invalid_each_as};
use crate::api::format::{is_valid_ip_legacy, parse_ip};
use crate::api::gates;
use crate::model::near::{self, Strictness};
use crate::resource::Field;

const FAMILIES: &[&str] = &["IPv4", "IPv6"];
const POLICIES: &[&str] = &["PreferDualStack", "RequireDualStack", "SingleStack"];

/// Nothing of it holds for ExternalName services, which may have none of these fields.
pub(super) fn check<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    if service.kind == "ExternalName" {
        return;
    }
    let before = cx.errors();
    related(cx, service);
    if cx.errors() == before {
        single_stack(cx, service);
    }
}

/// The part of `initIPFamilyFields` that no cluster is needed for: a service is single-stack unless it says otherwise
/// or is headless without a selector, and then has one address and one family.
fn single_stack<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let spec = service.spec;
    let policy = spec.at("ipFamilyPolicy");
    let open = spec.at("clusterIP").str() == "None" && spec.at("selector").is_empty();
    if (policy.exists() && policy.str() != "SingleStack") || (!policy.exists() && open) {
        return;
    }
    for (name, count, what) in [
        ("clusterIPs", service.cluster_ips.len(), "cluster IPs"),
        ("ipFamilies", spec.at("ipFamilies").len(), "IP families"),
    ] {
        if count == 2 {
            let detail = format!("must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified");
            cx.invalid(policy, detail)
                .say(format!("a service with two {what} is dual-stack, and must say so in `ipFamilyPolicy`"))
                .help("set `ipFamilyPolicy: PreferDualStack`, or `RequireDualStack` if it must have both")
                .relate(spec.at(name).span(), "two are given here");
        }
    }
}

/// `ValidateServiceClusterIPsRelatedFields`
fn related<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let spec = service.spec;
    first_must_match(cx, service);
    let mut seen = Seen::new();
    for family in spec.at("ipFamilies").items() {
        if !FAMILIES.contains(&family.str()) {
            cx.not_supported(family, FAMILIES);
        }
        if let Some(first) = seen.note(family.str(), family.span()) {
            duplicate_of(cx, family, first);
        }
    }
    let policy = spec.at("ipFamilyPolicy");
    if policy.exists() && !POLICIES.contains(&policy.str()) {
        cx.not_supported(policy, POLICIES);
    }
    if !addresses_are_sound(cx, service) {
        return;
    }
    let ips = &service.cluster_ips;
    let v6 = |f: &Field<'a>| parse_ip(f.str()).is_some_and(|a| a.ip.is_ipv6());
    if ips.len() > 1 && (ips.iter().all(v6) || !ips.iter().any(v6)) {
        cx.invalid(spec.at("clusterIPs"), "may specify no more than one IP for each IP family")
            .say("the cluster IPs must be one IPv4 and one IPv6 address");
    }
    if service.headless() {
        return;
    }
    for (i, (ip, family)) in ips.iter().zip(spec.at("ipFamilies").items()).enumerate() {
        let expected = match family.str() {
            "IPv4" if v6(ip) => "IPv4",
            "IPv6" if !v6(ip) => "IPv6",
            _ => continue,
        };
        cx.invalid(*ip, format!("expected an {expected} value as indicated by `ipFamilies[{i}]`"))
            .field(format!("spec.clusterIPs[{i}]"))
            .relate(family.span(), "the family asked for here");
    }
}

/// `clusterIP` is the first of `clusterIPs`.
fn first_must_match<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let (one, many) = (service.spec.at("clusterIP"), service.spec.at("clusterIPs"));
    let Some(first) = many.items().next() else { return };
    if one.is_empty() {
        cx.invalid(many, "must be empty when `clusterIP` is not specified")
            .say("`clusterIPs` needs `clusterIP` beside it, equal to its first item")
            .help(format!("add `clusterIP: {}`", first.str()));
    } else if first.str() != one.str() {
        cx.invalid(many, "first value must match `clusterIP`")
            .say(format!("the first of `clusterIPs` is `{}`, but `clusterIP` is `{}`", first.str(), one.str()))
            .relate(one.span(), "this is `clusterIP`");
    }
}

/// Whether every cluster IP is an address, or the only one `None`.
fn addresses_are_sound<'a>(cx: &mut Cx<'a>, service: &Service<'a>) -> bool {
    let ips = &service.cluster_ips;
    let list = service.spec.at("clusterIPs");
    let strict = gates::STRICT_IP_CIDR.on(cx.version);
    let mut sound = true;
    for (i, ip) in ips.iter().enumerate() {
        if i == 0 && ip.str() == "None" {
            if ips.len() > 1 {
                sound = false;
                cx.invalid(list, "'None' must be the first and only value");
            }
            continue;
        }
        let problems = is_valid_ip_legacy(ip.str(), strict);
        sound &= problems.is_empty();
        let refused = invalid_each_as(cx, *ip, &format!("spec.clusterIPs[{i}]"), problems);
        if let Some(finding) = refused.filter(|_| near::likeness(ip.str(), "None", Strictness::Value).is_some()) {
            finding
                .say(format!("`{}` is no address, and not `None` either", ip.str()))
                .help("a headless service has `clusterIP: None`, with a capital")
                .fix("change to `None`", ip.span(), "None")
                .safe_if(ip.str().eq_ignore_ascii_case("None"));
        }
    }
    if ips.len() > 2 {
        cx.invalid(list, "may only hold up to 2 values");
    }
    sound
}
