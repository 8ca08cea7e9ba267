//! Namespace: `ValidateNamespace`, and what the PodSecurity admission says of its labels.

use super::helpers::invalid_each_as;
use crate::api::Cx;
use crate::api::cx::{Earlier, offer};
use crate::api::format::{is_label_value, is_qualified_name};
use crate::model::{ApiCause, Reason};
use crate::schema::POD_SECURITY_LABEL;
use crate::schema::pod_security::{LEVELS, is_version};

const STANDARD: &[&str] = &["kubernetes", "orphan", "foregroundDeletion"];

/// The spec's finalizers, which the server reports without an index; then the labels.
pub(in crate::api) fn namespace(cx: &mut Cx<'_>) {
    name_as_label(cx);
    let finalizers = cx.root().at("spec").at("finalizers");
    let path = cx.path(finalizers);
    for finalizer in finalizers.items() {
        invalid_each_as(cx, finalizer, &path, is_qualified_name(finalizer.str()));
        if !finalizer.str().contains('/') && !STANDARD.contains(&finalizer.str()) {
            let detail = "name is neither a standard finalizer name nor is it fully qualified";
            cx.invalid_in(finalizers, finalizer, detail).help("name it `your.domain/name`");
        }
    }
    // Admission comes after validation.
    if cx.errors() == 0 {
        pod_security(cx);
    }
}

/// `SetDefaults_Namespace` puts the name into a label, where it is judged once more.
fn name_as_label(cx: &mut Cx<'_>) {
    let name = cx.root().at("metadata").at("name").str();
    for problem in is_label_value(name) {
        let detail = format!("Invalid value: {name:?}: {problem}");
        let label = ApiCause::refusal(Reason::Invalid, "metadata.labels", detail);
        cx.follow(Earlier::At("metadata.name"), |_| vec![label.clone()]);
    }
}

/// `PolicyToEvaluate` of pod-security-admission: levels and versions of the three modes.
fn pod_security(cx: &mut Cx<'_>) {
    let labels = cx.root().at("metadata").at("labels");
    for mode in ["enforce", "audit", "warn"] {
        if let Some(level) = labels.key(&format!("pod-security.kubernetes.io/{mode}"))
            && !LEVELS.contains(&level.str())
        {
            let said = format!("`{}` is no pod security level", level.str());
            let detail = "must be one of privileged, baseline, restricted";
            offer(cx.invalid_by(&POD_SECURITY_LABEL, level, detail), level, LEVELS).say(said);
        }
        if let Some(version) = labels.key(&format!("pod-security.kubernetes.io/{mode}-version"))
            && !is_version(version.str())
        {
            cx.invalid_by(&POD_SECURITY_LABEL, version, "must be \"latest\" or \"v1.x\"")
                .say(format!("`{}` is no version of the pod security standards", version.str()))
                .help("write `latest`, or a minor version such as `v1.36`");
        }
    }
}
