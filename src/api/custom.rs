//! Metadata of custom resources: `apiextensions-apiserver/pkg/registry/customresource`.

use super::cx::{Cx, Spelling};
use super::{format, meta};
use crate::model::{Finding, Gvk, Severity, Version};
use crate::resource::{Field, Resource};
use crate::schema::{DUPLICATE_FIELD, UNKNOWN_FIELD};
use crate::source::Node;

/// Custom resources have no kind in the tables.
const CUSTOM: Gvk = Gvk { group: "", version: "", kind: "" };

/// Finalizers that need no domain.
const STANDARD: &[&str] = &["orphan", "foregroundDeletion", "kubernetes"];

/// Groups that API servers of their own serve rather than definitions: those are freer with names, of which all must be fit
/// for a URL. OpenShift's, where an image's tag is `web:latest` and a role `system:admin`; what the resource metrics
/// and the operators' catalogue have.
const AGGREGATED: &[&str] = &[
    "apps.openshift.io",
    "authorization.openshift.io",
    "build.openshift.io",
    "custom.metrics.k8s.io",
    "external.metrics.k8s.io",
    "image.openshift.io",
    "metrics.k8s.io",
    "oauth.openshift.io",
    "packages.operators.coreos.com",
    "project.openshift.io",
    "quota.openshift.io",
    "route.openshift.io",
    "security.openshift.io",
    "template.openshift.io",
    "user.openshift.io",
];

/// What the server refuses in the metadata of a custom resource. (A create sets the generation itself.)
pub fn check_custom_metadata<'a>(resource: &'a Resource<'a>, version: Version) -> Vec<Finding> {
    let mut cx = Cx::of_part(resource, CUSTOM, version);
    let aggregated = AGGREGATED.contains(&resource.group());
    let name = if aggregated { format::name_is_path_segment } else { format::name_is_dns_subdomain };
    meta::custom_meta(&mut cx, name);
    cx.finish()
}

/// What the server refuses in the `metadata` of a resource within a custom resource, which stand at `path`.
pub fn check_embedded_metadata<'a>(
    resource: &'a Resource<'a>,
    metadata: Node<'a>,
    path: &str,
    version: Version,
) -> Vec<Finding> {
    let mut cx = Cx::of_part(resource, CUSTOM, version);
    let field = Field::root(metadata);
    let spelling = Spelling::Below { from: field, to: None, more: path.to_owned() };
    cx.spelled(spelling, |cx| meta::embedded_meta(cx, field));
    cx.finish()
}

/// What the server warns of when it accepts a custom resource (`generateWarningsFromObj`).
pub fn warn_custom_metadata<'a>(resource: &'a Resource<'a>, version: Version) -> Vec<Finding> {
    let mut cx = Cx::of_part(resource, CUSTOM, version);
    let mut finalizers: Vec<_> = cx.root().at("metadata").at("finalizers").items().collect();
    finalizers.sort_by_key(|f| f.str());
    finalizers.dedup_by_key(|f| f.str());
    for finalizer in finalizers {
        let name = finalizer.str();
        for detail in format::is_qualified_name(name) {
            cx.warn(finalizer, format!("metadata.finalizers: {name:?}: {detail}"));
        }
        if name.contains('/') || STANDARD.contains(&name) {
            continue;
        }
        let path = if name.contains('.') { "including a path (/) " } else { "" };
        cx.warn(
            finalizer,
            format!(
                "metadata.finalizers: {name:?}: prefer a domain-qualified finalizer name {path}to avoid accidental \
                 conflicts with other finalizer writers"
            ),
        )
        .say(format!("`{name}` is no name of a domain with a path, and another controller may use it as well"))
        .help("name it `your.domain/name`");
    }
    cx.finish()
}

/// What the server warns of because a version is deprecated.
pub fn warn_custom_deprecation<'a>(resource: &'a Resource<'a>, version: Version, text: &str) -> Vec<Finding> {
    let mut cx = Cx::of_part(resource, CUSTOM, version);
    let at = cx.root().at("apiVersion");
    cx.warn(at, text);
    cx.finish()
}

/// Whether what was found keeps the server from accepting the object, unknown and doubled fields aside: of those it
/// only warns where it is not strict.
pub fn is_refused(findings: &[Finding]) -> bool {
    let lenient = |f: &Finding| *f.rule == UNKNOWN_FIELD || *f.rule == DUPLICATE_FIELD;
    findings.iter().any(|f| f.severity == Severity::Error && !lenient(f))
}
