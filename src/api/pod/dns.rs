//! Name resolution and the pod's own names.

use super::{Pod, or};
use crate::api::cx::Cx;
use crate::api::format::{is_dns1123_subdomain, is_dns1123_subdomain_with_underscore, is_valid_ip_legacy};
use crate::api::gates;
use crate::resource::Field;

const NAMESERVERS_MAX: usize = 3;
/// Search paths, and the characters that all of them may have: with the gate `ExpandedDNSConfig`, and without.
const SEARCH_MAX: [(usize, usize); 2] = [(32, 2048), (6, 256)];
const HOSTNAME_MAX: usize = 64;

/// `validatePodDNSConfig`
pub(super) fn dns_config<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let config = pod.spec.at("dnsConfig");
    let (servers, searches) = (config.at("nameservers"), config.at("searches"));
    if or(pod.spec.at("dnsPolicy").str(), "ClusterFirst") == "None" {
        let policy = pod.spec.at("dnsPolicy").span();
        if !config.exists() {
            cx.required(config, "must provide `dnsConfig` when `dnsPolicy` is None").relate(policy, "because of this");
            return;
        }
        if servers.is_empty() {
            cx.required(servers, "must provide at least one DNS nameserver when `dnsPolicy` is None")
                .relate(policy, "because of this");
            return;
        }
    }
    if servers.len() > NAMESERVERS_MAX {
        cx.invalid(servers, format!("must not have more than {NAMESERVERS_MAX} nameservers"));
    }
    for server in servers.items() {
        ip(cx, server);
    }
    let (paths, chars) = SEARCH_MAX[usize::from(!gates::EXPANDED_DNS_CONFIG.on(cx.version))];
    if searches.len() > paths {
        cx.invalid(searches, format!("must not have more than {paths} search paths"));
    }
    let length = searches.items().map(|s| s.str().len() + 1).sum::<usize>().saturating_sub(1);
    if length > chars {
        cx.invalid(
            searches,
            format!("must not have more than {chars} characters (including spaces) in the search list"),
        );
    }
    let relaxed = gates::RELAXED_DNS_SEARCH.on(cx.version);
    for search in searches.items() {
        let name = search.str().strip_suffix('.').unwrap_or(search.str());
        let wrong = match relaxed {
            true if search.str() == "." => Vec::new(),
            true => is_dns1123_subdomain_with_underscore(name),
            false => is_dns1123_subdomain(name),
        };
        for detail in wrong {
            cx.invalid_format(search, &detail);
        }
    }
    for option in config.at("options").items() {
        if option.at("name").is_empty() {
            cx.required(option, "must not be empty").say("a DNS option needs a `name`");
        }
    }
}

/// `IsValidIPForLegacyField`
pub(in crate::api) fn ip<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    for detail in is_valid_ip_legacy(f.str(), gates::STRICT_IP_CIDR.on(cx.version)) {
        cx.invalid(f, detail);
    }
}

/// `ValidateHostAliases`
pub(super) fn host_aliases<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for alias in spec.at("hostAliases").items() {
        ip(cx, alias.at("ip"));
        for name in alias.at("hostnames").items() {
            for detail in is_dns1123_subdomain(name.str()) {
                cx.invalid_format(name, &detail);
            }
        }
    }
}

/// `validatePodHostName`
pub(super) fn hostname_override<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let name = pod.spec.at("hostnameOverride");
    if !name.exists() || !gates::HOSTNAME_OVERRIDE.on(cx.version) {
        return;
    }
    if pod.spec.at("setHostnameAsFQDN").bool() {
        cx.forbidden(name, "may not be specified when setHostnameAsFQDN is true");
    }
    if pod.host_network() {
        cx.forbidden(name, "may not be specified when hostNetwork is true");
    }
    if name.str().len() > HOSTNAME_MAX {
        cx.too_long(name, HOSTNAME_MAX);
    }
    for detail in is_dns1123_subdomain(name.str()) {
        cx.invalid_format(name, &detail);
    }
}
