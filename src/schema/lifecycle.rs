//! When versions of the API were deprecated and removed, and what replaces them.
//!
//! The facts of upstream's `zz_generated.prerelease-lifecycle.go` and `lifecycle.go` (`staging/src/k8s.io/api`), and of
//! the deprecation guide for APIs whose types are gone from the source.

use crate::model::Version;

/// What became of one kind of one API version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    /// Empty for the core group.
    pub(crate) group: &'static str,
    /// `v1beta1`
    pub(crate) version: &'static str,
    /// `CronJob`
    pub(crate) kind: &'static str,
    /// The minor version that deprecated it.
    pub(crate) deprecated: u8,
    /// The minor version that no longer serves it; 0 where none is set.
    pub(crate) removed: u8,
    /// `apiVersion Kind` as the server names it; empty where it names none.
    pub(crate) replacement: &'static str,
}

impl Life {
    /// The replacement's `apiVersion` and kind.
    pub(crate) fn replaced_by(&self) -> Option<(&'static str, &'static str)> {
        self.replacement.split_once(' ')
    }

    /// The warning that the server sends from the deprecating version on
    /// (`apiserver/pkg/endpoints/deprecation`, `WarningMessage`).
    pub(crate) fn warning(&self, target: Version) -> Option<String> {
        if !target.at_least(self.deprecated) {
            return None;
        }
        let slash = if self.group.is_empty() { "" } else { "/" };
        let mut text =
            format!("{}{slash}{} {} is deprecated in v1.{}+", self.group, self.version, self.kind, self.deprecated);
        if self.removed > 0 {
            text.push_str(&format!(", unavailable in v1.{}+", self.removed));
        }
        if !self.replacement.is_empty() {
            text.push_str(&format!("; use {}", self.replacement));
        }
        Some(text)
    }
}

/// What became of it, if anything did.
pub(crate) fn find(group: &str, version: &str, kind: &str) -> Option<&'static Life> {
    let at = LIVES.binary_search_by(|life| (life.group, life.version, life.kind).cmp(&(group, version, kind))).ok()?;
    Some(&LIVES[at])
}

/// What else must change with the API version, for a person to read.
pub(crate) fn moved(group: &str, kind: &str) -> Option<&'static str> {
    MOVED.iter().find(|row| row.0 == group && row.1 == kind).map(|row| row.2)
}

const MOVED: &[(&str, &str, &str)] = &[
    (
        "networking.k8s.io",
        "Ingress",
        "`serviceName` and `servicePort` of each backend are now `service.name` and `service.port.number` (or \
         `service.port.name`), `spec.backend` is `spec.defaultBackend`, and every path needs a `pathType`",
    ),
    (
        "extensions",
        "Ingress",
        "`serviceName` and `servicePort` of each backend are now `service.name` and `service.port.number` (or \
         `service.port.name`), `spec.backend` is `spec.defaultBackend`, and every path needs a `pathType`",
    ),
    (
        "autoscaling",
        "HorizontalPodAutoscaler",
        "`targetAverageUtilization` is now `target: {type: Utilization, averageUtilization: …}` and `targetAverageValue` \
         is `target: {type: AverageValue, averageValue: …}`",
    ),
    (
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        "`spec.version` is now a list `spec.versions`; `validation`, `subresources` and `additionalPrinterColumns` stand \
         in each of them, and every one needs a `schema`",
    ),
    (
        "discovery.k8s.io",
        "EndpointSlice",
        "an endpoint's `topology` is now `nodeName`, `zone` and `deprecatedTopology`",
    ),
    (
        "flowcontrol.apiserver.k8s.io",
        "PriorityLevelConfiguration",
        "`assuredConcurrencyShares` is now `nominalConcurrencyShares`",
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        "`sideEffects` and `admissionReviewVersions` are required now",
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        "`sideEffects` and `admissionReviewVersions` are required now",
    ),
    ("certificates.k8s.io", "CertificateSigningRequest", "`signerName` and `usages` are required now"),
    ("events.k8s.io", "Event", "`eventTime`, `reportingController`, `reportingInstance` and `action` are required now"),
    ("node.k8s.io", "RuntimeClass", "`handler`, `overhead` and `scheduling` stand at the top, no longer in a `spec`"),
    ("policy", "PodSecurityPolicy", "label namespaces with `pod-security.kubernetes.io/enforce` instead"),
    ("extensions", "PodSecurityPolicy", "label namespaces with `pod-security.kubernetes.io/enforce` instead"),
    (
        "extensions",
        "Deployment",
        "`spec.selector` is required now and must match the template's labels; `rollbackTo` is gone",
    ),
    (
        "extensions",
        "DaemonSet",
        "`spec.selector` is required now and must match the template's labels; `templateGeneration` is gone",
    ),
    ("extensions", "ReplicaSet", "`spec.selector` is required now and must match the template's labels"),
    (
        "apps",
        "Deployment",
        "`spec.selector` is required now and must match the template's labels; `rollbackTo` is gone",
    ),
    ("apps", "StatefulSet", "`spec.selector` is required now and must match the template's labels"),
];

