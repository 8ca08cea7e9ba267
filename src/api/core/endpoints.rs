//! Endpoints: `ValidateEndpointsCreate`.

use ::core::net::IpAddr;

use super::helpers::{invalid_each, required_text};
use crate::api::Cx;
use crate::api::format::{
    ip_warning, is_dns1123_label, is_dns1123_subdomain, is_qualified_name, is_valid_ip_legacy, is_valid_port_num,
    parse_ip,
};
use crate::api::gates;
use crate::api::table::{Check, Rule};
use crate::resource::Field;

const PORT: &[Rule] = &[Rule::new("protocol", &[Check::OneOfOrEmpty(&["SCTP", "TCP", "UDP"])])];
const LISTS: &[&str] = &["addresses", "notReadyAddresses"];

/// `validateEndpointSubsets`, then `endpointsWarnings`.
pub(in crate::api) fn endpoints(cx: &mut Cx<'_>) {
    let root = cx.root();
    for subset in root.at("subsets").items() {
        if LISTS.iter().all(|list| subset.at(list).is_empty()) {
            cx.required(subset, "must specify `addresses` or `notReadyAddresses`")
                .say("a subset needs `addresses` or `notReadyAddresses`");
        }
        for list in LISTS {
            for address in subset.at(list).items() {
                check_address(cx, address);
            }
        }
        let named = subset.at("ports").len() > 1;
        for port in subset.at("ports").items() {
            check_port(cx, port, named);
        }
    }
    let manager = root.at("metadata").at("labels").key("endpoints.kubernetes.io/managed-by");
    if manager.is_some_and(|f| f.str() == "endpoint-controller") {
        return;
    }
    for (i, subset) in root.at("subsets").items().enumerate() {
        for list in LISTS {
            for (j, address) in subset.at(list).items().enumerate() {
                if let Some(text) = ip_warning(address.at("ip").str()) {
                    cx.warn(address.at("ip"), format!("subsets[{i}].{list}[{j}].ip: {text}"));
                }
            }
        }
    }
}

/// `validateEndpointAddress`: an address that cannot be read is listed twice.
fn check_address<'a>(cx: &mut Cx<'a>, address: Field<'a>) {
    let ip = address.at("ip");
    let unreadable = parse_ip(ip.str()).is_none();
    let strict = gates::STRICT_IP_CIDR.on(cx.version);
    for problem in is_valid_ip_legacy(ip.str(), strict) {
        let path = cx.path(ip);
        let finding = cx.invalid(ip, problem);
        if unreadable {
            finding.say("this is no IP address").help("write it like 10.9.8.7 or 2001:db8::ffff");
            let detail = format!("Invalid value: {:?}: must be a valid IP address", ip.str());
            super::helpers::follows(finding, crate::model::Reason::Invalid, path, detail);
        }
    }
    if !address.at("hostname").is_empty() {
        invalid_each(cx, address.at("hostname"), is_dns1123_label(address.at("hostname").str()));
    }
    if let Some(node) = address.at("nodeName").opt_str() {
        invalid_each(cx, address.at("nodeName"), is_dns1123_subdomain(node));
    }
    if !unreadable {
        for problem in endpoint_ip(ip.str()) {
            cx.invalid(ip, problem);
        }
    }
}

/// `ValidateEndpointIP`, for external IPs and endpoint slices as well.
pub(in crate::api) fn endpoint_ip(text: &str) -> Vec<String> {
    let Some(address) = parse_ip(text) else { return vec!["must be a valid IP address".to_owned()] };
    let (ip, mut problems) = (address.ip, Vec::new());
    let (link_local, multicast) = match ip {
        IpAddr::V4(ip) => (ip.is_link_local(), ip.octets()[..3] == [224, 0, 0]),
        IpAddr::V6(ip) => (ip.is_unicast_link_local(), ip.segments()[0] & 0xff0f == 0xff02),
    };
    if ip.is_unspecified() {
        problems.push(format!("may not be unspecified ({text})"));
    }
    if ip.is_loopback() {
        problems.push("may not be in the loopback range (127.0.0.0/8, ::1/128)".to_owned());
    }
    if link_local {
        problems.push("may not be in the link-local range (169.254.0.0/16, fe80::/10)".to_owned());
    }
    if multicast {
        problems.push("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)".to_owned());
    }
    problems
}

/// `validateEndpointPort`
fn check_port<'a>(cx: &mut Cx<'a>, port: Field<'a>, named: bool) {
    let name = port.at("name");
    if named {
        required_text(cx, name);
    }
    if !name.is_empty() {
        invalid_each(cx, name, is_dns1123_label(name.str()));
    }
    invalid_each(cx, port.at("port"), is_valid_port_num(port.at("port").int()));
    cx.check(port, PORT);
    if let Some(protocol) = port.at("appProtocol").opt_str() {
        invalid_each(cx, port.at("appProtocol"), is_qualified_name(protocol));
    }
}

#[cfg(test)]
mod tests {
    use super::endpoint_ip;

    #[test]
    fn special_addresses() {
        for (text, count) in [
            ("10.1.2.3", 0),
            ("2001:db8::1", 0),
            ("0.0.0.0", 1),
            ("::", 1),
            ("127.9.0.1", 1),
            ("::1", 1),
            ("169.254.1.1", 1),
            ("fe80::1", 1),
            ("224.0.0.5", 1),
            ("224.0.1.5", 0),
            ("ff02::1", 1),
            ("ff05::1", 0),
            ("nothing", 1),
        ] {
            assert_eq!(endpoint_ip(text).len(), count, "{text}");
        }
    }
}
