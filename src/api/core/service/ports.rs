//! The ports of a Service.

use hashbrown::HashMap;

use super::{Service, port_names};
use crate::api::Cx;
use crate::api::core::helpers::{Seen, duplicate_of, follows, invalid_each};
use crate::api::format::{is_dns1123_label, is_qualified_name, is_valid_port_name, is_valid_port_num};
use crate::api::table::{Check, Rule};
use crate::model::{Edit, Reason};
use crate::resource::Field;

const PORT: &[Rule] = &[Rule::new("protocol", &[Check::OneOfOrEmpty(&["SCTP", "TCP", "UDP"])])];

/// The port checks of `validateService`.
pub(super) fn check<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let ports: Vec<_> = service.spec.at("ports").items().collect();
    let mut names = Seen::new();
    let nameless = if ports.len() > 1 { port_names::edits(&ports) } else { Vec::new() };
    for port in &ports {
        check_port(cx, *port, ports.len() > 1, &mut names, &nameless);
    }
    if service.kind == "ClusterIP" {
        for port in ports.iter().filter(|p| p.at("nodePort").int() != 0) {
            cx.forbidden(port.at("nodePort"), "may not be used when `type` is 'ClusterIP'")
                .say("a ClusterIP service has no node ports")
                .help("remove `nodePort`, or set `type: NodePort`");
        }
    }
    let allocated = node_ports(service, &ports);
    let mut taken = Seen::new();
    let mut served = Seen::new();
    for (port, node_port) in ports.iter().zip(allocated) {
        let (number, protocol) = (port.at("port"), protocol(*port));
        let twin = served.note((protocol, number.int()), number.span());
        let same_node_port = node_port.and_then(|p| taken.note((protocol, p), port.at("nodePort").span()));
        let node_path = cx.path(port.at("nodePort"));
        let given = port.at("nodePort").int();
        if let Some(first) = same_node_port.filter(|_| given != 0) {
            duplicate_of(cx, port.at("nodePort"), first).say(format!("node port {given} is given twice"));
        }
        let Some(first) = twin else { continue };
        let finding = duplicate_of(cx, *port, first);
        finding
            .say(format!("port {} ({protocol}) is given twice", number.int()))
            .help("a service may use a port once for each protocol; change `port` or `protocol` of one of the two");
        if same_node_port.is_some() && given == 0 {
            // Ports of one number share the node port that the server allocates.
            follows(finding, Reason::Duplicate, node_path, "Duplicate value: the allocated node port");
        }
    }
}

/// `initNodePorts`: a port that asks for a node port which the service has taken already. Ports of one number share the
/// node port that the first of them to name one asks for.
pub(super) fn allocate<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    if !matches!(service.kind, "NodePort" | "LoadBalancer") {
        return;
    }
    let ports: Vec<_> = service.spec.at("ports").items().collect();
    let given = |p: &Field<'a>| p.at("nodePort").int();
    let mut asking: HashMap<i64, Field<'a>> = HashMap::new();
    for port in ports.iter().rev().filter(|port| given(port) != 0) {
        asking.insert(port.at("port").int(), *port);
    }
    let mut of: HashMap<i64, i64> = HashMap::new();
    let mut taken = Seen::new();
    for port in &ports {
        let (number, own) = (port.at("port").int(), given(port));
        let known = of.get(&number).copied();
        let asked = match known {
            Some(known) if own == 0 || own == known => continue,
            Some(_) => *port,
            None => {
                let Some(first) = asking.get(&number) else { continue };
                of.insert(number, given(first));
                *first
            }
        };
        let (wanted, span) = (asked.at("nodePort"), asked.at("nodePort").span());
        if let Some(first) = taken.note(wanted.int(), span) {
            let path = cx.path(port.at("nodePort"));
            cx.invalid(wanted, "provided port is already allocated")
                .field(path)
                .say(format!("node port {} is given twice", wanted.int()))
                .relate(first, "first given here")
                .help("each port of a service needs a node port of its own");
            return;
        }
    }
}

