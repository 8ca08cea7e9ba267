//! The API server's own validation and warnings of a create: one file for each kind or shared part.

mod admissionregistration;
mod apiextensions;
mod apiregistration;
mod autoscaling;
mod certificates;
mod claim;
mod coordination;
mod core;
mod custom;
mod cx;
mod discovery;
mod dynamic_resources;

mod corrected;
mod flowcontrol;
mod format;
mod int_or_percent;
#[cfg(test)]
mod kinds_tests;
mod labels;
#[cfg(test)]
mod limit_tests;
mod meta;
mod networking;
#[cfg(test)]
mod other_groups_tests;
mod owners;
mod part;
mod place;
mod pod;
mod policy;
mod rbac;
mod reviews;
mod runtime_class;
mod scheduling;
mod selector;
mod signer;
mod storage;
mod storage_migration;
mod table;
#[cfg(test)]
mod testing;
mod unique;
mod url;
#[cfg(test)]
mod version_tests;
mod volume;
mod webhook_client;
mod workload;

pub use custom::{
    check_custom_metadata, check_embedded_metadata, is_refused, warn_custom_deprecation, warn_custom_metadata,
};
pub use cx::Cx;
pub use table::{Check, Rule};

use hashbrown::HashMap;

use crate::model::{Finding, Gvk, Version};
use crate::resource::{Field, Resource, pod_parts};
use crate::schema::{gates, offer_taken_for_granted};
use crate::source::Node;
use format::NameFn;

/// A kind's validation. Sorted by group and kind, and kept so by a test.
struct KindRow {
    group: &'static str,
    kind: &'static str,
    /// What its name must look like; none where the kind's own validation leaves metadata alone.
    name: Option<NameFn>,
    /// What the server makes sure of before it validates: what is wrong there is all that it lists.
    before: Option<for<'a> fn(&mut Cx<'a>)>,
    /// Everything but its metadata.
    check: for<'a> fn(&mut Cx<'a>),
}

/// A kind whose metadata are validated with its `name` function before the rest.
const fn row(group: &'static str, kind: &'static str, name: NameFn, check: for<'a> fn(&mut Cx<'a>)) -> KindRow {
    KindRow { group, kind, name: Some(name), before: None, check }
}

/// A kind whose own validation leaves its metadata alone.
const fn nameless(group: &'static str, kind: &'static str, check: for<'a> fn(&mut Cx<'a>)) -> KindRow {
    KindRow { group, kind, name: None, before: None, check }
}

/// A name that can stand in a URL (`ValidateRBACName` and others), for which a prefix is a name.
fn path_name(name: &str, _prefix: bool) -> Vec<String> {
    format::is_path_segment_name(name)
}

