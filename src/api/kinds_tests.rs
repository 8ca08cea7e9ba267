//! What the metadata of each kind may be: the tables of kinds against all kinds that there are.

use std::collections::BTreeSet;

use super::custom::check_custom_metadata;
use super::testing::{answers, table};
use crate::model::Version;
use crate::resource::Resource;
use crate::schema::{definition, kinds};
use crate::source::{Limits, parse};

/// Kinds that 1.36 knows and that do not refuse `metadata.<field>` for being `metadata`, as `group/Kind`.
fn accepting(metadata: &str, field: &str) -> BTreeSet<String> {
    let newest = Version::new(36).unwrap();
    let mut found = BTreeSet::new();
    for gvk in kinds().filter(|kind| kind.versions().contains(newest)).map(|kind| kind.gvk()) {
        let group = if gvk.group.is_empty() { String::new() } else { format!("{}/", gvk.group) };
        let yaml =
            format!("apiVersion: {group}{}\nkind: {}\nmetadata: {{name: a, {metadata}}}\n", gvk.version, gvk.kind);
        if !answers(&yaml).iter().any(|answer| answer.contains(&format!(" metadata.{field}"))) {
            found.insert(format!("{group}{}", gvk.kind));
        }
    }
    found
}

fn set(names: &str) -> BTreeSet<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

/// Kinds of which nothing is said about their metadata as long as something else is wrong, or that are never stored.
const WITHOUT: &str = "Binding Event policy/PodDisruptionBudget resource.k8s.io/DeviceTaintRule
    authentication.k8s.io/SelfSubjectReview authentication.k8s.io/TokenReview
    authorization.k8s.io/LocalSubjectAccessReview authorization.k8s.io/SelfSubjectAccessReview
    authorization.k8s.io/SelfSubjectRulesReview authorization.k8s.io/SubjectAccessReview";
/// Kinds that are only asked for the least.
const GENERIC: &str = "scheduling.k8s.io/PodGroup scheduling.k8s.io/Workload resource.k8s.io/ResourcePoolStatusRequest";

#[test]
fn a_name_with_capitals_is_for_a_few_kinds() {
    let free = "certificates.k8s.io/CertificateSigningRequest coordination.k8s.io/LeaseCandidate
        rbac.authorization.k8s.io/ClusterRole rbac.authorization.k8s.io/ClusterRoleBinding
        rbac.authorization.k8s.io/Role rbac.authorization.k8s.io/RoleBinding";
    assert_eq!(accepting("name: A_b", "name"), set(&format!("{WITHOUT} {GENERIC} {free}")));
    // Of those some want what can be a key, or a part of a path.
    let base = "apiVersion: coordination.k8s.io/v1beta1\nkind: LeaseCandidate\nspec: {leaseName: a, binaryVersion: 1.2.3, emulationVersion: 1.2.3, strategy: OldestEmulationVersion}\n";
    table(base, &[("metadata: {name: A_b}\n", &[]), ("metadata: {name: 'a:b'}\n", &["Invalid metadata.name"])]);
    for kind in ["ClusterRole", "Role"] {
        let base = format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\n");
        table(&base, &[("metadata: {name: 'A:b'}\n", &[]), ("metadata: {name: a/b}\n", &["Invalid metadata.name"])]);
    }
    // One kind is named by its create.
    let range = "apiVersion: v1\nkind: LimitRange\nspec: {limits: [{type: Pod}]}\n";
    table(range, &[("metadata: {}\n", &[]), ("metadata: {name: A_b}\n", &["Invalid metadata.name"])]);
}

#[test]
fn a_generation_below_zero_is_refused_where_the_create_sets_none() {
    let refusing = "apiregistration.k8s.io/APIService apps/ControllerRevision autoscaling/HorizontalPodAutoscaler
        certificates.k8s.io/CertificateSigningRequest certificates.k8s.io/ClusterTrustBundle
        certificates.k8s.io/PodCertificateRequest coordination.k8s.io/Lease coordination.k8s.io/LeaseCandidate
        ConfigMap Endpoints Event events.k8s.io/Event LimitRange Namespace Node PersistentVolume
        PersistentVolumeClaim ResourceQuota Secret Service ServiceAccount internal.apiserver.k8s.io/StorageVersion
        networking.k8s.io/IPAddress networking.k8s.io/ServiceCIDR node.k8s.io/RuntimeClass
        rbac.authorization.k8s.io/ClusterRole rbac.authorization.k8s.io/ClusterRoleBinding
        rbac.authorization.k8s.io/Role rbac.authorization.k8s.io/RoleBinding resource.k8s.io/ResourceClaim
        resource.k8s.io/ResourceClaimTemplate resource.k8s.io/ResourcePoolStatusRequest scheduling.k8s.io/PodGroup
        scheduling.k8s.io/Workload storage.k8s.io/CSIDriver storage.k8s.io/CSINode storage.k8s.io/CSIStorageCapacity
        storage.k8s.io/StorageClass storage.k8s.io/VolumeAttachment storage.k8s.io/VolumeAttributesClass
        storagemigration.k8s.io/StorageVersionMigration";
    let (accepting, refusing) = (accepting("generation: -1", "generation"), set(refusing));
    let both: Vec<_> = accepting.intersection(&refusing).collect();
    assert!(both.is_empty(), "{both:?} accept one");
    let all = self::accepting("uid: a", "uid");
    let neither: Vec<_> = all.iter().filter(|kind| !accepting.contains(*kind) && !refusing.contains(*kind)).collect();
    assert!(neither.is_empty(), "{neither:?} refuse one");
    let budget = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a, generation: -1}\nspec: {maxUnavailable: 1, selector: {}}\n";
    assert!(answers(budget).is_empty());
}