/// The node port of each port after `initNodePorts`: given, shared with an equal port, or newly allocated.
fn node_ports<'a>(service: &Service<'a>, ports: &[Field<'a>]) -> Vec<Option<NodePort>> {
    let given = |p: &Field<'a>| Some(p.at("nodePort").int()).filter(|n| *n != 0).map(NodePort::Given);
    let allocates = match service.kind {
        "NodePort" => true,
        "LoadBalancer" => service.spec.at("allocateLoadBalancerNodePorts").opt_bool() != Some(false),
        _ => false,
    };
    if !matches!(service.kind, "NodePort" | "LoadBalancer") {
        return ports.iter().map(given).collect();
    }
    let mut requested: HashMap<i64, NodePort> = HashMap::new();
    for port in ports.iter().rev() {
        requested.extend(given(port).map(|node_port| (port.at("port").int(), node_port)));
    }
    let mut of: HashMap<i64, NodePort> = HashMap::new();
    let mut node_port = |port: &Field<'a>| {
        let (number, own) = (port.at("port").int(), given(port));
        if own.is_none() && !allocates {
            return None;
        }
        if let Some(known) = of.get(&number) {
            return own.or(Some(*known));
        }
        let chosen = requested.get(&number).copied().unwrap_or(NodePort::Allocated(number));
        of.insert(number, chosen);
        Some(chosen)
    };
    ports.iter().map(&mut node_port).collect()
}

/// A node port: its number, or that of the port for which the server will choose one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum NodePort {
    Given(i64),
    Allocated(i64),
}

/// The protocol with its default.
fn protocol<'a>(port: Field<'a>) -> &'a str {
    match port.at("protocol").str() {
        "" => "TCP",
        given => given,
    }
}

/// `validateServicePort`
fn check_port<'a>(cx: &mut Cx<'a>, port: Field<'a>, named: bool, names: &mut Seen<&'a str>, nameless: &[Edit]) {
    let name = port.at("name");
    if name.str().is_empty() {
        if named {
            let finding = cx.required(name, "");
            finding.say("each port of a service with several needs a `name`").help("add for example `name: http`");
            if !nameless.is_empty() {
                finding.offer("name the ports after their numbers", nameless.to_vec());
            }
        }
    } else {
        invalid_each(cx, name, is_dns1123_label(name.str()));
        if let Some(first) = names.note(name.str(), name.span()) {
            duplicate_of(cx, name, first).help("the ports of a service must have different names");
        }
    }
    check_numbers(cx, port);
    cx.check(port, PORT);
    // A pointer: an empty text is a value, and no name.
    if let Some(protocol) = port.at("appProtocol").opt_str() {
        invalid_each(cx, port.at("appProtocol"), is_qualified_name(protocol));
    }
}

/// `port` and `targetPort`, which is `port` where it is not given.
fn check_numbers<'a>(cx: &mut Cx<'a>, port: Field<'a>) {
    let (number, target) = (port.at("port"), port.at("targetPort"));
    let defaulted = match target.opt_str() {
        Some(text) => text.is_empty(),
        None => target.int() == 0,
    };
    let target_path = defaulted.then(|| cx.path(target));
    for problem in is_valid_port_num(number.int()) {
        let detail = format!("Invalid value: {}: {problem}", number.int());
        let finding = if number.exists() {
            cx.invalid(number, &problem)
        } else {
            cx.invalid(number, &problem).say("a service port needs `port`, a number from 1 to 65535")
        };
        if let Some(path) = target_path.clone() {
            follows(finding, Reason::Invalid, path, detail);
        }
    }
    if defaulted {
        return;
    }
    match target.opt_str() {
        Some(name) => {
            let number = name.parse::<u16>().is_ok_and(|n| n > 0);
            if let Some(finding) = invalid_each(cx, target, is_valid_port_name(name)).filter(|_| number) {
                finding
                    .say(format!("`{name}` in quotes is a port's name, not a number"))
                    .fix(format!("write {name} without quotes"), target.span(), name)
                    .safe_if(!name.starts_with('0'));
            }
        }
        None => {
            invalid_each(cx, target, is_valid_port_num(target.int()));
        }
    }
}
