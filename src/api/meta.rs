//! An object's metadata: `apimachinery/pkg/api/validation/objectmeta.go`, `ValidateObjectMeta`, and what
//! `pkg/apis/core/validation` adds to it.
//!
//! Whether there is such a namespace is not asked: only whether there can be.

use super::cx::Cx;
use super::format::{NameFn, is_dns1123_label, is_qualified_name, name_is_path_segment};
use super::{corrected, labels};
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
    owner_references(cx, meta.at("ownerReferences"));
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
    owner_references(cx, meta.at("ownerReferences"));
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

/// `ValidateOwnerReferences`: the server gives these without an index.
fn owner_references<'a>(cx: &mut Cx<'a>, references: Field<'a>) {
    const PARTS: &[(&str, &str)] = &[
        ("apiVersion", "version must not be empty"),
        ("kind", "must not be empty"),
        ("name", "must not be empty"),
        ("uid", "must not be empty"),
    ];
    if !references.exists() {
        return;
    }
    let base = cx.path(references);
    let mut controller: Option<String> = None;
    let (kept, _) = distinct(references);
    for reference in kept {
        for (part, detail) in PARTS {
            let f = reference.at(part);
            let empty = match *part {
                "apiVersion" => !has_version(f.str()),
                _ => f.str().is_empty(),
            };
            if empty {
                let path = format!("{base}.{part}");
                cx.invalid(f, detail)
                    .field(path)
                    .say(format!("an owner reference needs `{part}`"))
                    .help("owner references are written by controllers; a manifest seldom needs any");
            }
        }
        if (reference.at("apiVersion").str(), reference.at("kind").str()) == ("v1", "Event") {
            cx.invalid(reference, "/v1, Kind=Event is disallowed from being an owner").field(base.clone());
        }
        if reference.at("controller").bool() {
            let this = format!("{}/{}", reference.at("kind").str(), reference.at("name").str());
            match &controller {
                None => controller = Some(this),
                Some(first) => {
                    let detail = format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {this}"
                    );
                    cx.invalid(references, &detail)
                        .say(format!("only one owner can be the controller; {first} and {this} both are"))
                        .label_at(reference.at("controller").span());
                }
            }
        }
    }
}

/// The owners, each once, and those that repeat one before them (`dedupOwnerReferences`).
fn distinct<'a>(references: Field<'a>) -> (Vec<Field<'a>>, Vec<Field<'a>>) {
    let same = |a: &Field<'a>, b: Field<'a>| {
        let texts = ["apiVersion", "kind", "name", "uid"].iter().all(|part| a.at(part).str() == b.at(part).str());
        texts && ["controller", "blockOwnerDeletion"].iter().all(|part| a.at(part).opt_bool() == b.at(part).opt_bool())
    };
    let (mut kept, mut repeated): (Vec<Field<'a>>, Vec<Field<'a>>) = (Vec::new(), Vec::new());
    for reference in references.items() {
        if kept.iter().any(|other| same(other, reference)) {
            repeated.push(reference);
        } else {
            kept.push(reference);
        }
    }
    (kept, repeated)
}

/// The warning about owners given twice, which comes before validation and so even with refusals.
pub(super) fn duplicate_owners(cx: &mut Cx<'_>) {
    let (_, repeated) = distinct(cx.root().at("metadata").at("ownerReferences"));
    let Some(first) = repeated.first() else { return };
    let uids = repeated.iter().map(|reference| reference.at("uid").str()).collect::<Vec<_>>().join(", ");
    cx.warn(
        *first,
        format!(
            ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may \
             reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {uids}"
        ),
    )
    .say("this owner is given twice");
}

/// Whether `schema.FromAPIVersionAndKind` finds a version.
fn has_version(api_version: &str) -> bool {
    match api_version.split_once('/') {
        None => !api_version.is_empty(),
        Some((_, version)) => !version.is_empty() && !version.contains('/'),
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
