//! Where a kind keeps its pod.

use super::{Field, Resource};
use crate::model::Gvk;

/// The pod inside an object: its metadata and its spec, each present or not.
#[derive(Clone, Copy, Debug)]
pub struct PodParts<'a> {
    /// `metadata` of the pod or template.
    pub metadata: Field<'a>,
    /// `spec` of the pod or template.
    pub spec: Field<'a>,
}

/// The pod that `resource` is or would create; `None` for kinds that make none.
pub fn pod_parts<'a>(resource: &Resource<'a>, gvk: Gvk) -> Option<PodParts<'a>> {
    let root = resource.field();
    let holder = match (gvk.group, gvk.kind) {
        ("", "Pod") => root,
        ("", "PodTemplate") => root.at("template"),
        ("", "ReplicationController")
        | ("apps", "DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet")
        | ("batch", "Job") => root.at("spec").at("template"),
        ("batch", "CronJob") => root.at("spec").at("jobTemplate").at("spec").at("template"),
        _ => return None,
    };
    Some(PodParts { metadata: holder.at("metadata"), spec: holder.at("spec") })
}
