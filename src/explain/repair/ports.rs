//! Host ports: another one that is free.

use super::Repair;
use crate::explain::edit::set_scalar;
use crate::explain::view::{View, spec};
use crate::inventory::PodInstance;
use crate::scheduler::types::{ContainerPort, Pod};

/// The host ports of a pod (`GetHostPorts`: init containers count where they keep running).
pub(in crate::explain) fn host_ports(pod: &Pod) -> impl Iterator<Item = &ContainerPort> {
    let sidecars = pod.init_containers.iter().filter(|c| c.sidecar);
    pod.containers.iter().chain(sidecars).flat_map(|c| &c.ports).filter(|p| p.host_port > 0)
}

/// Whether two host ports cannot be held at once.
pub(in crate::explain) fn conflict(a: &ContainerPort, b: &ContainerPort) -> bool {
    let any = |ip: &str| ip.is_empty() || ip == "0.0.0.0";
    let protocol = |p: &ContainerPort| if p.protocol.is_empty() { "TCP".to_owned() } else { p.protocol.clone() };
    a.host_port == b.host_port
        && protocol(a) == protocol(b)
        && (any(&a.host_ip) || any(&b.host_ip) || a.host_ip == b.host_ip)
}

pub(super) fn cures(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> Vec<Repair> {
    move_ports(view, pod, node).into_iter().collect()
}

fn move_ports(view: &View<'_, '_>, pod: &PodInstance<'_>, node: usize) -> Option<Repair> {
    let taken: Vec<&ContainerPort> = view.on_node[node].iter().flat_map(|p| host_ports(p)).collect();
    let mut used: Vec<i32> =
        taken.iter().map(|p| p.host_port).chain(host_ports(&pod.pod).map(|p| p.host_port)).collect();
    let (mut edits, mut words) = (Vec::new(), Vec::new());
    for list in ["containers", "initContainers"] {
        let containers = if list == "containers" { &pod.pod.containers } else { &pod.pod.init_containers };
        for (c, container) in containers.iter().enumerate() {
            for (p, port) in container.ports.iter().enumerate() {
                if port.host_port == 0 || !taken.iter().any(|t| conflict(t, port)) {
                    continue;
                }
                let new = (port.host_port + 1..=65_535).find(|n| !used.contains(n))?;
                used.push(new);
                let field = spec(pod).at(list).items().nth(c)?.at("ports").items().nth(p)?.at("hostPort");
                edits.push(set_scalar(pod.template.file, field.node()?, &new.to_string())?);
                words.push(format!("{} to {new}", port.host_port));
            }
        }
    }
    let name = &view.node(node).name;
    let title = format!("move host port {}, which node {name} has free", words.join(", "));
    let price = "whoever calls the old port has to call the new one";
    (!edits.is_empty()).then(|| Repair::manifest(35, title, edits).giving_up(price))
}