/// Every kind with validation of its own beyond its metadata.
#[rustfmt::skip]
static KINDS: &[KindRow] = &[
    nameless("", "Binding", core::binding::binding),
    row("", "ConfigMap", format::name_is_dns_subdomain, core::config_map::config_map),
    row("", "Endpoints", format::name_is_dns_subdomain, core::endpoints::endpoints),
    nameless("", "Event", core::event::core_event),
    row("", "LimitRange", format::name_is_dns_subdomain, core::limit_range::limit_range),
    row("", "Namespace", format::name_is_dns_label, core::namespace::namespace),
    row("", "Node", format::name_is_dns_subdomain, core::node::node),
    row("", "PersistentVolume", format::name_is_dns_subdomain, core::persistent_volume::persistent_volume),
    row("", "PersistentVolumeClaim", format::name_is_dns_subdomain, core::persistent_volume_claim::persistent_volume_claim),
    row("", "Pod", format::name_is_dns_subdomain, pod::pod),
    row("", "PodTemplate", format::name_is_dns_subdomain, pod::pod_template),
    row("", "ReplicationController", workload::long_name, workload::replication_controller),
    row("", "ResourceQuota", format::name_is_dns_subdomain, core::resource_quota::resource_quota),
    row("", "Secret", format::name_is_dns_subdomain, core::secret::secret),
    KindRow { before: Some(core::service::allocate), ..row("", "Service", format::name_is_dns_label, core::service::service) },
    row("", "ServiceAccount", format::name_is_dns_subdomain, core::service_account::service_account),
    row("admissionregistration.k8s.io", "MutatingAdmissionPolicy", format::name_is_dns_subdomain, admissionregistration::mutating_admission_policy),
    row("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", format::name_is_dns_subdomain, admissionregistration::mutating_admission_policy_binding),
    row("admissionregistration.k8s.io", "MutatingWebhookConfiguration", format::name_is_dns_subdomain, admissionregistration::mutating_webhook_configuration),
    row("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", format::name_is_dns_subdomain, admissionregistration::validating_admission_policy),
    row("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", format::name_is_dns_subdomain, admissionregistration::validating_admission_policy_binding),
    row("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", format::name_is_dns_subdomain, admissionregistration::validating_webhook_configuration),
    row("apiextensions.k8s.io", "CustomResourceDefinition", format::name_is_dns_subdomain, apiextensions::custom_resource_definition),
    row("apiregistration.k8s.io", "APIService", path_name, apiregistration::api_service),
    row("apps", "ControllerRevision", format::name_is_dns_subdomain, workload::controller_revision),
    row("apps", "DaemonSet", format::name_is_dns_subdomain, workload::daemon_set),
    KindRow { before: Some(workload::converted), ..row("apps", "Deployment", format::name_is_dns_subdomain, workload::deployment) },
    row("apps", "ReplicaSet", format::name_is_dns_subdomain, workload::replica_set),
    row("apps", "StatefulSet", format::name_is_dns_label, workload::stateful_set),
    nameless("authentication.k8s.io", "TokenRequest", reviews::token_request),
    nameless("authorization.k8s.io", "LocalSubjectAccessReview", reviews::local_subject_access_review),
    nameless("authorization.k8s.io", "SelfSubjectAccessReview", reviews::self_subject_access_review),
    nameless("authorization.k8s.io", "SubjectAccessReview", reviews::subject_access_review),
    row("autoscaling", "HorizontalPodAutoscaler", format::name_is_dns_subdomain, autoscaling::horizontal_pod_autoscaler),
    row("batch", "CronJob", format::name_is_dns_subdomain, workload::cron_job),
    row("batch", "Job", format::name_is_dns_subdomain, workload::job),
    row("certificates.k8s.io", "CertificateSigningRequest", |_, _| Vec::new(), certificates::certificate_signing_request),
    row("certificates.k8s.io", "ClusterTrustBundle", |_, _| Vec::new(), certificates::cluster_trust_bundle),
    row("certificates.k8s.io", "PodCertificateRequest", format::name_is_dns_subdomain, certificates::pod_certificate_request),
    row("coordination.k8s.io", "Lease", format::name_is_dns_subdomain, coordination::lease),
    row("coordination.k8s.io", "LeaseCandidate", |name, _| format::is_config_map_key(name), coordination::lease_candidate),
    row("discovery.k8s.io", "EndpointSlice", format::name_is_dns_subdomain, discovery::endpoint_slice),
    row("events.k8s.io", "Event", format::name_is_dns_subdomain, core::event::event),
    row("flowcontrol.apiserver.k8s.io", "FlowSchema", format::name_is_dns_subdomain, flowcontrol::flow_schema),
    row("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", format::name_is_dns_subdomain, flowcontrol::priority_level_configuration),
    row("internal.apiserver.k8s.io", "StorageVersion", storage_migration::storage_version_name, |_| {}),
    row("networking.k8s.io", "IPAddress", |name, _| format::is_valid_ip(name), networking::ip_address),
    row("networking.k8s.io", "Ingress", format::name_is_dns_subdomain, networking::ingress),
    row("networking.k8s.io", "IngressClass", format::name_is_dns_subdomain, networking::ingress_class),
    row("networking.k8s.io", "NetworkPolicy", format::name_is_dns_subdomain, networking::network_policy),
    row("networking.k8s.io", "ServiceCIDR", format::name_is_dns_subdomain, networking::service_cidr),
    row("node.k8s.io", "RuntimeClass", format::name_is_dns_subdomain, runtime_class::runtime_class),
    nameless("policy", "PodDisruptionBudget", policy::pod_disruption_budget),
    row("rbac.authorization.k8s.io", "ClusterRole", path_name, rbac::cluster_role),
    row("rbac.authorization.k8s.io", "ClusterRoleBinding", path_name, rbac::cluster_role_binding),
    row("rbac.authorization.k8s.io", "Role", path_name, rbac::role),
    row("rbac.authorization.k8s.io", "RoleBinding", path_name, rbac::role_binding),
    row("resource.k8s.io", "DeviceClass", format::name_is_dns_subdomain, dynamic_resources::device_class),
    row("resource.k8s.io", "ResourceClaim", format::name_is_dns_subdomain, dynamic_resources::resource_claim),
    row("resource.k8s.io", "ResourceClaimTemplate", format::name_is_dns_subdomain, dynamic_resources::resource_claim_template),
    row("resource.k8s.io", "ResourceSlice", format::name_is_dns_subdomain, dynamic_resources::resource_slice),
    row("scheduling.k8s.io", "PriorityClass", format::name_is_dns_subdomain, scheduling::priority_class),
    row("storage.k8s.io", "CSIDriver", format::name_is_dns_subdomain, storage::csi_driver),
    row("storage.k8s.io", "CSINode", format::name_is_dns_subdomain, storage::csi_node),
    row("storage.k8s.io", "CSIStorageCapacity", format::name_is_dns_subdomain, storage::csi_storage_capacity),
    row("storage.k8s.io", "StorageClass", format::name_is_dns_subdomain, storage::storage_class),
    row("storage.k8s.io", "VolumeAttachment", format::name_is_dns_subdomain, storage::volume_attachment),
    row("storage.k8s.io", "VolumeAttributesClass", format::name_is_dns_subdomain, storage::volume_attributes_class),
    row("storagemigration.k8s.io", "StorageVersionMigration", format::name_is_dns_subdomain, storage_migration::storage_version_migration),
];

