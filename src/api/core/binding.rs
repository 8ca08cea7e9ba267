//! Binding: `ValidatePodBinding`.

use crate::api::Cx;

/// What a pod is bound to.
pub(in crate::api) fn binding(cx: &mut Cx<'_>) {
    let target = cx.root().at("target");
    if !matches!(target.at("kind").str(), "" | "Node") {
        cx.not_supported(target.at("kind"), &["Node", "<empty>"]);
    }
    if target.at("name").is_empty() {
        cx.required(target.at("name"), "").say("a binding needs the name of its node, `target.name`");
    }
}
