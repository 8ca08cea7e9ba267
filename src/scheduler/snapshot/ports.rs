//! Ports that pods take on their node (upstream `HostPortInfo`).

use crate::scheduler::release::Release;
use crate::scheduler::types::Pod;

const ANY: &str = "0.0.0.0";

/// A port of the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduler) struct HostPort<'c> {
    ip: &'c str,
    protocol: &'c str,
    port: i32,
}

impl HostPort<'_> {
    /// Whether both cannot be on one node (upstream `CheckConflict`).
    pub(in crate::scheduler) fn conflicts(&self, other: &HostPort<'_>) -> bool {
        self.port == other.port
            && self.protocol == other.protocol
            && (self.ip == other.ip || self.ip == ANY || other.ip == ANY)
    }
}

/// The ports a pod takes: of its containers, and as of 1.34 of init containers that keep running (upstream `GetHostPorts`).
pub(in crate::scheduler) fn host_ports(pod: &Pod, release: Release) -> Vec<HostPort<'_>> {
    let sidecars = pod.init_containers.iter().filter(|c| c.sidecar && release.counts_ports_of_sidecars());
    let running = sidecars.chain(&pod.containers);
    running
        .flat_map(|c| &c.ports)
        .filter(|p| p.host_port > 0)
        .map(|p| HostPort {
            ip: if p.host_ip.is_empty() { ANY } else { &p.host_ip },
            protocol: if p.protocol.is_empty() { "TCP" } else { &p.protocol },
            port: p.host_port,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts() {
        let port = |ip, protocol, port| HostPort { ip, protocol, port };
        let table = [
            (port(ANY, "TCP", 80), port(ANY, "TCP", 80), true),
            (port(ANY, "TCP", 80), port("10.0.0.1", "TCP", 80), true),
            (port("10.0.0.1", "TCP", 80), port(ANY, "TCP", 80), true),
            (port("10.0.0.1", "TCP", 80), port("10.0.0.2", "TCP", 80), false),
            (port(ANY, "TCP", 80), port(ANY, "UDP", 80), false),
            (port(ANY, "TCP", 80), port(ANY, "TCP", 81), false),
        ];
        for (a, b, expected) in table {
            assert_eq!(a.conflicts(&b), expected, "{a:?} {b:?}");
        }
    }
}
