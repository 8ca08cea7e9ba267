//! Deprecated API versions, which the server warns about whatever becomes of the object
//! (`apiserver/pkg/endpoints/deprecation`, and each API's `zz_generated.prerelease-lifecycle.go`).

use super::Cx;
use crate::model::Gvk;

/// One kind of one version.
struct Row {
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    /// Minor version since which the server warns.
    since: u8,
    /// Minor version that serves it no more; 0 for none.
    gone: u8,
    /// What takes its place; empty for nothing.
    instead: &'static str,
}

const fn row(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    since: u8,
    gone: u8,
    instead: &'static str,
) -> Row {
    Row { group, version, kind, since, gone, instead }
}

const ADMISSION: &str = "admissionregistration.k8s.io";
const FLOW: &str = "flowcontrol.apiserver.k8s.io";

/// Every deprecated kind that a version from 1.24 on serves.
#[rustfmt::skip]
static ROWS: &[Row] = &[
    row("", "v1", "ComponentStatus", 19, 0, ""),
    row("", "v1", "Endpoints", 33, 0, "discovery.k8s.io/v1 EndpointSlice"),
    row(ADMISSION, "v1alpha1", "MutatingAdmissionPolicy", 35, 38, ""),
    row(ADMISSION, "v1alpha1", "MutatingAdmissionPolicyBinding", 35, 38, ""),
    row(ADMISSION, "v1alpha1", "ValidatingAdmissionPolicy", 29, 32, ""),
    row(ADMISSION, "v1alpha1", "ValidatingAdmissionPolicyBinding", 29, 32, ""),
    row(ADMISSION, "v1beta1", "MutatingAdmissionPolicy", 37, 40, "admissionregistration.k8s.io/v1 MutatingAdmissionPolicy"),
    row(ADMISSION, "v1beta1", "MutatingAdmissionPolicyBinding", 37, 40, "admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding"),
    row(ADMISSION, "v1beta1", "ValidatingAdmissionPolicy", 31, 34, ""),
    row(ADMISSION, "v1beta1", "ValidatingAdmissionPolicyBinding", 31, 34, ""),
    row("authentication.k8s.io", "v1alpha1", "SelfSubjectReview", 29, 32, ""),
    row("authentication.k8s.io", "v1beta1", "SelfSubjectReview", 30, 33, ""),
    row("autoscaling", "v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2 HorizontalPodAutoscaler"),
    row("autoscaling", "v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2 HorizontalPodAutoscaler"),
    row("batch", "v1beta1", "CronJob", 21, 25, "batch/v1 CronJob"),
    row("certificates.k8s.io", "v1alpha1", "ClusterTrustBundle", 34, 37, ""),
    row("certificates.k8s.io", "v1beta1", "ClusterTrustBundle", 37, 40, ""),
    row("coordination.k8s.io", "v1alpha2", "LeaseCandidate", 35, 38, ""),
    row("coordination.k8s.io", "v1beta1", "LeaseCandidate", 36, 39, ""),
    row("discovery.k8s.io", "v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1 EndpointSlice"),
    row("events.k8s.io", "v1beta1", "Event", 22, 25, ""),
    row(FLOW, "v1beta1", "FlowSchema", 23, 26, "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema"),
    row(FLOW, "v1beta1", "PriorityLevelConfiguration", 23, 26, "flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration"),
    row(FLOW, "v1beta2", "FlowSchema", 26, 29, "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema"),
    row(FLOW, "v1beta2", "PriorityLevelConfiguration", 26, 29, "flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration"),
    row(FLOW, "v1beta3", "FlowSchema", 29, 32, "flowcontrol.apiserver.k8s.io/v1 FlowSchema"),
    row(FLOW, "v1beta3", "PriorityLevelConfiguration", 29, 32, "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration"),
    row("networking.k8s.io", "v1beta1", "IPAddress", 34, 37, ""),
    row("networking.k8s.io", "v1beta1", "ServiceCIDR", 34, 37, ""),
    row("node.k8s.io", "v1beta1", "RuntimeClass", 22, 25, ""),
    row("policy", "v1beta1", "Eviction", 22, 25, ""),
    row("policy", "v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1 PodDisruptionBudget"),
    row("policy", "v1beta1", "PodSecurityPolicy", 21, 25, ""),
    row("resource.k8s.io", "v1alpha3", "DeviceTaintRule", 36, 39, ""),
    row("resource.k8s.io", "v1beta1", "DeviceClass", 35, 38, ""),
    row("resource.k8s.io", "v1beta1", "ResourceClaim", 35, 38, ""),
    row("resource.k8s.io", "v1beta1", "ResourceClaimTemplate", 35, 38, ""),
    row("resource.k8s.io", "v1beta1", "ResourceSlice", 35, 38, ""),
    row("resource.k8s.io", "v1beta2", "DeviceClass", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceClaim", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceClaimTemplate", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceSlice", 36, 39, ""),
    row("storage.k8s.io", "v1alpha1", "VolumeAttributesClass", 32, 35, "storage.k8s.io/v1 VolumeAttributesClass"),
    row("storage.k8s.io", "v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1 CSIStorageCapacity"),
    row("storage.k8s.io", "v1beta1", "VolumeAttributesClass", 34, 37, "storage.k8s.io/v1 VolumeAttributesClass"),
];

fn find(gvk: Gvk) -> Option<&'static Row> {
    ROWS.iter().find(|row| (row.group, row.version, row.kind) == (gvk.group, gvk.version, gvk.kind))
}

/// Warns if the object's version is deprecated in the target version.
pub(super) fn warn(cx: &mut Cx<'_>) {
    let Some(row) = find(cx.gvk).filter(|row| cx.version.at_least(row.since)) else { return };
    let mut text = format!("{} {} is deprecated in v1.{}+", cx.gvk.api_version(), row.kind, row.since);
    if row.gone > 0 {
        text.push_str(&format!(", unavailable in v1.{}+", row.gone));
    }
    if !row.instead.is_empty() {
        text.push_str(&format!("; use {}", row.instead));
    }
    let place = cx.root().at("apiVersion");
    let finding = cx.warn(place, text);
    match row.instead.split_once(' ') {
        Some((version, kind)) if kind == row.kind => {
            finding.help(format!("write `apiVersion: {version}`; fields may have changed"));
        }
        Some((version, kind)) => {
            finding.help(format!("use a {kind} of {version}"));
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn sorted_and_sound() {
        assert!(ROWS.is_sorted_by(|a, b| (a.group, a.version, a.kind) < (b.group, b.version, b.kind)));
        assert!(ROWS.iter().all(|row| row.gone == 0 || row.gone > row.since));
    }
}
