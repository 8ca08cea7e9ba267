//! `warningsForPersistentVolumeSpecAndMeta` of `pkg/api/persistentvolume/util.go`.

use crate::api::Cx;
use crate::api::core::helpers::annotation;
use crate::api::core::node_selector::deprecated_node_label;
use crate::resource::Field;

/// Annotation, message, and the version since which the server warns.
const ANNOTATIONS: &[(&str, &str)] = &[
    ("volume.beta.kubernetes.io/storage-class", "deprecated since v1.8; use \"storageClassName\" attribute instead"),
    ("volume.beta.kubernetes.io/mount-options", "deprecated since v1.31; use \"mountOptions\" attribute instead"),
];

/// Volume plugins on their way out: field, the server's spelling, message, minor version that warns first.
const PLUGINS: &[(&str, &str, &str, u8)] = &[
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+", 28),
    ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+", 24),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+", 24),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+", 24),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+", 25),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+", 28),
];

/// All of them.
pub(super) fn warn<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for (key, message) in ANNOTATIONS {
        if let Some(f) = annotation(cx, key) {
            cx.warn(f, format!("metadata.annotations[{key}]: {message}"));
        }
    }
    let policy = spec.at("persistentVolumeReclaimPolicy");
    if policy.str() == "Recycle" {
        let text = "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.";
        cx.warn(policy, text).say("the `Recycle` reclaim policy is deprecated").help("use `Retain` or `Delete`");
    }
    let terms = spec.at("nodeAffinity").at("required").at("nodeSelectorTerms");
    for (i, term) in terms.items().enumerate() {
        for (j, expression) in term.at("matchExpressions").items().enumerate() {
            let key = expression.at("key");
            if let Some(message) = deprecated_node_label(key.str()) {
                let path = format!("spec.nodeAffinity.required.nodeSelectorTerms[{i}].matchExpressions[{j}].key");
                cx.warn(key, format!("{path}: {} is {message}", key.str()));
            }
        }
    }
    for (source, spelled, message, since) in PLUGINS {
        if spec.at(source).exists() && cx.version.at_least(*since) {
            cx.warn(spec.at(source), format!("spec.{spelled}: {message}"))
                .say(format!("volumes of type `{source}` do not work any more ({message})"));
        }
    }
}
