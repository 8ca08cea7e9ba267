//! What the pod security levels let pods have: the lists of `k8s.io/pod-security-admission/policy`, for everybody who
//! holds pods against them.

use crate::model::Version;

/// Capabilities that containers may add at the level `baseline` (`capabilities_allowed_1_0`): what container runtimes
/// give anyway.
pub(crate) const BASELINE_CAPABILITIES: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Those that they may add at the level `restricted` (`CheckCapabilitiesRestricted`).
pub(crate) const RESTRICTED_CAPABILITIES: &[&str] = &["NET_BIND_SERVICE"];

/// Kernel parameters that are kept apart by namespace, and the minor version since which each may be set
/// (`CheckSysctls`).
const SYSCTLS: [(&str, u8); 12] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
];

/// Kernel parameters that may be set in the newest version.
pub(crate) const SAFE_SYSCTLS: [&str; SYSCTLS.len()] = {
    let mut names = [""; SYSCTLS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = SYSCTLS[at].0;
        at += 1;
    }
    names
};

/// Whether a kernel parameter may be set in `version`.
pub(crate) fn is_safe_sysctl(name: &str, version: Version) -> bool {
    sysctl_since(name).is_some_and(|since| version.at_least(since))
}

/// The minor version since which a kernel parameter may be set; `None` where it never may.
pub(crate) fn sysctl_since(name: &str) -> Option<u8> {
    SYSCTLS.iter().find(|(known, _)| *known == name).map(|(_, since)| *since)
}

/// Profiles of seccomp and AppArmor that confine what runs (`CheckSeccompBaseline`, `CheckAppArmorProfile`).
pub(crate) const PROFILES: &[&str] = &["RuntimeDefault", "Localhost"];
