//! Kinds of which a field or two have another name or place.

use super::Rewrite;
use super::draft::{List, Map, Member, Value};

const HOSTNAME: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

/// EndpointSlice: the topology of an endpoint has fields of its own, and the rest of it cannot be written any more.
pub(super) fn endpoint_slice<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    for endpoint in object.maps("endpoints") {
        let Some(at) = endpoint.at("topology") else { continue };
        let now = "is now `nodeName` and `zone`; the rest of it cannot be written any more";
        let Some(mut topology) = rewrite.take("discovery.k8s.io/v1beta1", endpoint, "topology", now) else { return };
        let Some(topology) = topology.value.map() else { continue };
        let node = topology.take(HOSTNAME).filter(|_| !endpoint.has("nodeName"));
        let zone = topology.take(ZONE).filter(|_| !endpoint.has("zone"));
        let new = node.map(|m| m.called("nodeName")).into_iter().chain(zone.map(|m| m.called("zone")));
        for (index, member) in new.enumerate() {
            endpoint.put(at + index, member);
        }
    }
}

/// RuntimeClass: what it says stood in a `spec`.
pub(super) fn runtime_class<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    let Some(at) = object.at("spec") else { return };
    if object.map("spec").is_none_or(|spec| !spec.has("runtimeHandler")) {
        return;
    }
    let now = "is no more: `spec.runtimeHandler` is now `handler`, and the rest stands at the top";
    let Some(spec) = rewrite.take("node.k8s.io/v1alpha1", object, "spec", now) else { return };
    let Value::Map(spec) = spec.value else { return };
    for (index, member) in spec.members.into_iter().enumerate() {
        let member = if member.name == "runtimeHandler" { member.called("handler") } else { member };
        rewrite.stuck |= object.has(&member.name);
        object.put(at + index, member);
    }
}

/// Bindings: a subject has a group, and no version. Of the kinds there are the name tells it.
pub(super) fn binding<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    for subject in object.maps("subjects") {
        let Some(at) = subject.at("apiVersion") else { continue };
        let Some(old) = rewrite.take(
            "rbac.authorization.k8s.io/v1alpha1",
            subject,
            "apiVersion",
            "is now `apiGroup`, without a version",
        ) else {
            return;
        };
        match subject.text("kind") {
            Some("ServiceAccount") => {}
            Some("User" | "Group") if !subject.has("apiGroup") => {
                let group = Value::Text("rbac.authorization.k8s.io".to_owned());
                subject.put(at, Member { value: group, ..old.called("apiGroup") });
            }
            Some("User" | "Group") => {}
            _ => rewrite.stuck = true,
        }
    }
}

/// PriorityLevelConfiguration: shares are no longer assured, but nominal.
pub(super) fn priority_level<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    let (old, new) = ("assuredConcurrencyShares", "nominalConcurrencyShares");
    if let Some(limited) = object.map("spec").and_then(|spec| spec.map("limited")) {
        rewrite.rename("flowcontrol.apiserver.k8s.io/v1beta2", limited, old, new, "is now `nominalConcurrencyShares`");
    }
}

/// SubjectAccessReview: the groups of a user.
pub(super) fn access_review<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    if let Some(spec) = object.map("spec") {
        rewrite.rename("authorization.k8s.io/v1beta1", spec, "group", "groups", "is now `groups`");
    }
}

/// Webhooks: what is sent to them was of `v1beta1` where nothing was said. What they do beside answering nobody else knows.
pub(super) fn webhooks<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    for webhook in object.maps("webhooks") {
        if rewrite.whole && !webhook.members.is_empty() && !webhook.has("admissionReviewVersions") {
            let versions = vec![Value::Text("v1beta1".to_owned())];
            let at = webhook.members.len();
            webhook.put(at, Member::new("admissionReviewVersions", Value::List(List { of: None, items: versions })));
            rewrite.add(
                "admissionReviewVersions",
                "`admissionReviewVersions` must be there, and was `[v1beta1]` where none were given",
            );
        }
    }
}
