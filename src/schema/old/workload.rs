//! Deployment, DaemonSet, ReplicaSet and StatefulSet: a selector that was taken from the template, and fields that are gone.

use super::Rewrite;
use super::draft::{Map, Member, Value};

const OLD: &str = "extensions/v1beta1";

/// Fields of `spec` that have no successor.
const GONE: &[(&str, &str)] = &[
    ("rollbackTo", "is gone: `kubectl rollout undo` does it"),
    ("templateGeneration", "is gone: the server counts for itself"),
];

/// Brings it into the form of `apps/v1`.
pub(super) fn rewrite<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    let Some(spec) = object.map("spec") else { return };
    for (name, now) in GONE {
        rewrite.take(OLD, spec, name, now);
    }
    let Some(at) = spec.at("template").filter(|_| rewrite.whole && !spec.has("selector")) else { return };
    let labels = || spec.members[at].value.kept()?.get("metadata")?.get("labels");
    let Some(labels) = labels().filter(|labels| !labels.is_empty()) else { return };
    let label = |e: crate::source::Entry<'a>| Member::new(e.key.scalar_text(), Value::Kept(e.value));
    let labels = Value::of(labels.entries().map(label).collect());
    spec.put(at, Member::new("selector", Value::of(vec![Member::new("matchLabels", labels)])));
    rewrite.add("selector", "`selector` must be there, which was taken from the template's labels");
}
