//! Feature gates that change what a create may say: since which version each is on by default.
//!
//! The facts are `schemas/facts/gates.tsv`, looked up while compiling: a name that it lacks does not compile. A gate that
//! is off drops its field before validation; which fields those are, `schemas/facts/gated.tsv` tells.

use crate::model::Version;

/// A gate, by the minor version in which it went on by default; none where it is off to this day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate(Option<u8>);

impl Gate {
    /// Whether the gate is on by default in `version`.
    pub(crate) fn on(self, version: Version) -> bool {
        self.0.is_some_and(|since| version.at_least(since))
    }

    /// The gate of that name, from the table: lines of a name, a tab and a minor version or `-`.
    const fn named(name: &str) -> Gate {
        let (table, name) = (include_bytes!("../../schemas/facts/gates.tsv"), name.as_bytes());
        let mut line = 0;
        while line < table.len() {
            let mut at = 0;
            while at < name.len() && table[line + at] == name[at] {
                at += 1;
            }
            if at == name.len() && table[line + at] == b'\t' {
                return Gate(minor(table, line + at + 1));
            }
            while table[line] != b'\n' {
                line += 1;
            }
            line += 1;
        }
        panic!("schemas/facts/gates.tsv has no such gate")
    }
}

/// The number that stands at `at`; none for a dash.
const fn minor(table: &[u8], mut at: usize) -> Option<u8> {
    if table[at] == b'-' {
        return None;
    }
    let mut number = 0;
    while table[at] != b'\n' {
        number = number * 10 + (table[at] - b'0');
        at += 1;
    }
    Some(number)
}

