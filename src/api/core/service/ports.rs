//! The ports of a Service.

use super::Service;
use crate::api::Cx;
use crate::api::core::helpers::{Seen, duplicate_of, follows, invalid_each};
use crate::api::format::{is_dns1123_label, is_qualified_name, is_valid_port_name, is_valid_port_num};
use crate::api::table::{Check, Rule};
use crate::model::Reason;
use crate::resource::Field;

const PORT: &[Rule] = &[Rule::new("protocol", &[Check::OneOfOrEmpty(&["SCTP", "TCP", "UDP"])])];

/// The port checks of `validateService`.
pub(super) fn check<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let ports: Vec<_> = service.spec.at("ports").items().collect();
    let mut names = Seen::new();
    for port in &ports {
        check_port(cx, *port, ports.len() > 1, &mut names);
    }
    if service.kind == "ClusterIP" {
        for port in ports.iter().filter(|p| p.at("nodePort").int() != 0) {
            cx.forbidden(port.at("nodePort"), "may not be used when `type` is 'ClusterIP'")
                .say("a ClusterIP service has no node ports")
                .help("remove `nodePort`, or set `type: NodePort`");
        }
    }
    let mut taken = Seen::new();
    for port in ports.iter().map(|p| p.at("nodePort")).zip(&ports).filter(|(f, _)| f.int() != 0) {
        let (node_port, port) = port;
        if let Some(first) = taken.note((protocol(*port), node_port.int()), node_port.span()) {
            duplicate_of(cx, node_port, first).say(format!("node port {} is given twice", node_port.int()));
        }
    }
    let mut served = Seen::new();
    for port in &ports {
        let number = port.at("port");
        if let Some(first) = served.note((protocol(*port), number.int()), number.span()) {
            let text = format!("port {} ({}) is given twice", number.int(), protocol(*port));
            duplicate_of(cx, *port, first)
                .say(text)
                .help("a service may use a port once for each protocol; change `port` or `protocol` of one of the two");
        }
    }
}

/// The protocol with its default.
fn protocol<'a>(port: Field<'a>) -> &'a str {
    match port.at("protocol").str() {
        "" => "TCP",
        given => given,
    }
}

/// `validateServicePort`
fn check_port<'a>(cx: &mut Cx<'a>, port: Field<'a>, named: bool, names: &mut Seen<&'a str>) {
    let name = port.at("name");
    if name.str().is_empty() {
        if named {
            cx.required(name, "")
                .say("each port of a service with several needs a `name`")
                .help("add for example `name: http`");
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
            let problems = is_valid_port_name(name);
            let number = name.parse::<u16>().is_ok_and(|n| n > 0);
            for problem in problems {
                let finding = cx.invalid(target, problem);
                if number {
                    finding.say(format!("`{name}` in quotes is a port's name, not a number")).fix(
                        format!("write {name} without quotes"),
                        target.span(),
                        name,
                    );
                }
            }
        }
        None => invalid_each(cx, target, is_valid_port_num(target.int())),
    }
}
