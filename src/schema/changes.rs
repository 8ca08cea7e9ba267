//! What a release changed in what a create may say, without a feature gate of its own that turns it on: since which
//! version each holds.
//!
//! What hangs on a gate is in [`super::gates`].

use crate::model::Version;

/// A change, by the minor version that has it first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change(u8);

impl Change {
    const fn since(minor: u8) -> Change {
        Change(minor)
    }

    /// Whether `version` has it.
    pub(crate) fn holds(self, version: Version) -> bool {
        version.at_least(self.0)
    }
}

/// Git volumes are off by default, and the warning says so (`warningsForPodSpecAndMeta`). Upstream a gate that went off:
/// `GitRepoVolumeDriver`.
pub(crate) const GIT_VOLUMES_OFF: Change = Change::since(33);

/// A schedule may not name its time zone any more (`validateScheduleFormat`).
pub(crate) const NO_ZONE_IN_SCHEDULE: Change = Change::since(29);

/// `warnIfHasEnforceMountableSecretsAnnotation`
pub(crate) const WARN_OF_MOUNTABLE_SECRETS: Change = Change::since(32);

/// `GetWarningsForService` on `spec.externalIPs`.
pub(crate) const WARN_OF_EXTERNAL_IPS: Change = Change::since(36);

/// `GetWarningsForService` on `trafficDistribution: PreferClose`.
pub(crate) const WARN_OF_PREFER_CLOSE: Change = Change::since(35);

/// `WarningsForStaticSuffix`, which its gate, `ManifestBasedAdmissionControlConfig`, would turn into a refusal.
pub(crate) const WARN_OF_STATIC_SUFFIX: Change = Change::since(36);

/// Pod security spares Windows pods what Windows does not know (`allowPrivilegeEscalation_1_25` and its like).
pub(crate) const POD_SECURITY_OF_WINDOWS: Change = Change::since(25);

/// Pod security knows the SELinux type `container_engine_t` (`seLinuxOptions1_31`).
pub(crate) const CONTAINER_ENGINE_TYPE: Change = Change::since(31);

/// Pod security looks at the hosts of probes and hooks (`CheckHostProbesAndHostLifecycle`).
pub(crate) const POD_SECURITY_OF_PROBES: Change = Change::since(34);

/// Pod security lets pods with users of their own do more (`relaxPolicyForUserNamespacePod`).
pub(crate) const POD_SECURITY_OF_OWN_USERS: Change = Change::since(35);

/// The claim templates of a StatefulSet are validated as claims are (`validateVolumeClaimTemplates`). Before, the StatefulSet is
/// taken, and the server refuses the claims.
pub(crate) const CLAIM_TEMPLATES: Change = Change::since(34);

/// Templates in the network of their nodes have no ports of those filled in, only their pods have. Upstream a gate that came
/// off: `DefaultHostNetworkHostPortsInPodTemplates`.
pub(crate) const NO_HOST_PORTS_IN_TEMPLATES: Change = Change::since(28);
