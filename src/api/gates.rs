//! Feature gates that change what a create may say: since which version each is on by default.
//!
//! From `pkg/features/kube_features.go`; a gate that is off drops its field before validation.

use crate::model::Version;

/// A gate, by the minor version in which it went on by default; none where it is off to this day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gate(Option<u8>);

impl Gate {
    /// Whether the gate is on by default in `version`.
    pub(crate) fn on(self, version: Version) -> bool {
        self.0.is_some_and(|since| version.at_least(since))
    }
}

/// `ClusterTrustBundleProjection`
pub(crate) const CLUSTER_TRUST_BUNDLE_PROJECTION: Gate = Gate(None);
/// `ContainerRestartRules`
pub(crate) const CONTAINER_RESTART_RULES: Gate = Gate(Some(35));
/// `ContainerStopSignals`
pub(crate) const CONTAINER_STOP_SIGNALS: Gate = Gate(None);
/// `CSIServiceAccountTokenSecrets`
pub(crate) const CSI_SERVICE_ACCOUNT_TOKEN_SECRETS: Gate = Gate(Some(35));
/// `DRAConsumableCapacity`
pub(crate) const DRA_CONSUMABLE_CAPACITY: Gate = Gate(Some(36));
/// `DRAExtendedResource`
pub(crate) const DRA_EXTENDED_RESOURCE: Gate = Gate(Some(36));
/// `EnvFiles`
pub(crate) const ENV_FILES: Gate = Gate(Some(35));
/// `GenericWorkload`
pub(crate) const GENERIC_WORKLOAD: Gate = Gate(None);
/// `HostnameOverride`
pub(crate) const HOSTNAME_OVERRIDE: Gate = Gate(Some(35));
/// `InPlacePodVerticalScaling`
pub(crate) const IN_PLACE_POD_VERTICAL_SCALING: Gate = Gate(Some(33));
/// `JobPodReplacementPolicy`
pub(crate) const JOB_POD_REPLACEMENT_POLICY: Gate = Gate(Some(29));
/// `MatchLabelKeysInPodTopologySpreadSelectorMerge`
pub(crate) const MATCH_LABEL_KEYS_MERGE: Gate = Gate(Some(34));
/// `MutableCSINodeAllocatableCount`
pub(crate) const MUTABLE_CSI_NODE_ALLOCATABLE_COUNT: Gate = Gate(Some(35));
/// `NodeDeclaredFeatures`
pub(crate) const NODE_DECLARED_FEATURES: Gate = Gate(Some(36));
/// `PodCertificateRequest`
pub(crate) const POD_CERTIFICATE_REQUEST: Gate = Gate(None);
/// `PodLevelResources`
pub(crate) const POD_LEVEL_RESOURCES: Gate = Gate(Some(34));
/// `PreferSameTrafficDistribution`
pub(crate) const PREFER_SAME_TRAFFIC_DISTRIBUTION: Gate = Gate(Some(34));
/// `RelaxedDNSSearchValidation`
pub(crate) const RELAXED_DNS_SEARCH: Gate = Gate(Some(33));
/// `RelaxedEnvironmentVariableValidation`
pub(crate) const RELAXED_ENV_NAMES: Gate = Gate(Some(32));
/// `RelaxedServiceNameValidation`
pub(crate) const RELAXED_SERVICE_NAMES: Gate = Gate(Some(36));
/// `RestartAllContainersOnContainerExits`
pub(crate) const RESTART_ALL_CONTAINERS: Gate = Gate(Some(36));
/// `ServiceTrafficDistribution`
pub(crate) const SERVICE_TRAFFIC_DISTRIBUTION: Gate = Gate(Some(31));
/// `PodLifecycleSleepActionAllowZero`
pub(crate) const SLEEP_ACTION_ZERO: Gate = Gate(Some(33));
/// `StrictIPCIDRValidation`
pub(crate) const STRICT_IP_CIDR: Gate = Gate(Some(36));
/// `UserNamespacesHostNetworkSupport`
pub(crate) const USER_NAMESPACES_HOST_NETWORK: Gate = Gate(None);
/// `VolumeAttributesClass`
pub(crate) const VOLUME_ATTRIBUTES_CLASS: Gate = Gate(Some(34));
