//! EndpointSlice: `pkg/apis/discovery/validation`, with the defaults of `SetDefaults_EndpointPort`.

use super::Cx;
use super::core::endpoints::endpoint_ip;
use super::core::helpers::{Seen, duplicate_of, invalid_each};
use super::format::{
    ip_warning, is_dns1123_label, is_dns1123_subdomain, is_fully_qualified_domain_name, is_label_value,
    is_qualified_name, is_valid_ip, is_valid_ip_legacy, parse_ip,
};
use super::gates;
use super::table::{Check, Rule};
use crate::resource::Field;

const MAX_ENDPOINTS: usize = 1000;
const MAX_PORTS: usize = 20_000;
const MAX_ADDRESSES: usize = 100;
const MAX_HINTS: usize = 8;

// Pointers: an empty text is a value.
const PORT: &[Rule] = &[Rule::new("protocol", &[Check::OneOf(&["SCTP", "TCP", "UDP"])])];

/// `ValidateEndpointSliceCreate`, then the warnings of the registry's strategy.
pub(in crate::api) fn endpoint_slice(cx: &mut Cx<'_>) {
    let root = cx.root();
    let family = root.at("addressType");
    if family.is_empty() {
        cx.required(family, "").help("one of IPv4, IPv6 and FQDN");
    } else if !["FQDN", "IPv4", "IPv6"].contains(&family.str()) {
        cx.not_supported(family, &["FQDN", "IPv4", "IPv6"]);
    }
    ports(cx, root.at("ports"));
    endpoints(cx, root.at("endpoints"), family.str());
    if family.str() == "FQDN" {
        cx.warn(family, "spec.addressType: FQDN endpoints are deprecated");
    }
    let manager = root.at("metadata").at("labels").key("endpointslice.kubernetes.io/managed-by");
    let controllers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];
    if manager.is_some_and(|f| controllers.contains(&f.str())) {
        return;
    }
    for (i, endpoint) in root.at("endpoints").items().enumerate() {
        for (j, address) in endpoint.at("addresses").items().enumerate() {
            if let Some(text) = ip_warning(address.str()) {
                cx.warn(address, format!("endpoints[{i}].addresses[{j}]: {text}"));
            }
        }
    }
}

/// `validatePorts`
fn ports<'a>(cx: &mut Cx<'a>, ports: Field<'a>) {
    if ports.len() > MAX_PORTS {
        cx.too_many(ports, ports.len(), MAX_PORTS);
        return;
    }
    let mut names = Seen::new();
    for port in ports.items() {
        let name = port.at("name");
        if !name.is_empty() {
            invalid_each(cx, name, is_dns1123_label(name.str()));
        }
        if let Some(first) = names.note(name.str(), port.span()) {
            let finding = duplicate_of(cx, name, first);
            if name.str().is_empty() {
                finding.say("only one port of a slice may go without a name");
            }
        }
        cx.check(port, PORT);
        if let Some(protocol) = port.at("appProtocol").opt_str() {
            invalid_each(cx, port.at("appProtocol"), is_qualified_name(protocol));
        }
    }
}

/// `validateEndpoints`; `deprecatedTopology` is dropped before.
fn endpoints<'a>(cx: &mut Cx<'a>, endpoints: Field<'a>, family: &str) {
    if endpoints.len() > MAX_ENDPOINTS {
        cx.too_many(endpoints, endpoints.len(), MAX_ENDPOINTS);
        return;
    }
    for endpoint in endpoints.items() {
        let addresses = endpoint.at("addresses");
        if addresses.is_empty() {
            cx.required(addresses, "must contain at least 1 address").say("an endpoint needs at least one address");
        } else if addresses.len() > MAX_ADDRESSES {
            cx.too_many(addresses, addresses.len(), MAX_ADDRESSES);
        }
        for address in addresses.items() {
            check_address(cx, addresses, address, family);
        }
        if let Some(node) = endpoint.at("nodeName").opt_str() {
            invalid_each(cx, endpoint.at("nodeName"), is_dns1123_subdomain(node));
        }
        if let Some(host) = endpoint.at("hostname").opt_str() {
            invalid_each(cx, endpoint.at("hostname"), is_dns1123_label(host));
        }
        hints(cx, endpoint.at("hints"));
    }
}

fn check_address<'a>(cx: &mut Cx<'a>, addresses: Field<'a>, address: Field<'a>, family: &str) {
    let text = address.str();
    let strict = gates::STRICT_IP_CIDR.on(cx.version);
    let problems = match family {
        "IPv4" => is_valid_ip_legacy(text, strict),
        "IPv6" => is_valid_ip(text),
        "FQDN" if text.is_empty() => {
            cx.required(address, "");
            return;
        }
        "FQDN" => is_fully_qualified_domain_name(text),
        _ => return,
    };
    if !problems.is_empty() || family == "FQDN" {
        invalid_each(cx, address, problems);
        return;
    }
    let v6 = parse_ip(text).is_some_and(|a| a.ip.is_ipv6());
    if v6 != (family == "IPv6") {
        cx.invalid_in(addresses, address, &format!("must be an {family} address"));
    }
    for problem in endpoint_ip(text) {
        cx.invalid(address, problem);
    }
}

/// `validateHints`
fn hints<'a>(cx: &mut Cx<'a>, hints: Field<'a>) {
    type Format = fn(&str) -> Vec<String>;
    let lists: &[(&str, Format)] = &[("forZones", is_label_value), ("forNodes", is_dns1123_subdomain)];
    for (list, format) in lists {
        if *list == "forNodes" && !gates::PREFER_SAME_TRAFFIC_DISTRIBUTION.on(cx.version) {
            // The field is dropped.
            return;
        }
        let hinted = hints.at(list);
        if hinted.len() > MAX_HINTS {
            cx.too_many(hinted, hinted.len(), MAX_HINTS);
            return;
        }
        let mut names = Seen::new();
        for name in hinted.items().map(|hint| hint.at("name")) {
            if let Some(first) = names.note(name.str(), name.span()) {
                duplicate_of(cx, name, first);
            }
            invalid_each(cx, name, format(name.str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{answers, table};

    const BASE: &str = "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: a\n";

    #[test]
    fn addresses_and_ports() {
        table(
            &format!("{BASE}addressType: IPv4\n"),
            &[
                ("endpoints: [{addresses: [10.0.0.1]}]\n", &[]),
                ("endpoints: [{}]\n", &["Required endpoints[0].addresses"]),
                ("endpoints: [{addresses: ['2001:db8::1']}]\n", &["Invalid endpoints[0].addresses"]),
                ("endpoints: [{addresses: [127.0.0.1]}]\n", &["Invalid endpoints[0].addresses[0]"]),
                ("endpoints: []\nports: [{port: 1}, {port: 2}]\n", &["Duplicate ports[1].name"]),
                ("endpoints: []\nports: [{protocol: ''}]\n", &["NotSupported ports[0].protocol"]),
                (
                    "endpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: a}, {name: a}]}}]\n",
                    &["Duplicate endpoints[0].hints.forZones[1].name"],
                ),
            ],
        );
        assert_eq!(answers(&format!("{BASE}endpoints: []\n")), ["Required addressType"]);
        assert_eq!(
            answers(&format!("{BASE}addressType: FQDN\nendpoints: [{{addresses: [a.b]}}]\n")),
            ["spec.addressType: FQDN endpoints are deprecated"]
        );
    }
}
