//! What `kubectl` takes for a kind: the plural of its URLs, and a short name.

use super::best;
use crate::model::Version;
use crate::schema::tables::{self, Kind};

/// The short names, each with its group and kind (`ShortNames` below `pkg/registry`, Kubernetes 1.36; of
/// `CustomResourceDefinition` in `apiextensions-apiserver`), of those that can be created.
static SHORT_NAMES: &[(&str, &str, &str)] = &[
    ("cj", "batch", "CronJob"),
    ("cm", "", "ConfigMap"),
    ("crd", "apiextensions.k8s.io", "CustomResourceDefinition"),
    ("crds", "apiextensions.k8s.io", "CustomResourceDefinition"),
    ("csr", "certificates.k8s.io", "CertificateSigningRequest"),
    ("deploy", "apps", "Deployment"),
    ("ds", "apps", "DaemonSet"),
    ("ep", "", "Endpoints"),
    ("ev", "", "Event"),
    ("hpa", "autoscaling", "HorizontalPodAutoscaler"),
    ("ing", "networking.k8s.io", "Ingress"),
    ("ip", "networking.k8s.io", "IPAddress"),
    ("limits", "", "LimitRange"),
    ("netpol", "networking.k8s.io", "NetworkPolicy"),
    ("no", "", "Node"),
    ("ns", "", "Namespace"),
    ("pc", "scheduling.k8s.io", "PriorityClass"),
    ("pdb", "policy", "PodDisruptionBudget"),
    ("po", "", "Pod"),
    ("pv", "", "PersistentVolume"),
    ("pvc", "", "PersistentVolumeClaim"),
    ("quota", "", "ResourceQuota"),
    ("rc", "", "ReplicationController"),
    ("rs", "apps", "ReplicaSet"),
    ("sa", "", "ServiceAccount"),
    ("sc", "storage.k8s.io", "StorageClass"),
    ("sts", "apps", "StatefulSet"),
    ("svc", "", "Service"),
    ("vac", "storage.k8s.io", "VolumeAttributesClass"),
];

/// The kind that `kubectl` would take a name for, in the version of it that a manifest should use.
pub(super) fn find(name: &str, version: Version) -> Option<Kind> {
    let name = name.to_lowercase();
    let short = SHORT_NAMES.iter().find(|(short, ..)| *short == name);
    let (group, kind) = match short {
        Some((_, group, kind)) => (*group, *kind),
        None => {
            let plural = |k: &Kind| k.resource() == name && k.served_by_default(version);
            let gvk = tables::kinds().find(plural)?.gvk();
            (gvk.group, gvk.kind)
        }
    };
    best(tables::kinds_named(kind).filter(|k| k.gvk().group == group), group, version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_name_is_of_a_kind() {
        for (short, group, kind) in SHORT_NAMES {
            let found = find(short, Version::NEWEST).map(Kind::gvk);
            assert!(found.is_some_and(|gvk| gvk.group == *group && gvk.kind == *kind), "{short}: {found:?}");
        }
        assert!(SHORT_NAMES.is_sorted());
    }

    #[test]
    fn plurals_are_known_too() {
        let found = |name: &str| find(name, Version::NEWEST).map(|k| k.gvk().to_string());
        assert_eq!(found("deployments").as_deref(), Some("apps/v1 Deployment"));
        assert_eq!(found("Ingresses").as_deref(), Some("networking.k8s.io/v1 Ingress"));
        assert_eq!(found("networkpolicies").as_deref(), Some("networking.k8s.io/v1 NetworkPolicy"));
        assert_eq!(found("ostriches"), None);
    }
}
