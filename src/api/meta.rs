//! An object's metadata: `apimachinery/pkg/api/validation/objectmeta.go`, `ValidateObjectMeta`, and what
//! `pkg/apis/core/validation` adds to it.
//!
//! Whether there is such a namespace is not asked: only whether there can be.

use super::cx::Cx;
use super::format::{NameFn, is_dns1123_label, is_qualified_name, name_is_path_segment};
use super::{corrected, labels, owners};
use crate::model::{ApiCause, Reason};
use crate::resource::Field;
use crate::schema;

/// Bytes that all annotations of an object may take together, keys and values.
const ANNOTATIONS_MAX: usize = 256 * 1024;
/// The server appends five letters to a generated name, of which it keeps 63 bytes in all.
const GENERATED_MAX: usize = 58;

/// Kinds whose create sets `metadata.generation` itself before it validates, and so never refuses one
/// (`PrepareForCreate` of each registry strategy).
const SETS_GENERATION: &[(&str, &str)] = &[
    ("", "Pod"),
    ("", "PodTemplate"),
    ("", "ReplicationController"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
    ("discovery.k8s.io", "EndpointSlice"),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
    ("networking.k8s.io", "Ingress"),
    ("networking.k8s.io", "IngressClass"),
    ("networking.k8s.io", "NetworkPolicy"),
    ("policy", "PodDisruptionBudget"),
    ("resource.k8s.io", "DeviceClass"),
    ("resource.k8s.io", "DeviceTaintRule"),
    ("resource.k8s.io", "ResourceSlice"),
    ("scheduling.k8s.io", "PriorityClass"),
];

/// Kinds that a create names itself where the manifest does not (`PrepareForCreate`), a prefix or not.
const NAMES_ITSELF: &[(&str, &str)] = &[("", "LimitRange")];

/// Groups that validate metadata by apimachinery alone, without the core group's rule for finalizers.
const PLAIN: &[&str] = &[
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
];

/// Validates `metadata` of the object under the kind's name function. `core` adds `ValidateObjectMeta` of
/// `pkg/apis/core/validation`, as most kinds have it.
pub(crate) fn object_meta(cx: &mut Cx<'_>, name: NameFn) {
    let meta = cx.root().at("metadata");
    names(cx, meta, name);
    namespace(cx, meta);
    common(cx, meta);
    if !PLAIN.contains(&cx.gvk.group) {
        for finalizer in meta.at("finalizers").items() {
            kube_finalizer(cx, finalizer);
        }
    }
}

/// What every create ends with (`rest.BeforeCreate`): the same with the loosest of names. It matters for kinds
/// whose own validation leaves metadata alone, and for those only where nothing else was wrong.
pub(crate) fn object_meta_generic(cx: &mut Cx<'_>) {
    let meta = cx.root().at("metadata");
    names(cx, meta, name_is_path_segment);
    namespace(cx, meta);
    common(cx, meta);
}

/// `ValidateObjectMetaAccessor`, as custom resources have it: their create sets the generation, and of finalizers
/// without a domain it only warns.
pub(super) fn custom_meta(cx: &mut Cx<'_>, name: NameFn) {
    let meta = cx.root().at("metadata");
    names(cx, meta, name);
    namespace(cx, meta);
    labels::labels(cx, meta.at("labels"));
    annotations(cx, meta.at("annotations"));
    owners::owner_references(cx, meta.at("ownerReferences"));
    finalizers(cx, meta.at("finalizers"));
}

/// `ValidateObjectMeta` of a resource within a resource (`validateEmbeddedResource`): it may be nameless, and be in a
/// namespace or not.
pub(super) fn embedded_meta<'a>(cx: &mut Cx<'a>, meta: Field<'a>) {
    for (part, prefix) in [("generateName", true), ("name", false)] {
        let f = meta.at(part);
        if !f.is_empty() {
            for detail in name_is_path_segment(f.str(), prefix) {
                cx.invalid_format(f, &detail);
            }
        }
    }
    let namespace = meta.at("namespace");
    if !namespace.is_empty() {
        for detail in is_dns1123_label(namespace.str()) {
            cx.invalid_format(namespace, &detail);
        }
    }
    common(cx, meta);
}