const fn row(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    deprecated: u8,
    removed: u8,
    replacement: &'static str,
) -> Life {
    Life { group, version, kind, deprecated, removed, replacement }
}

/// Sorted by group, version, kind. Group, version, kind, deprecated in, removed in, replacement.
static LIVES: &[Life] = &[
    row("", "v1", "ComponentStatus", 19, 0, ""),
    row("", "v1", "Endpoints", 33, 0, "discovery.k8s.io/v1 EndpointSlice"),
    row("admissionregistration.k8s.io", "v1alpha1", "MutatingAdmissionPolicy", 35, 38, ""),
    row("admissionregistration.k8s.io", "v1alpha1", "MutatingAdmissionPolicyBinding", 35, 38, ""),
    row("admissionregistration.k8s.io", "v1alpha1", "ValidatingAdmissionPolicy", 29, 32, ""),
    row("admissionregistration.k8s.io", "v1alpha1", "ValidatingAdmissionPolicyBinding", 29, 32, ""),
    row(
        "admissionregistration.k8s.io",
        "v1beta1",
        "MutatingAdmissionPolicy",
        37,
        40,
        "admissionregistration.k8s.io/v1 MutatingAdmissionPolicy",
    ),
    row(
        "admissionregistration.k8s.io",
        "v1beta1",
        "MutatingAdmissionPolicyBinding",
        37,
        40,
        "admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding",
    ),
    row(
        "admissionregistration.k8s.io",
        "v1beta1",
        "MutatingWebhookConfiguration",
        16,
        22,
        "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration",
    ),
    row("admissionregistration.k8s.io", "v1beta1", "ValidatingAdmissionPolicy", 31, 34, ""),
    row("admissionregistration.k8s.io", "v1beta1", "ValidatingAdmissionPolicyBinding", 31, 34, ""),
    row(
        "admissionregistration.k8s.io",
        "v1beta1",
        "ValidatingWebhookConfiguration",
        16,
        22,
        "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration",
    ),
    row(
        "apiextensions.k8s.io",
        "v1beta1",
        "CustomResourceDefinition",
        16,
        22,
        "apiextensions.k8s.io/v1 CustomResourceDefinition",
    ),
    row("apiregistration.k8s.io", "v1beta1", "APIService", 19, 22, "apiregistration.k8s.io/v1 APIService"),
    row("apps", "v1beta1", "ControllerRevision", 8, 16, "apps/v1 ControllerRevision"),
    row("apps", "v1beta1", "Deployment", 8, 16, "apps/v1 Deployment"),
    row("apps", "v1beta1", "StatefulSet", 8, 16, "apps/v1 StatefulSet"),
    row("apps", "v1beta2", "ControllerRevision", 9, 16, "apps/v1 ControllerRevision"),
    row("apps", "v1beta2", "DaemonSet", 9, 16, "apps/v1 DaemonSet"),
    row("apps", "v1beta2", "Deployment", 9, 16, "apps/v1 Deployment"),
    row("apps", "v1beta2", "ReplicaSet", 9, 16, "apps/v1 ReplicaSet"),
    row("apps", "v1beta2", "StatefulSet", 9, 16, "apps/v1 StatefulSet"),
    row("authentication.k8s.io", "v1alpha1", "SelfSubjectReview", 29, 32, ""),
    row("authentication.k8s.io", "v1beta1", "SelfSubjectReview", 30, 33, ""),
    row("authentication.k8s.io", "v1beta1", "TokenReview", 19, 22, "authentication.k8s.io/v1 TokenReview"),
    row(
        "authorization.k8s.io",
        "v1beta1",
        "LocalSubjectAccessReview",
        19,
        22,
        "authorization.k8s.io/v1 LocalSubjectAccessReview",
    ),
    row(
        "authorization.k8s.io",
        "v1beta1",
        "SelfSubjectAccessReview",
        19,
        22,
        "authorization.k8s.io/v1 SelfSubjectAccessReview",
    ),
    row(
        "authorization.k8s.io",
        "v1beta1",
        "SelfSubjectRulesReview",
        19,
        22,
        "authorization.k8s.io/v1 SelfSubjectRulesReview",
    ),
    row(
        "authorization.k8s.io",
        "v1beta1",
        "SubjectAccessReview",
        19,
        22,
        "authorization.k8s.io/v1 SubjectAccessReview",
    ),
    row("autoscaling", "v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2 HorizontalPodAutoscaler"),
    row("autoscaling", "v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2 HorizontalPodAutoscaler"),
    row("batch", "v1beta1", "CronJob", 21, 25, "batch/v1 CronJob"),
    row("batch", "v2alpha1", "CronJob", 21, 21, "batch/v1 CronJob"),
    row("certificates.k8s.io", "v1alpha1", "ClusterTrustBundle", 34, 37, ""),
    row(
        "certificates.k8s.io",
        "v1beta1",
        "CertificateSigningRequest",
        19,
        22,
        "certificates.k8s.io/v1 CertificateSigningRequest",
    ),
    row("certificates.k8s.io", "v1beta1", "ClusterTrustBundle", 37, 40, ""),
    row("certificates.k8s.io", "v1beta1", "PodCertificateRequest", 38, 41, ""),
    row("coordination.k8s.io", "v1alpha2", "LeaseCandidate", 35, 38, ""),
    row("coordination.k8s.io", "v1beta1", "Lease", 19, 22, "coordination.k8s.io/v1 Lease"),
    row("coordination.k8s.io", "v1beta1", "LeaseCandidate", 36, 39, ""),
    row("discovery.k8s.io", "v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1 EndpointSlice"),
    row("events.k8s.io", "v1beta1", "Event", 22, 25, ""),
    row("extensions", "v1beta1", "DaemonSet", 8, 16, "apps/v1 DaemonSet"),
    row("extensions", "v1beta1", "Deployment", 8, 16, "apps/v1 Deployment"),
    row("extensions", "v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1 Ingress"),
    row("extensions", "v1beta1", "NetworkPolicy", 9, 16, "networking.k8s.io/v1 NetworkPolicy"),
    row("extensions", "v1beta1", "PodSecurityPolicy", 11, 16, "policy/v1beta1 PodSecurityPolicy"),
    row("extensions", "v1beta1", "ReplicaSet", 8, 16, "apps/v1 ReplicaSet"),
    row(
        "flowcontrol.apiserver.k8s.io",
        "v1beta1",
        "FlowSchema",
        23,
        26,
        "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema",
    ),
    row(
        "flowcontrol.apiserver.k8s.io",
        "v1beta1",
        "PriorityLevelConfiguration",
        23,
        26,
        "flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration",
    ),
    row(
        "flowcontrol.apiserver.k8s.io",
        "v1beta2",
        "FlowSchema",
        26,
        29,
        "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema",
    ),
    row(
        "flowcontrol.apiserver.k8s.io",
        "v1beta2",
        "PriorityLevelConfiguration",
        26,
        29,
        "flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration",
    ),
    row("flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema", 29, 32, "flowcontrol.apiserver.k8s.io/v1 FlowSchema"),
    row(
        "flowcontrol.apiserver.k8s.io",
        "v1beta3",
        "PriorityLevelConfiguration",
        29,
        32,
        "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration",
    ),
    row("networking.k8s.io", "v1beta1", "IPAddress", 34, 37, ""),
    row("networking.k8s.io", "v1beta1", "Ingress", 19, 22, "networking.k8s.io/v1 Ingress"),
    row("networking.k8s.io", "v1beta1", "IngressClass", 19, 22, "networking.k8s.io/v1 IngressClassList"),
    row("networking.k8s.io", "v1beta1", "ServiceCIDR", 34, 37, ""),
    row("node.k8s.io", "v1beta1", "RuntimeClass", 22, 25, ""),
    row("policy", "v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1 PodDisruptionBudget"),
    row("policy", "v1beta1", "PodSecurityPolicy", 21, 25, ""),
    row("rbac.authorization.k8s.io", "v1alpha1", "ClusterRole", 17, 22, "rbac.authorization.k8s.io/v1 ClusterRole"),
    row(
        "rbac.authorization.k8s.io",
        "v1alpha1",
        "ClusterRoleBinding",
        17,
        22,
        "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
    ),
    row("rbac.authorization.k8s.io", "v1alpha1", "Role", 17, 22, "rbac.authorization.k8s.io/v1 Role"),
    row("rbac.authorization.k8s.io", "v1alpha1", "RoleBinding", 17, 22, "rbac.authorization.k8s.io/v1 RoleBinding"),
    row("rbac.authorization.k8s.io", "v1beta1", "ClusterRole", 17, 22, "rbac.authorization.k8s.io/v1 ClusterRole"),
    row(
        "rbac.authorization.k8s.io",
        "v1beta1",
        "ClusterRoleBinding",
        17,
        22,
        "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
    ),
    row("rbac.authorization.k8s.io", "v1beta1", "Role", 17, 22, "rbac.authorization.k8s.io/v1 Role"),
    row("rbac.authorization.k8s.io", "v1beta1", "RoleBinding", 17, 22, "rbac.authorization.k8s.io/v1 RoleBinding"),
    row("resource.k8s.io", "v1alpha3", "DeviceTaintRule", 36, 39, ""),
    row("resource.k8s.io", "v1alpha3", "ResourcePoolStatusRequest", 39, 42, ""),
    row("resource.k8s.io", "v1beta1", "DeviceClass", 35, 38, ""),
    row("resource.k8s.io", "v1beta1", "ResourceClaim", 35, 38, ""),
    row("resource.k8s.io", "v1beta1", "ResourceClaimTemplate", 35, 38, ""),
    row("resource.k8s.io", "v1beta1", "ResourceSlice", 35, 38, ""),
    row("resource.k8s.io", "v1beta2", "DeviceClass", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "DeviceTaintRule", 39, 42, ""),
    row("resource.k8s.io", "v1beta2", "ResourceClaim", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceClaimTemplate", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceSlice", 36, 39, ""),
    row("scheduling.k8s.io", "v1alpha1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1 PriorityClass"),
    row("scheduling.k8s.io", "v1beta1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1 PriorityClass"),
    row("settings.k8s.io", "v1alpha1", "PodPreset", 20, 20, ""),
    row("storage.k8s.io", "v1alpha1", "CSIStorageCapacity", 21, 24, "storage.k8s.io/v1beta1 CSIStorageCapacity"),
    row("storage.k8s.io", "v1alpha1", "VolumeAttachment", 21, 24, "storage.k8s.io/v1 VolumeAttachment"),
    row("storage.k8s.io", "v1alpha1", "VolumeAttributesClass", 32, 35, "storage.k8s.io/v1 VolumeAttributesClass"),
    row("storage.k8s.io", "v1beta1", "CSIDriver", 19, 22, "storage.k8s.io/v1 CSIDriver"),
    row("storage.k8s.io", "v1beta1", "CSINode", 17, 22, "storage.k8s.io/v1 CSINode"),
    row("storage.k8s.io", "v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1 CSIStorageCapacity"),
    row("storage.k8s.io", "v1beta1", "StorageClass", 19, 22, "storage.k8s.io/v1 StorageClass"),
    row("storage.k8s.io", "v1beta1", "VolumeAttachment", 19, 22, "storage.k8s.io/v1 VolumeAttachment"),
    row("storage.k8s.io", "v1beta1", "VolumeAttributesClass", 34, 37, "storage.k8s.io/v1 VolumeAttributesClass"),
    row("storagemigration.k8s.io", "v1beta1", "StorageVersionMigration", 38, 41, ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(LIVES.is_sorted_by(|a, b| (a.group, a.version, a.kind) < (b.group, b.version, b.kind)));
    }

    #[test]
    fn removals_agree_with_what_the_versions_know() {
        for life in LIVES.iter().filter(|l| l.removed > 0) {
            for version in Version::all() {
                let known = super::super::tables::kind(life.group, life.version, life.kind, version).is_some();
                assert!(!(known && version.at_least(life.removed)), "{life:?} is still there in {version}");
            }
        }
    }

    #[test]
    fn warnings_read_as_the_servers() {
        let warning = |group, version, kind, minor| find(group, version, kind)?.warning(Version::new(minor)?);
        assert_eq!(
            warning("", "v1", "Endpoints", 36).as_deref(),
            Some("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
        );
        assert_eq!(warning("", "v1", "Endpoints", 32), None);
        assert_eq!(
            warning("batch", "v1beta1", "CronJob", 24).as_deref(),
            Some("batch/v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+; use batch/v1 CronJob")
        );
    }
}
