//! `Node`.

use crate::resource::Field;
use crate::scheduler::types::{ContainerImage, Node, Taint, TaintEffect};

use super::{labels, resources, strings};

/// A node, `status.allocatable` defaulted from its capacity (`SetDefaults_NodeStatus`).
pub(in super::super) fn node(f: Field<'_>) -> Node {
    let status = f.at("status");
    let allocatable = if status.at("allocatable").exists() { status.at("allocatable") } else { status.at("capacity") };
    Node {
        name: f.at("metadata").at("name").str().to_owned(),
        labels: labels(f.at("metadata").at("labels")).into(),
        annotations: labels(f.at("metadata").at("annotations")),
        taints: f.at("spec").at("taints").items().filter_map(taint).collect(),
        unschedulable: f.at("spec").at("unschedulable").bool(),
        allocatable: resources(allocatable),
        untold_storage: false,
        images: status.at("images").items().map(image).collect(),
        declared_features: strings(status.at("declaredFeatures")),
    }
}

/// `v1.Taint`; `None` where its effect does not exist.
pub(super) fn taint(f: Field<'_>) -> Option<Taint> {
    Some(Taint {
        key: f.at("key").str().to_owned(),
        value: f.at("value").node().map(|v| v.scalar_text()).unwrap_or_default().to_owned(),
        effect: taint_effect(f.at("effect").str())?,
    })
}

/// The effect of that name.
pub(crate) fn taint_effect(text: &str) -> Option<TaintEffect> {
    Some(match text {
        "NoSchedule" => TaintEffect::NoSchedule,
        "PreferNoSchedule" => TaintEffect::PreferNoSchedule,
        "NoExecute" => TaintEffect::NoExecute,
        _ => return None,
    })
}

fn image(f: Field<'_>) -> ContainerImage {
    ContainerImage { names: strings(f.at("names")), size_bytes: f.at("sizeBytes").int() }
}