/// `ClusterTrustBundleProjection`
pub(crate) const CLUSTER_TRUST_BUNDLE_PROJECTION: Gate = Gate::named("ClusterTrustBundleProjection");
/// `ContainerRestartRules`
pub(crate) const CONTAINER_RESTART_RULES: Gate = Gate::named("ContainerRestartRules");
/// `ContainerStopSignals`
pub(crate) const CONTAINER_STOP_SIGNALS: Gate = Gate::named("ContainerStopSignals");
/// `CronJobTimeZone`
pub(crate) const CRON_JOB_TIME_ZONE: Gate = Gate::named("CronJobTimeZone");
/// `CSIServiceAccountTokenSecrets`
pub(crate) const CSI_SERVICE_ACCOUNT_TOKEN_SECRETS: Gate = Gate::named("CSIServiceAccountTokenSecrets");
/// `CustomResourceValidationExpressions`
pub(crate) const CUSTOM_RESOURCE_VALIDATION_EXPRESSIONS: Gate = Gate::named("CustomResourceValidationExpressions");
/// `DRAConsumableCapacity`
pub(crate) const DRA_CONSUMABLE_CAPACITY: Gate = Gate::named("DRAConsumableCapacity");
/// `DRAExtendedResource`
pub(crate) const DRA_EXTENDED_RESOURCE: Gate = Gate::named("DRAExtendedResource");
/// `EnvFiles`
pub(crate) const ENV_FILES: Gate = Gate::named("EnvFiles");
/// `ExpandedDNSConfig`
pub(crate) const EXPANDED_DNS_CONFIG: Gate = Gate::named("ExpandedDNSConfig");
/// `GenericWorkload`
pub(crate) const GENERIC_WORKLOAD: Gate = Gate::named("GenericWorkload");
/// `HostnameOverride`
pub(crate) const HOSTNAME_OVERRIDE: Gate = Gate::named("HostnameOverride");
/// `HPAConfigurableTolerance`
pub(crate) const HPA_CONFIGURABLE_TOLERANCE: Gate = Gate::named("HPAConfigurableTolerance");
/// `HPAContainerMetrics`
pub(crate) const HPA_CONTAINER_METRICS: Gate = Gate::named("HPAContainerMetrics");
/// `HPAScaleToZero`
pub(crate) const HPA_SCALE_TO_ZERO: Gate = Gate::named("HPAScaleToZero");
/// `InPlacePodVerticalScaling`
pub(crate) const IN_PLACE_POD_VERTICAL_SCALING: Gate = Gate::named("InPlacePodVerticalScaling");
/// `JobPodReplacementPolicy`
pub(crate) const JOB_POD_REPLACEMENT_POLICY: Gate = Gate::named("JobPodReplacementPolicy");
/// `MatchLabelKeysInPodTopologySpreadSelectorMerge`
pub(crate) const MATCH_LABEL_KEYS_MERGE: Gate = Gate::named("MatchLabelKeysInPodTopologySpreadSelectorMerge");
/// `MutableCSINodeAllocatableCount`
pub(crate) const MUTABLE_CSI_NODE_ALLOCATABLE_COUNT: Gate = Gate::named("MutableCSINodeAllocatableCount");
/// `NodeDeclaredFeatures`
pub(crate) const NODE_DECLARED_FEATURES: Gate = Gate::named("NodeDeclaredFeatures");
/// `PodCertificateRequest`
pub(crate) const POD_CERTIFICATE_REQUEST: Gate = Gate::named("PodCertificateRequest");
/// `PodLevelResources`
pub(crate) const POD_LEVEL_RESOURCES: Gate = Gate::named("PodLevelResources");
/// `SELinuxMount`
pub(crate) const SELINUX_MOUNT: Gate = Gate::named("SELinuxMount");
/// `PodLifecycleSleepAction`
pub(crate) const SLEEP_ACTION: Gate = Gate::named("PodLifecycleSleepAction");
/// `PodLifecycleSleepActionAllowZero`
pub(crate) const SLEEP_ACTION_ZERO: Gate = Gate::named("PodLifecycleSleepActionAllowZero");
/// `PodSchedulingReadiness`
pub(crate) const POD_SCHEDULING_READINESS: Gate = Gate::named("PodSchedulingReadiness");
/// `PreferSameTrafficDistribution`
pub(crate) const PREFER_SAME_TRAFFIC_DISTRIBUTION: Gate = Gate::named("PreferSameTrafficDistribution");
/// `ReadWriteOncePod`
pub(crate) const READ_WRITE_ONCE_POD: Gate = Gate::named("ReadWriteOncePod");
/// `RelaxedDNSSearchValidation`
pub(crate) const RELAXED_DNS_SEARCH: Gate = Gate::named("RelaxedDNSSearchValidation");
/// `RelaxedEnvironmentVariableValidation`
pub(crate) const RELAXED_ENV_NAMES: Gate = Gate::named("RelaxedEnvironmentVariableValidation");
/// `RelaxedServiceNameValidation`
pub(crate) const RELAXED_SERVICE_NAMES: Gate = Gate::named("RelaxedServiceNameValidation");
/// `RestartAllContainersOnContainerExits`
pub(crate) const RESTART_ALL_CONTAINERS: Gate = Gate::named("RestartAllContainersOnContainerExits");
/// `ServiceTrafficDistribution`
pub(crate) const SERVICE_TRAFFIC_DISTRIBUTION: Gate = Gate::named("ServiceTrafficDistribution");
/// `SidecarContainers`
pub(crate) const SIDECAR_CONTAINERS: Gate = Gate::named("SidecarContainers");
/// `SkipReadOnlyValidationGCE`
pub(crate) const SKIP_READ_ONLY_VALIDATION_GCE: Gate = Gate::named("SkipReadOnlyValidationGCE");
/// `StrictIPCIDRValidation`
pub(crate) const STRICT_IP_CIDR: Gate = Gate::named("StrictIPCIDRValidation");
/// `UserNamespacesHostNetworkSupport`
pub(crate) const USER_NAMESPACES_HOST_NETWORK: Gate = Gate::named("UserNamespacesHostNetworkSupport");
/// `UserNamespacesSupport`
pub(crate) const USER_NAMESPACES: Gate = Gate::named("UserNamespacesSupport");
/// `VolumeAttributesClass`
pub(crate) const VOLUME_ATTRIBUTES_CLASS: Gate = Gate::named("VolumeAttributesClass");
/// `ZeroLimitedNominalConcurrencyShares`
pub(crate) const ZERO_LIMITED_SHARES: Gate = Gate::named("ZeroLimitedNominalConcurrencyShares");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_as_the_table_says() {
        for line in include_str!("../../schemas/facts/gates.tsv").lines().filter(|l| !l.starts_with('#')) {
            let (name, since) = line.split_once('\t').unwrap();
            assert_eq!(Gate::named(name).0, since.parse().ok(), "{name}");
        }
        let on = |gate: Gate, minor| gate.on(Version::new(minor).unwrap());
        assert!(!on(SIDECAR_CONTAINERS, 28) && on(SIDECAR_CONTAINERS, 29));
        assert!(!on(CONTAINER_STOP_SIGNALS, 37));
    }
}
