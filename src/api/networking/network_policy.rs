//! `NetworkPolicy`: `pkg/apis/networking/validation/validation.go`, and the warnings of its strategy.

use crate::api::core::helpers::invalid_each;
use crate::api::format;
use crate::api::{Cx, labels};
use crate::model::Finding;
use crate::resource::Field;
use crate::schema::gates;
use crate::source::Kind;

/// `ValidateNetworkPolicy` and `networkPolicyWarnings`
pub(in crate::api) fn network_policy(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    network_policy_spec(cx, spec);
    for (rules, peers) in DIRECTIONS {
        for peer in spec.at(rules).items().flat_map(|rule| rule.at(peers).items()) {
            let block = peer.at("ipBlock");
            warn_cidr(cx, block.at("cidr"));
            for except in block.at("except").items() {
                warn_cidr(cx, except);
            }
        }
    }
}

/// `GetWarningsForCIDR`
fn warn_cidr<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    for text in format::cidr_warnings(f.str()) {
        let path = cx.path(f);
        cx.warn(f, format!("{path}: {text}")).say(text);
    }
}

/// The list of rules in each direction, and what its rules call their peers.
const DIRECTIONS: [(&str, &str); 2] = [("ingress", "from"), ("egress", "to")];

/// `ValidateNetworkPolicySpec`
fn network_policy_spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    labels::label_selector(cx, spec.at("podSelector"));
    for (rules, peers) in DIRECTIONS {
        for rule in spec.at(rules).items() {
            rule.at("ports").items().for_each(|port| network_policy_port(cx, port));
            rule.at(peers).items().for_each(|peer| network_policy_peer(cx, peer));
        }
    }
    let types = spec.at("policyTypes");
    if types.len() > 2 {
        cx.invalid(types, "may not specify more than two policyTypes")
            .say(format!("there are only two policy types, this lists {}", types.len()));
        return;
    }
    for kind in types.items() {
        if !matches!(kind.str(), "Ingress" | "Egress") {
            cx.not_supported(kind, &["Ingress", "Egress"]);
        }
    }
}

/// `ValidateNetworkPolicyPort`; `protocol` is `TCP` where it is absent.
fn network_policy_port<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (protocol, port, end) = (of.at("protocol"), of.at("port"), of.at("endPort"));
    if protocol.exists() && !matches!(protocol.str(), "TCP" | "UDP" | "SCTP") {
        cx.not_supported(protocol, &["TCP", "UDP", "SCTP"]);
    }
    let Some(value) = port.node() else {
        if end.exists() {
            cx.invalid(end, "may not be specified when `port` is not specified")
                .say("`endPort` ends a range that `port` begins, and there is no `port`")
                .help("add `port`, the first port of the range");
        }
        return;
    };
    if value.kind() == Kind::Str {
        if end.exists() {
            cx.invalid(end, "may not be specified when `port` is non-numeric")
                .say(format!("a range needs numbers, but `port` is the name `{}`", port.str()))
                .relate(port.span(), "a name, not a number");
        }
        let number = port.str().parse::<u16>().is_ok_and(|n| n > 0);
        if let Some(finding) = invalid_each(cx, port, format::is_valid_port_name(port.str())).filter(|_| number) {
            let name = port.str();
            finding
                .say(format!("`{name}` in quotes is a port's name, not a number"))
                .fix(format!("write {name} without quotes"), port.span(), name)
                .safe_if(!name.starts_with('0'));
        }
        return;
    }
    invalid_each(cx, port, format::is_valid_port_num(port.int()));
    if end.exists() {
        if end.int() < port.int() {
            cx.invalid(end, "must be greater than or equal to `port`")
                .say(format!("the range ends at {} before it begins at {}", end.int(), port.int()))
                .relate(port.span(), "the range begins here");
        }
        invalid_each(cx, end, format::is_valid_port_num(end.int()));
    }
}

/// `ValidateNetworkPolicyPeer`
fn network_policy_peer<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (pods, namespaces, block) = (of.at("podSelector"), of.at("namespaceSelector"), of.at("ipBlock"));
    for selector in [pods, namespaces] {
        if selector.exists() {
            labels::label_selector(cx, selector);
        }
    }
    if block.exists() {
        ip_block(cx, block);
        if pods.exists() || namespaces.exists() {
            cx.forbidden(of, "may not specify both ipBlock and another peer")
                .say("an `ipBlock` stands alone: it cannot be combined with a selector")
                .help("make it a list item of its own");
        }
    } else if !pods.exists() && !namespaces.exists() {
        cx.required(of, "must specify a peer")
            .say("this peer is empty: it says neither which pods nor which addresses")
            .help("add `podSelector`, `namespaceSelector` or `ipBlock`; `podSelector: {}` means all pods of the namespace");
    }
}

/// `ValidateIPBlock`
fn ip_block<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let cidr = of.at("cidr");
    if cidr.str().is_empty() {
        cx.required(cidr, "");
        return;
    }
    let strict = gates::STRICT_IP_CIDR.on(cx.version);
    if let Some(finding) = invalid_each(cx, cidr, format::is_valid_cidr_legacy(cidr.str(), strict)) {
        offer_network(finding, cidr);
    }
    let Some(whole) = format::parse_cidr(cidr.str()) else { return };
    for except in of.at("except").items() {
        if let Some(finding) = invalid_each(cx, except, format::is_valid_cidr_legacy(except.str(), strict)) {
            offer_network(finding, except);
        }
        let Some(part) = format::parse_cidr(except.str()) else { continue };
        if !whole.strictly_contains(part) {
            cx.invalid(except, "must be a strict subset of `cidr`")
                .say(format!("`{}` does not lie within `{}`", except.str(), cidr.str()))
                .relate(cidr.span(), "the block from which it is taken");
        }
    }
}

/// An address alone is a network of one.
fn offer_network(finding: &mut Finding, f: Field<'_>) {
    let address = f.str().trim();
    let Some(parsed) = format::parse_ip(address) else { return };
    let bits = if parsed.ip.is_ipv6() { 128 } else { 32 };
    let meant = format!("{address}/{bits}");
    finding
        .say(format!("`{address}` is an address, and no block of them"))
        .help(format!("`{meant}` is this address alone"))
        .fix(format!("write `{meant}`"), f.span(), format!("\"{meant}\""));
}
