//! Container ports, and host ports across containers.

use hashbrown::HashMap;

use super::{Pod, or};
use crate::api::cx::Cx;
use crate::api::format::{is_valid_port_name, is_valid_port_num};
use crate::api::unique::Firsts;
use crate::resource::Field;

/// Protocols a port may have, sorted as the server lists them.
pub(super) const PROTOCOLS: &[&str] = &["SCTP", "TCP", "UDP"];

/// `validateContainerPorts`
pub(super) fn ports<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>) {
    let mut names = Firsts::default();
    for port in container.at("ports").items() {
        let name = port.at("name");
        if !name.is_empty() {
            let wrong = is_valid_port_name(name.str());
            if !wrong.is_empty() {
                for detail in wrong {
                    cx.invalid(name, detail);
                }
            } else if let Some(first) = names.repeated(name) {
                let first = first.span();
                cx.duplicate(name)
                    .say(format!("two ports of this container are named `{}`", name.str()))
                    .relate(first, "first given here");
            }
        }
        let mark = cx.mark();
        let number = port.at("containerPort");
        if number.int() == 0 {
            cx.required(number, "");
        } else {
            number_in_range(cx, number);
        }
        let host = port.at("hostPort");
        if host.int() != 0 {
            number_in_range(cx, host);
        } else if cx.mark() > mark && host_port(pod, port) != 0 {
            // What is wrong with the container's port is wrong with the node's, which is taken from it.
            let host_path = cx.path(host);
            cx.echo(mark, |_| host_path.clone());
        }
        let protocol = port.at("protocol");
        if !protocol.is_empty() && !PROTOCOLS.contains(&protocol.str()) {
            cx.not_supported(protocol, PROTOCOLS);
        }
    }
}

fn number_in_range<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    for detail in is_valid_port_num(f.int()) {
        cx.invalid(f, detail).say(format!("{} is no port: ports go from 1 to 65535", f.int()));
    }
}

/// The port on the node, as defaulted: with the node's network, a pod's ports are the node's ports.
pub(super) fn host_port<'a>(pod: &Pod<'a>, port: Field<'a>) -> i64 {
    match port.at("hostPort").int() {
        0 if pod.is_pod && pod.host_network() => port.at("containerPort").int(),
        given => given,
    }
}

/// `checkHostPortConflicts`. For init containers the server counts from the list's start, whichever one it is.
pub(super) fn host_port_conflicts<'a>(
    cx: &mut Cx<'a>,
    pod: &Pod<'a>,
    containers: &[Field<'a>],
    list: Option<Field<'a>>,
) {
    let mut seen: HashMap<String, Field<'a>> = HashMap::new();
    for container in containers {
        for (index, port) in container.at("ports").items().enumerate() {
            let number = host_port(pod, port);
            if number == 0 {
                continue;
            }
            let key = format!("{}/{}/{number}", or(port.at("protocol").str(), "TCP"), port.at("hostIP").str());
            let Some(first) = seen.get(&key) else {
                seen.insert(key, port);
                continue;
            };
            let first = first.span();
            let f = port.at("hostPort");
            let path = list.map(|list| format!("{}[0].ports[{index}].hostPort", cx.path(list)));
            let finding = cx.duplicate(f);
            finding
                .say(format!("port {number} of the node is taken by another port of this pod"))
                .relate(first, "taken here");
            if let Some(path) = path {
                finding.field(path);
            }
            if !f.exists() {
                finding.label_at(port.at("containerPort").span());
            }
        }
    }
}

/// `validatePodHostNetworkDeps`
pub(super) fn host_network<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    if !pod.host_network() {
        return;
    }
    for container in pod.spec.at("containers").items() {
        for port in container.at("ports").items() {
            let (host, own) = (host_port(pod, port), port.at("containerPort").int());
            if (pod.is_pod || host != 0) && host != own {
                cx.invalid(port.at("hostPort"), "must match `containerPort` when `hostNetwork` is true")
                    .say(format!("with `hostNetwork: true` the port on the node is the container's own, {own}"))
                    .relate(pod.spec.at("hostNetwork").span(), "the pod uses the node's network");
            }
        }
    }
}
