//! When versions of the API were deprecated and removed, and what replaces them.
//!
//! The facts are `schemas/facts/lifecycle.tsv`, as each release has them: a later one may deprecate a version earlier or
//! later than it was announced, or come to name what replaces it.

use std::fmt::Write as _;

use super::tables::{self, Life};
use crate::model::Version;

impl Life {
    /// The replacement's `apiVersion` and kind.
    pub(crate) fn replaced_by(self) -> Option<(&'static str, &'static str)> {
        self.replacement().split_once(' ')
    }

    /// Whether `target` no longer serves it.
    pub(crate) fn is_over(self, target: Version) -> bool {
        self.removed() > 0 && u16::from(target.minor()) >= self.removed()
    }

    /// The warning that the server sends from the deprecating version on
    /// (`apiserver/pkg/endpoints/deprecation`, `WarningMessage`).
    pub(crate) fn warning(self, target: Version) -> Option<String> {
        if u16::from(target.minor()) < self.deprecated().max(self.since()) {
            return None;
        }
        let (group, version, kind) = (self.group(), self.version(), self.kind());
        let slash = if group.is_empty() { "" } else { "/" };
        let mut text = format!("{group}{slash}{version} {kind} is deprecated in v1.{}+", self.deprecated());
        if self.removed() > 0 {
            let _ = write!(text, ", unavailable in v1.{}+", self.removed());
        }
        if !self.replacement().is_empty() {
            let _ = write!(text, "; use {}", self.replacement());
        }
        Some(text)
    }
}

/// What `target` says of it, or where it does not know it any more or not yet, who knew it last or will know it first.
pub(crate) fn find(group: &str, version: &str, kind: &str, target: Version) -> Option<Life> {
    let mut lives = tables::lives(group, version, kind);
    let first = lives.next()?;
    Some(lives.take_while(|l| l.since() <= u16::from(target.minor())).last().unwrap_or(first))
}

/// What else must change with the API version, for a person to read.
pub(crate) fn moved(group: &str, version: &str, kind: &str) -> Option<&'static str> {
    let same = |row: &&Moved| row.group == group && row.kind == kind && row.versions.contains(&version);
    MOVED.iter().find(same).map(|row| row.what)
}

/// Whether what else changes with the API version is how the body is written, and not what it means.
pub(crate) fn is_only_spelled_otherwise(group: &str, version: &str, kind: &str) -> bool {
    moved(group, version, kind).is_none_or(|what| SPELLED.contains(&what))
}

/// Whether it is asked for only since the kind left its older versions, and only a person can give it: of an object of such a
/// version that is no mistake of its own.
pub(crate) fn is_asked_since(group: &str, kind: &str, field: &str) -> bool {
    let name = field.rsplit('.').next().unwrap_or_default();
    ASKED.iter().any(|(of, kinds, names)| *of == group && kinds.contains(&kind) && names.contains(&name))
}

/// Group and kinds, and what their first stable version asks for: the deprecation guide.
const ASKED: &[(&str, &[&str], &[&str])] = &[
    (
        "admissionregistration.k8s.io",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        &["sideEffects", "admissionReviewVersions"],
    ),
    ("certificates.k8s.io", &["CertificateSigningRequest"], &["signerName", "usages"]),
    ("events.k8s.io", &["Event"], &["eventTime", "reportingController", "reportingInstance", "action"]),
];

/// What a person must change beside the API version, coming from versions that had what it speaks of.
struct Moved {
    group: &'static str,
    versions: &'static [&'static str],
    kind: &'static str,
    what: &'static str,
}

const fn moved_from(
    group: &'static str,
    versions: &'static [&'static str],
    kind: &'static str,
    what: &'static str,
) -> Moved {
    Moved { group, versions, kind, what }
}

const BACKENDS: &str = "`serviceName` and `servicePort` of each backend are now `service.name` and `service.port.number` \
                        (or `service.port.name`), `spec.backend` is `spec.defaultBackend`, and every path needs a \
                        `pathType`";
const SELECTOR: &str = "`spec.selector` is required now and must match the template's labels";
const NO_ROLLBACK: &str = "`spec.selector` is required now and must match the template's labels; `rollbackTo` is gone; \
                           unless given, `progressDeadlineSeconds` is 600 and `revisionHistoryLimit` is 10 now";
const ROLLING: &str = "`spec.selector` is required now and must match the template's labels; `updateStrategy` is \
                       `RollingUpdate` unless given, and was `OnDelete`";
const HOOKS: &str = "`sideEffects` and `admissionReviewVersions` are required now; `failurePolicy` is `Fail` unless given, \
                     and was `Ignore`";
const SUBJECTS: &str = "`apiVersion` of each subject is now `apiGroup`, without the version";
const GROUPS: &str = "`spec.group` is now `spec.groups`";
/// Of what is said of a version's successor, what is a matter of spelling.
const SPELLED: &[&str] = &[BACKENDS, GROUPS, SUBJECTS];

const POD_SECURITY: &str = "label namespaces with `pod-security.kubernetes.io/enforce` instead";