#[test]
fn finalizers_without_a_domain_are_for_a_few_groups() {
    let groups = |kinds: BTreeSet<String>| -> BTreeSet<String> {
        kinds
            .into_iter()
            .map(|kind| kind.rsplit_once('/').map_or(String::new(), |(group, _)| group.to_owned()))
            .collect()
    };
    let plain: BTreeSet<String> =
        set("admissionregistration.k8s.io apiextensions.k8s.io apiregistration.k8s.io coordination.k8s.io node.k8s.io");
    let without = set(&format!("{WITHOUT} {GENERIC}"));
    let kept = accepting("finalizers: [keep]", "finalizers").into_iter().filter(|kind| !without.contains(kind));
    assert_eq!(groups(kept.collect()), plain);
    for standard in ["kubernetes", "orphan", "foregroundDeletion", "example.com/keep"] {
        let yaml = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, finalizers: [{standard}]}}\n");
        assert!(answers(&yaml).is_empty(), "{standard}");
    }
}

#[test]
fn templates_of_claims_have_labels_and_annotations() {
    let meta = definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").unwrap();
    let mut count = 0;
    for field in meta.fields(Version::new(36).unwrap()).map(|field| field.name()) {
        let value = match field {
            "labels" | "annotations" => "{a: b}",
            "managedFields" | "ownerReferences" => "[{}]",
            "finalizers" => "[a.b/c]",
            "generation" | "deletionGracePeriodSeconds" => "1",
            "creationTimestamp" | "deletionTimestamp" => "'2024-01-01T00:00:00Z'",
            _ => "a",
        };
        let yaml = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers: [{{name: a, image: a}}]\n  volumes:\n  - name: a\n    ephemeral:\n      volumeClaimTemplate:\n        metadata: {{{field}: {value}}}\n        spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
        );
        let refusal = format!("Forbidden spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.{field}");
        let expected = if ["labels", "annotations"].contains(&field) { vec![] } else { vec![refusal] };
        assert_eq!(answers(&yaml), expected, "{field}");
        count += 1;
    }
    assert!(count >= 15, "{count} fields");
}

#[test]
fn groups_of_other_servers_are_freer_with_names() {
    let refused = |group: &str| {
        let yaml = format!("apiVersion: {group}/v1\nkind: Some\nmetadata: {{name: 'web:latest'}}\n");
        let documents = parse(&yaml, &Limits::default());
        let resource = Resource::new(documents[0].root().unwrap());
        !check_custom_metadata(&resource, Version::new(36).unwrap()).is_empty()
    };
    // OpenShift's API server has one group for each of these.
    for of in "apps authorization build image oauth project quota route security template user".split(' ') {
        assert!(!refused(&format!("{of}.openshift.io")), "{of}");
    }
    for of in ["metrics.k8s.io", "custom.metrics.k8s.io", "external.metrics.k8s.io", "packages.operators.coreos.com"] {
        assert!(!refused(of), "{of}");
    }
    for of in ["example.com", "config.openshift.io", "operators.coreos.com", "stable.metrics.k8s.io"] {
        assert!(refused(of), "{of}");
    }
}

#[test]
fn owners_are_named_in_full() {
    for (given, lacking) in [
        ("apiVersion: v1, kind: Node, name: a", "uid"),
        ("apiVersion: v1, kind: Node, uid: a", "name"),
        ("apiVersion: v1, name: a, uid: a", "kind"),
        ("kind: Node, name: a, uid: a", "apiVersion"),
        ("apiVersion: apps/, kind: Node, name: a, uid: a", "apiVersion"),
    ] {
        let yaml = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, ownerReferences: [{{{given}}}]}}\n");
        assert_eq!(answers(&yaml), [format!("Invalid metadata.ownerReferences.{lacking}")], "{given}");
    }
}

#[test]
fn annotations_take_so_many_bytes() {
    let yaml = |bytes: usize| {
        let text = "x".repeat(bytes - 1);
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, annotations: {{a: {text}}}}}\n")
    };
    super::testing::edge(262_144, "TooLong metadata.annotations", yaml);
    // Of a prefix so much is kept that the name is short enough for a label.
    for (length, made) in [(57, 62), (58, 63), (59, 63), (80, 63)] {
        assert_eq!(super::meta::generated_name(&"a".repeat(length)).len(), made);
    }
}
