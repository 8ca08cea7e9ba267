//! Warnings about what containers give twice: ports and environment variables.

use hashbrown::HashMap;

use super::ports::host_port;
use super::{Pod, or};
use crate::api::cx::Cx;
use crate::api::unique::Firsts;
use crate::resource::Field;

/// A port as `%+v` prints it and as the comparisons need it.
#[derive(Clone)]
struct Port<'a> {
    at: Field<'a>,
    host_ip: &'a str,
    host_port: i64,
    key: (i64, &'a str),
}

/// Ports of one number and protocol.
#[derive(Default)]
struct Twins<'a> {
    ports: Vec<Port<'a>>,
    /// Their places in the list by their port on the node.
    places: HashMap<i64, Vec<usize>>,
    /// How many of them have that port on the node, at any address and at this one.
    at_any: HashMap<i64, usize>,
    at: HashMap<(i64, &'a str), usize>,
}

impl<'a> Twins<'a> {
    fn add(&mut self, port: Port<'a>) {
        *self.at_any.entry(port.host_port).or_default() += 1;
        *self.at.entry((port.host_port, port.host_ip)).or_default() += 1;
        self.places.entry(port.host_port).or_default().push(self.ports.len());
        self.ports.push(port);
    }

    /// Those that it may be alike to. Ports that are others on the node are none of each other's business.
    fn beside(&self, port: &Port<'a>) -> impl Iterator<Item = &Port<'a>> {
        let alike = move |number: i64| port.host_port == 0 || number == 0 || number == port.host_port;
        let numbers: Vec<&Vec<usize>> =
            self.places.iter().filter(|(number, _)| alike(**number)).map(|(_, places)| places).collect();
        let mut places: Vec<usize> = numbers.into_iter().flatten().copied().collect();
        places.sort_unstable();
        places.into_iter().map(|at| &self.ports[at])
    }

    /// How many of them [`alike`] would tell of beside that one.
    fn alike(&self, port: &Port<'a>) -> usize {
        let at = |ip| self.at.get(&(port.host_port, ip)).copied().unwrap_or_default();
        let at_any = |number| self.at_any.get(&number).copied().unwrap_or_default();
        match (port.host_port, port.host_ip) {
            (0, _) => self.ports.len(),
            (number, "") => at_any(0) + at_any(number),
            (_, ip) => at_any(0) + at(ip) + at(""),
        }
    }
}

/// Ports of any containers that are alike, or whose names are.
pub(super) fn ports<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let mut seen: HashMap<(i64, &str), Twins<'a>> = HashMap::new();
    let mut names = HashMap::new();
    for container in pod.all_containers() {
        for at in container.at("ports").items() {
            let port = Port {
                at,
                host_ip: at.at("hostIP").str(),
                host_port: host_port(pod, at),
                key: (at.at("containerPort").int(), or(at.at("protocol").str(), "TCP")),
            };
            address_alone(cx, &port);
            let twins = seen.entry(port.key).or_default();
            if cx.warns_enough() {
                cx.count_warnings(twins.alike(&port));
            } else {
                twins.beside(&port).for_each(|other| alike(cx, &port, other));
            }
            same_name(cx, &port, &mut names);
            twins.add(port);
        }
    }
}

fn address_alone<'a>(cx: &mut Cx<'a>, port: &Port<'a>) {
    if port.host_ip.is_empty() || port.host_port != 0 {
        return;
    }
    let (number, protocol) = port.key;
    let name = port.at.at("name").str();
    let shown =
        format!("{{Name:{name} HostPort:0 ContainerPort:{number} Protocol:{protocol} HostIP:{}}}", port.host_ip);
    cx.warn(port.at.at("hostIP"), format!("{}: hostIP set without hostPort: {shown}", cx.path(port.at)))
        .say("`hostIP` does nothing without `hostPort`");
}

fn alike<'a>(cx: &mut Cx<'a>, port: &Port<'a>, other: &Port<'a>) {
    let one_sided = port.host_ip.is_empty() != other.host_ip.is_empty();
    let what = if port.host_ip == other.host_ip && port.host_port == other.host_port {
        "duplicate port definition"
    } else if port.host_port == 0 || other.host_port == 0 {
        "overlapping port definition"
    } else if port.host_port == other.host_port && one_sided {
        "dangerously ambiguous port definition"
    } else {
        return;
    };
    let span = port.at.at("containerPort").span();
    cx.warn(port.at, format!("{}: {what} with {}", cx.path(port.at), cx.path(other.at)))
        .say(format!("{what}: {} {} is given before", port.key.1, port.key.0))
        .label_at(span)
        .relate(other.at.at("containerPort").span(), "here");
}

fn same_name<'a>(cx: &mut Cx<'a>, port: &Port<'a>, names: &mut HashMap<&'a str, Field<'a>>) {
    let name = port.at.at("name");
    if name.is_empty() {
        return;
    }
    let Some(first) = names.get(name.str()) else {
        names.insert(name.str(), port.at);
        return;
    };
    let (span, other) = (first.at("name").span(), cx.path(*first));
    cx.warn(
        name,
        format!(
            "{}: duplicate port name {:?} with {other}, services and probes that select ports by name will use {other}",
            cx.path(port.at),
            name.str()
        ),
    )
    .say(format!("two containers have a port named `{}`: services and probes will use the first", name.str()))
    .relate(span, "the first");
}

/// Variables that hide an earlier one of the same name without using it.
pub(super) fn hidden_variables<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    let mut seen = Firsts::default();
    for variable in container.at("env").items() {
        let (name, value) = (variable.at("name"), variable.at("value").str());
        let Some(first) = seen.repeated(name) else { continue };
        let (first, reference) = (first.span(), format!("$({})", name.str()));
        if variable.at("valueFrom").exists() || value == reference || !value.contains(&reference) {
            let path = cx.path(variable);
            cx.warn(
                name,
                format!("{path}: hides previous definition of {:?}, which may be dropped when using apply", name.str()),
            )
            .say(format!("`{}` is set twice; this one hides the first", name.str()))
            .relate(first, "first set here");
        }
    }
}