const MOVED: &[Moved] = &[
    moved_from("networking.k8s.io", &["v1beta1"], "Ingress", BACKENDS),
    moved_from("extensions", &["v1beta1"], "Ingress", BACKENDS),
    moved_from(
        "autoscaling",
        &["v2beta1"],
        "HorizontalPodAutoscaler",
        "`targetAverageUtilization` is now `target: {type: Utilization, averageUtilization: …}` and \
         `targetAverageValue` is `target: {type: AverageValue, averageValue: …}`; `metricName` is `metric.name`, and the \
         `target` of an object is `describedObject`",
    ),
    moved_from(
        "apiextensions.k8s.io",
        &["v1beta1"],
        "CustomResourceDefinition",
        "`spec.version` is now a list `spec.versions`; `validation`, `subresources` and `additionalPrinterColumns` stand \
         in each of them, and every one needs a `schema`",
    ),
    moved_from(
        "discovery.k8s.io",
        &["v1beta1"],
        "EndpointSlice",
        "an endpoint's `topology` is now `nodeName` and `zone`, and the rest of it cannot be written any more",
    ),
    moved_from(
        "flowcontrol.apiserver.k8s.io",
        &["v1alpha1", "v1beta1", "v1beta2"],
        "PriorityLevelConfiguration",
        "`assuredConcurrencyShares` is now `nominalConcurrencyShares`",
    ),
    moved_from("admissionregistration.k8s.io", &["v1beta1"], "MutatingWebhookConfiguration", HOOKS),
    moved_from("admissionregistration.k8s.io", &["v1beta1"], "ValidatingWebhookConfiguration", HOOKS),
    moved_from(
        "certificates.k8s.io",
        &["v1beta1"],
        "CertificateSigningRequest",
        "`signerName` and `usages` are required now",
    ),
    moved_from(
        "events.k8s.io",
        &["v1beta1"],
        "Event",
        "`eventTime`, `reportingController`, `reportingInstance` and `action` are required now",
    ),
    moved_from("policy", &["v1beta1"], "PodSecurityPolicy", POD_SECURITY),
    moved_from("extensions", &["v1beta1"], "PodSecurityPolicy", POD_SECURITY),
    moved_from("extensions", &["v1beta1"], "Deployment", NO_ROLLBACK),
    moved_from(
        "extensions",
        &["v1beta1"],
        "DaemonSet",
        "`spec.selector` is required now and must match the template's labels; `templateGeneration` is gone; \
         `updateStrategy` is `RollingUpdate` unless given, and was `OnDelete`",
    ),
    moved_from("extensions", &["v1beta1"], "ReplicaSet", SELECTOR),
    moved_from("apps", &["v1beta1"], "Deployment", NO_ROLLBACK),
    moved_from("apps", &["v1beta1"], "StatefulSet", ROLLING),
    moved_from(
        "policy",
        &["v1beta1"],
        "PodDisruptionBudget",
        "an empty `selector` takes every pod of the namespace now, and took none before",
    ),
    moved_from("rbac.authorization.k8s.io", &["v1alpha1"], "RoleBinding", SUBJECTS),
    moved_from("rbac.authorization.k8s.io", &["v1alpha1"], "ClusterRoleBinding", SUBJECTS),
    moved_from("authorization.k8s.io", &["v1beta1"], "SubjectAccessReview", GROUPS),
    moved_from("authorization.k8s.io", &["v1beta1"], "LocalSubjectAccessReview", GROUPS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removals_agree_with_what_the_versions_know() {
        for life in tables::all_lives().filter(|l| l.removed() > 0) {
            for version in Version::all() {
                let known = tables::kind(life.group(), life.version(), life.kind(), version).is_some();
                let said = find(life.group(), life.version(), life.kind(), version).unwrap();
                assert!(!(known && said.is_over(version)), "{} is still there in {version}", life.kind());
            }
        }
    }

    #[test]
    fn warnings_read_as_the_servers() {
        let warning = |group, version, kind, minor| {
            let target = Version::new(minor)?;
            find(group, version, kind, target)?.warning(target)
        };
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

    #[test]
    fn no_version_is_told_of_fields_it_never_had() {
        let of = |version| moved("autoscaling", version, "HorizontalPodAutoscaler");
        assert!(of("v2beta1").is_some() && of("v2beta2").is_none());
        assert!(moved("flowcontrol.apiserver.k8s.io", "v1beta3", "PriorityLevelConfiguration").is_none());
        for row in MOVED {
            for version in row.versions {
                assert!(tables::lives(row.group, version, row.kind).next().is_some(), "{} {version}", row.kind);
            }
        }
    }

    #[test]
    fn each_release_says_its_own() {
        let said = |version, kind, minor| {
            let life = find("flowcontrol.apiserver.k8s.io", version, kind, Version::new(minor).unwrap()).unwrap();
            (life.deprecated(), life.replacement())
        };
        assert_eq!(said("v1beta1", "FlowSchema", 24), (23, "flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema"));
        assert_eq!(said("v1beta1", "FlowSchema", 30), (23, "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema"));
        assert_eq!(said("v1beta3", "FlowSchema", 26), (29, ""));
        assert_eq!(said("v1beta3", "FlowSchema", 29), (29, "flowcontrol.apiserver.k8s.io/v1 FlowSchema"));
        let request = |minor| find("certificates.k8s.io", "v1beta1", "PodCertificateRequest", Version::new(minor)?);
        assert_eq!(request(36).map(|l| l.deprecated()), Some(38));
        assert_eq!(request(37).map(|l| l.deprecated()), Some(37));
    }
}
