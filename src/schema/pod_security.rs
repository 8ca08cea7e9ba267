//! What the pod security levels let pods have: the lists of `k8s.io/pod-security-admission/policy`, for everybody who
//! holds pods against them.

use crate::model::Version;

/// The levels that a label may give, the least strict first.
pub(crate) const LEVELS: &[&str] = &["privileged", "baseline", "restricted"];

/// The label by which a namespace enforces a level.
pub(crate) const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

/// The label by which it says of which version.
pub(crate) const ENFORCE_VERSION: &str = "pod-security.kubernetes.io/enforce-version";

/// The label by which a namespace has the server warn of pods that break a level.
pub(crate) const WARN: &str = "pod-security.kubernetes.io/warn";

/// The label by which it says of which version.
pub(crate) const WARN_VERSION: &str = "pod-security.kubernetes.io/warn-version";

/// Whether a label may give that version (`ParseVersion`).
pub(crate) fn is_version(text: &str) -> bool {
    let minor = text.strip_prefix("v1.").filter(|m| !m.is_empty() && m.bytes().all(|b| b.is_ascii_digit()));
    text == "latest" || minor.is_some_and(|m| (m == "0" || !m.starts_with('0')) && m.parse::<i64>().is_ok())
}

/// The last minor version whose checks a label asks for; `None` for the latest, whichever that is.
pub(crate) fn minor_of(version: &str) -> Option<u8> {
    version.strip_prefix("v1.")?.parse().ok()
}

/// The minor versions of the standards since which some of the checks are in them.
pub(crate) mod since {
    /// `allowPrivilegeEscalation_1_8`
    pub(crate) const ESCALATION: u8 = 8;
    /// Profiles of seccomp as fields (`seccompProfileBaseline_1_19`, `seccompProfileRestricted_1_19`).
    pub(crate) const SECCOMP: u8 = 19;
    /// `capabilitiesRestricted_1_22`
    pub(crate) const CAPABILITIES: u8 = 22;
    /// `runAsUser_1_23`
    pub(crate) const RUN_AS_USER: u8 = 23;
    /// `hostProbesAndHostLifecycle_1_34`
    pub(crate) const PROBES: u8 = 34;
    /// Pods of Windows are spared.
    pub(crate) const WINDOWS: u8 = 25;
    /// Pods with user ids of their own are spared (`relaxPolicyForUserNamespacePod`).
    pub(crate) const OWN_USERS: u8 = 35;
    /// `container_engine_t` is allowed (`seLinuxOptions1_31`).
    pub(crate) const ENGINE: u8 = 31;
    /// More kernel parameters may be set, ascending.
    pub(crate) const SYSCTLS: [u8; 3] = [27, 29, 32];
}

/// What the annotations of AppArmor's profiles begin with, before the container's name.
pub(crate) const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Types of SELinux that every version allows (`CheckSELinuxOptions`).
pub(crate) const SELINUX_TYPES: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t"];

/// Volumes that the level `restricted` allows (`CheckRestrictedVolumes`).
pub(crate) const RESTRICTED_VOLUMES: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

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

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn versions() {
        for (text, sound) in
            [("latest", true), ("v1.0", true), ("v1.36", true), ("v1.01", false), ("v1.", false), ("1.36", false)]
        {
            assert_eq!(is_version(text), sound, "{text}");
        }
    }
}
