//! What the server does not let change of an object that is there (`ValidateUpdate` of each kind).

use crate::resource::Field;
use crate::source::{Document, Draft, json};

/// Fields of a StatefulSet's `spec` that may change (`ValidateStatefulSetUpdate`).
const OF_SETS: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];

const SETS: &str = "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', \
                    'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are \
                    forbidden";

const PODS: &str = "spec: Forbidden: pod updates may not change fields other than \
                    `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` \
                    (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it \
                    was previously negative)";

/// Fields of a pod template that a suspended Job may change (`validatePodTemplateUpdate`).
const SCHEDULING: [&str; 4] = ["nodeSelector", "affinity", "tolerations", "schedulingGates"];

/// What the server says of the change, where it does not take it.
pub(super) fn forbidden(kind: &str, before: &Draft, after: &Draft) -> Option<String> {
    let name = after.at(&["metadata", "name"]).and_then(Draft::as_text).unwrap_or_default();
    let why = match kind {
        "StatefulSet" => sets(before, after),
        "Deployment" | "DaemonSet" | "ReplicaSet" => immutable(before, after, &["spec", "selector"]),
        "Job" => job(before, after),
        "Pod" => pod(before, after),
        _ => None,
    }?;
    Some(format!("The {kind} \"{name}\" is invalid: {why}"))
}

fn sets(before: &Draft, after: &Draft) -> Option<String> {
    let rest = |draft: &Draft| {
        let mut spec = draft.get("spec").cloned().unwrap_or_else(Draft::map);
        OF_SETS.iter().for_each(|key| drop(spec.remove(key)));
        spec
    };
    (rest(before) != rest(after)).then(|| SETS.to_owned())
}

fn immutable(before: &Draft, after: &Draft, path: &[&str]) -> Option<String> {
    let (old, new) = (before.at(path), after.at(path));
    let text = |value: &Draft| json(&value.document(&Document::default()));
    (old != new).then(|| {
        let value = new.map_or_else(|| "null".to_owned(), text);
        format!("{}: Invalid value: {value}: field is immutable", path.join("."))
    })
}

fn job(before: &Draft, after: &Draft) -> Option<String> {
    let suspended = before.at(&["spec", "suspend"]).and_then(Draft::as_text) == Some("true");
    let template = |draft: &Draft| {
        let mut template = draft.at(&["spec", "template"]).cloned().unwrap_or_else(Draft::map);
        if suspended {
            template.remove("metadata");
            let spec = template.at_mut(&["spec"]);
            SCHEDULING.iter().for_each(|key| drop(spec.remove(key)));
        }
        template
    };
    if template(before) != template(after) {
        return immutable(before, after, &["spec", "template"]);
    }
    immutable(before, after, &["spec", "selector"]).or_else(|| immutable(before, after, &["spec", "completionMode"]))
}

fn pod(before: &Draft, after: &Draft) -> Option<String> {
    let gated = before.at(&["spec", "schedulingGates"]).and_then(Draft::items).is_some_and(|gates| !gates.is_empty());
    let rest = |draft: &Draft| {
        let mut spec = draft.get("spec").cloned().unwrap_or_else(Draft::map);
        for list in ["containers", "initContainers"] {
            for container in spec.get_mut(list).and_then(Draft::items_mut).into_iter().flatten() {
                container.remove("image");
            }
        }
        for key in ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"] {
            spec.remove(key);
        }
        if gated {
            spec.remove("nodeSelector");
            spec.remove("affinity");
        }
        spec
    };
    let list = |draft: &Draft, key: &str| draft.at(&["spec", key]).and_then(Draft::items).unwrap_or_default().to_vec();
    let is_in = |all: &[Draft], some: &[Draft]| some.iter().all(|item| all.contains(item));
    if rest(before) != rest(after) || !is_in(&list(after, "tolerations"), &list(before, "tolerations")) {
        return Some(PODS.to_owned());
    }
    let (old, new) = (list(before, "schedulingGates"), list(after, "schedulingGates"));
    let added = new.iter().any(|gate| !old.contains(gate));
    added.then(|| "spec.schedulingGates: Forbidden: only deletion is allowed, but found new scheduling gate".to_owned())
}

/// Whether a Deployment is paused.
pub(super) fn is_paused(object: Field<'_>) -> bool {
    object.at("spec").at("paused").bool()
}