fn names<'a>(cx: &mut Cx<'a>, meta: Field<'a>, format: NameFn) {
    let (name, prefix) = (meta.at("name"), meta.at("generateName"));
    let optional = NAMES_ITSELF.contains(&(cx.gvk.group, cx.gvk.kind));
    if prefix.is_empty() {
        if name.is_empty() && !optional {
            cx.required(name, "name or generateName is required")
                .say("the object has no name")
                .help("add `name:` under `metadata:`");
            return;
        }
    } else {
        let wrong = format(prefix.str(), true);
        let generated = (name.is_empty() && !optional).then(|| generated_name(prefix.str()));
        // The server validates the name it made from the prefix as well, and lists both.
        let mut also: Vec<ApiCause> = Vec::new();
        if let Some(generated) = &generated {
            also.extend(format(generated, false).into_iter().map(|detail| {
                let detail = format!("Invalid value: {generated:?}: {detail}");
                ApiCause::refusal(Reason::Invalid, "metadata.name", detail)
            }));
        }
        for detail in wrong {
            cx.invalid_format(prefix, &detail).follows(also.drain(..));
        }
        let mut also = also.into_iter();
        if let Some(cause) = also.next() {
            // Sound as a prefix, but not as what becomes of it.
            cx.invalid(prefix, "makes no valid name").field("metadata.name").cause(cause).follows(also);
        }
    }
    if !name.is_empty() {
        for detail in format(name.str(), false) {
            cx.invalid_format(name, &detail);
        }
    }
}

/// A namespace that no cluster can have: nothing is created in it, whatever else is right. Of one that might exist nothing
/// is known here, and whose kind has none is not in any.
fn namespace<'a>(cx: &mut Cx<'a>, meta: Field<'a>) {
    let own = meta.at("namespace");
    let kind = schema::kind(cx.gvk.group, cx.gvk.version, cx.gvk.kind, cx.version);
    if own.is_empty() || kind.is_some_and(|kind| !kind.namespaced()) {
        return;
    }
    for detail in is_dns1123_label(own.str()) {
        let plain = corrected::plain(&detail);
        cx.invalid_format(own, &detail).say(format!("`{}` can be no namespace: its name {plain}", own.str()));
    }
}

/// `names.SimpleNameGenerator`
pub(super) fn generated_name(prefix: &str) -> String {
    let mut end = prefix.len().min(GENERATED_MAX);
    while !prefix.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}x4k2b", &prefix[..end])
}

/// `validateObjectMetaAccessorWithOptsCommon`
fn common<'a>(cx: &mut Cx<'a>, meta: Field<'a>) {
    let generation = meta.at("generation");
    if generation.int() < 0 && !SETS_GENERATION.contains(&(cx.gvk.group, cx.gvk.kind)) {
        cx.invalid(generation, "must be greater than or equal to 0");
    }
    labels::labels(cx, meta.at("labels"));
    annotations(cx, meta.at("annotations"));
    owners::owner_references(cx, meta.at("ownerReferences"));
    finalizers(cx, meta.at("finalizers"));
}

/// `ValidateAnnotations`, of objects and of pod templates.
pub(crate) fn annotations<'a>(cx: &mut Cx<'a>, annotations: Field<'a>) {
    let mut size = 0;
    for (key, value) in super::entries(annotations) {
        for detail in is_qualified_name(&key.scalar_text().to_lowercase()) {
            cx.invalid_key(annotations, key, &detail);
        }
        size += key.scalar_text().len() + value.str().len();
    }
    if size > ANNOTATIONS_MAX {
        cx.too_long(annotations, ANNOTATIONS_MAX)
            .say(format!("the annotations take {size} bytes, {ANNOTATIONS_MAX} are allowed"))
            .help("an annotation of a whole file belongs into a ConfigMap; `kubectl apply --server-side` keeps none");
    }
}

/// `ValidateFinalizers`
fn finalizers<'a>(cx: &mut Cx<'a>, finalizers: Field<'a>) {
    for item in finalizers.items() {
        for detail in is_qualified_name(item.str()) {
            cx.invalid_in(finalizers, item, &detail);
        }
    }
    let has = |name| finalizers.items().any(|f| f.str() == name);
    if has("orphan") && has("foregroundDeletion") {
        cx.invalid(finalizers, "finalizer foregroundDeletion and orphan cannot be both set");
    }
}

/// `validateKubeFinalizerName` of the core group.
fn kube_finalizer<'a>(cx: &mut Cx<'a>, finalizer: Field<'a>) {
    const STANDARD: &[&str] = &["kubernetes", "orphan", "foregroundDeletion"];
    if !finalizer.str().contains('/') && !STANDARD.contains(&finalizer.str()) {
        cx.invalid(finalizer, "name is neither a standard finalizer name nor is it fully qualified")
            .help("name it `your.domain/name`");
    }
}