/// Groups whose objects are questions: they are answered rather than stored, and need no name.
const QUESTIONS: &[&str] = &["authentication.k8s.io", "authorization.k8s.io"];

/// What the API server would refuse or warn about when `resource`, read as `gvk`, is created.
pub fn check<'a>(resource: &'a Resource<'a>, gvk: Gvk, version: Version) -> Vec<Finding> {
    let mut cx = Cx::new(resource, gvk, version);
    let at = KINDS.binary_search_by(|row| (row.group, row.kind).cmp(&(gvk.group, gvk.kind)));
    let row = at.ok().map(|at| &KINDS[at]);
    if let Some(before) = row.and_then(|row| row.before) {
        before(&mut cx);
    }
    if cx.errors() == 0 {
        validate(&mut cx, row);
    }
    let mut early = Cx::new(resource, gvk, version);
    before_validation(&mut early);
    let later = if cx.errors() > 0 { warned_later(resource, gvk, version) } else { Vec::new() };
    let mut findings = cx.finish();
    findings.extend(early.finish());
    findings.extend(later);
    offer_taken_for_granted(resource.root, gvk, &mut findings);
    findings
}

fn validate(cx: &mut Cx<'_>, row: Option<&KindRow>) {
    let name = row.and_then(|row| row.name);
    if let Some(name) = name {
        meta::object_meta(cx, name);
    }
    if let Some(row) = row {
        (row.check)(cx);
    }
    if name.is_none() && cx.mark() == 0 && !QUESTIONS.contains(&cx.gvk.group) {
        meta::object_meta_generic(cx);
    }
}

/// What the server keeps to itself while it refuses the rest, and what is a slip all the same: no answer of its says it.
fn warned_later<'a>(resource: &'a Resource<'a>, gvk: Gvk, version: Version) -> Vec<Finding> {
    let mut cx = Cx::new(resource, gvk, version);
    if let Some(parts) = pod_parts(resource, gvk) {
        pod::hidden_variables(&mut cx, parts.holder);
    }
    let mut findings = cx.finish();
    findings.iter_mut().for_each(|finding| finding.api = None);
    findings
}

/// Warnings that the server gives before it validates, and so with refusals as well.
fn before_validation(cx: &mut Cx<'_>) {
    owners::duplicate_owners(cx);
    if (cx.gvk.group, cx.gvk.kind) == ("", "Pod") {
        pod::early_warnings(cx);
    }
}

/// The entries of a map as Go sees them: where a key is given twice, the last. Nothing is kept of a map in which each key
/// is its own.
fn entries<'a>(map: Field<'a>) -> impl Iterator<Item = (Node<'a>, Field<'a>)> + Clone {
    let twice = !map.anchor().document().duplicates.is_empty();
    let (mut kept, mut places): (Vec<(Node<'a>, Node<'a>)>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
    for (key, value) in map.entries().filter(|_| twice) {
        let place = *places.entry(key.scalar_text()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => *earlier = (key, value.anchor()),
            None => kept.push((key, value.anchor())),
        }
    }
    let single = (!twice).then_some(map).into_iter().flat_map(Field::entries);
    single.chain(kept.into_iter().map(|(key, value)| (key, Field::root(value))))
}

/// Group and kind of every kind with validation of its own.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.iter().map(|row| (row.group, row.kind))
}

#[cfg(test)]
mod tests {
    #[test]
    fn kinds_are_sorted() {
        assert!(super::KINDS.is_sorted_by(|a, b| (a.group, a.kind) < (b.group, b.kind)));
    }
}
