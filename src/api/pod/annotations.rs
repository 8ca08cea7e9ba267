//! Annotations that mean something to pods: `ValidatePodSpecificAnnotations` and the profiles' old spellings.

use hashbrown::HashSet;

use super::Pod;
use crate::api::cx::{Cx, Spelling};
use crate::api::entries;
use crate::api::volume::local_path_problems;
use crate::resource::Field;

const MIRROR: &str = "kubernetes.io/config.mirror";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
pub(super) const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
pub(super) const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
pub(super) const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Whether the kubelet made it of a file of its own (`MirrorPodAnnotationKey`).
pub(super) fn is_mirror(pod: &Pod<'_>) -> bool {
    pod.annotation(MIRROR).is_some()
}

/// `ValidatePodSpecificAnnotations`
pub(super) fn annotations<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let map = pod.meta.at("annotations");
    if let Some(mirror) = pod.annotation(MIRROR)
        && pod.spec.at("nodeName").is_empty()
    {
        cx.invalid(mirror, "must set spec.nodeName if mirror pod annotation is set");
    }
    if let Some(tolerations) = pod.annotation(TOLERATIONS).filter(|f| !f.is_empty()) {
        tolerations_annotation(cx, map, tolerations);
    }
    if let Some(cost) = pod.annotation(DELETION_COST)
        && !is_cost(cost.str())
    {
        cx.invalid(cost, "must be a 32bit integer").say(format!("`{}` is no whole number", cost.str()));
    }
    let containers: HashSet<&str> = pod.all_containers().map(|container| container.at("name").str()).collect();
    for (key, value) in entries(map) {
        let name = key.scalar_text();
        if name == SECCOMP_POD || name.starts_with(SECCOMP_CONTAINER) {
            seccomp(cx, map, name, value);
        }
        if let Some(container) = name.strip_prefix(APPARMOR) {
            if !containers.contains(container) {
                cx.invalid(value, "container not found")
                    .label_at(key.span())
                    .say(format!("the pod has no container `{container}`"));
            }
            let profile = value.str();
            let known = ["", "runtime/default", "unconfined"].contains(&profile) || profile.starts_with("localhost/");
            if !known {
                cx.invalid(value, format!("invalid AppArmor profile name: {profile:?}"));
            }
        }
    }
}

/// `helper.GetDeletionCostFromPodAnnotations`
fn is_cost(text: &str) -> bool {
    let first = text.starts_with('-') || text == "0" || text.starts_with(|c: char| ('1'..='9').contains(&c));
    first && text.parse::<i32>().is_ok()
}

/// `ValidateTolerationsInPodAnnotations`: a list of tolerations as JSON, in an annotation that nothing reads any more.
fn tolerations_annotation<'a>(cx: &mut Cx<'a>, map: Field<'a>, value: Field<'a>) {
    let parsed: Result<Vec<serde_json::Map<String, serde_json::Value>>, _> = serde_json::from_str(value.str());
    if let Err(error) = parsed {
        let path = cx.path(map);
        cx.invalid(value, error.to_string()).field(path).say("this is no JSON list of tolerations");
    }
}

/// `ValidateSeccompProfile`
fn seccomp<'a>(cx: &mut Cx<'a>, map: Field<'a>, key: &str, value: Field<'a>) {
    let wrong = match value.str() {
        "runtime/default" | "docker/default" | "unconfined" => return,
        profile => match profile.strip_prefix("localhost/") {
            Some(path) => local_path_problems(path).into_iter().take(1).collect(),
            None => vec!["must be a valid seccomp profile"],
        },
    };
    let path = format!("{}.{key}", cx.path(map));
    for detail in wrong {
        cx.invalid(value, detail).field(path.clone());
    }
}

/// `validateSeccompAnnotationsAndFields` and `validateAppArmorAnnotationsAndFieldsMatchOnCreate`
pub(super) fn profiles_agree<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let whole = pod.spec.at("securityContext");
    if let Some(annotation) = pod.annotation(SECCOMP_POD) {
        agree(cx, annotation, whole.at("seccompProfile"), "seccomp");
    }
    for container in pod.all_containers() {
        let name = container.at("name").str();
        if let Some(annotation) = pod.annotation(&format!("{SECCOMP_CONTAINER}{name}")) {
            agree(cx, annotation, container.at("securityContext").at("seccompProfile"), "seccomp");
        }
        if pod.is_windows() {
            continue;
        }
        let own = container.at("securityContext").at("appArmorProfile");
        // Only a pod's own annotations are turned into fields before they are compared.
        let synced = pod.is_pod && !own.exists();
        if let Some(annotation) = pod.annotation(&format!("{APPARMOR}{name}"))
            && !(synced && is_apparmor(annotation.str()))
        {
            let profile = if own.exists() { own } else { whole.at("appArmorProfile") };
            cx.spelled(Spelling::moved(profile, own), |cx| agree(cx, annotation, profile, "apparmor"));
        }
    }
}

/// `ApparmorFieldForAnnotation`: whether the annotation can be turned into a field.
pub(super) fn is_apparmor(annotation: &str) -> bool {
    matches!(annotation, "unconfined" | "runtime/default")
        || annotation.strip_prefix("localhost/").is_some_and(|rest| !rest.is_empty() && rest.trim() == rest)
}

/// `validateSeccompAnnotationsAndFieldsMatch`, and its sibling for AppArmor
fn agree<'a>(cx: &mut Cx<'a>, annotation: Field<'a>, profile: Field<'a>, what: &str) {
    if !profile.exists() {
        return;
    }
    let (text, local) = (annotation.str(), profile.at("localhostProfile"));
    let same_kind = match profile.at("type").str() {
        "Unconfined" => text == "unconfined",
        "RuntimeDefault" => text == "runtime/default" || (what == "seccomp" && text == "docker/default"),
        "Localhost" => text.starts_with("localhost/"),
        _ => return,
    };
    if !same_kind {
        cx.forbidden(profile.at("type"), &format!("{what} type in annotation and field must match"))
            .relate(annotation.span(), "the annotation says otherwise");
    } else if let Some(path) = text.strip_prefix("localhost/")
        && local.opt_str() != Some(path)
    {
        cx.forbidden(local, &format!("{what} profile in annotation and field must match"))
            .relate(annotation.span(), "the annotation says otherwise");
    }
}
