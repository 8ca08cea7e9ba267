//! What workloads have in common: a selector, a template, and that they must fit each other.

use super::mismatch;
use crate::api::cx::{Cx, Earlier};
use crate::api::labels::label_selector;
use crate::api::pod::{self, Pod};
use crate::api::{entries, gates, selector};
use crate::model::{ApiCause, Reason};
use crate::resource::Field;

/// A selector that must be given, sound and not empty (`spec.selector` of deployments, replica and stateful sets).
/// Whether the server can make a selector of it, without which it looks no further into the template.
pub(super) fn required_selector<'a>(cx: &mut Cx<'a>, of: Field<'a>, kind: &str, unusable: &str) -> bool {
    let f = of.at("selector");
    if !f.exists() {
        required(cx, of);
        return true;
    }
    let mark = cx.mark();
    label_selector(cx, f);
    if selector::is_everything(f) {
        cx.invalid(f, format!("empty selector is invalid for {kind}"))
            .say("an empty selector would match every pod")
            .help("repeat labels of the template under `matchLabels`");
    }
    if selector::convertible(f) {
        return true;
    }
    let cause = ApiCause::refusal(Reason::Invalid, cx.path(f), format!("Invalid value: {unusable}"));
    if !cx.follow(Earlier::LastSince(mark), |_| vec![cause.clone()]) {
        cx.invalid(f, unusable);
    }
    false
}

/// A selector that is not there. The labels of the template are what it should say.
fn required<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let labels = entries(of.at("template").at("metadata").at("labels"));
    let offered: Vec<String> =
        labels.take(2).map(|(key, value)| format!("{}: {}", key.scalar_text(), value.str())).collect();
    let finding = cx.required(of.at("selector"), "");
    finding.say("without `selector` nothing says which pods belong to this object");
    if offered.is_empty() {
        finding.help("add `selector.matchLabels`, and the same labels to the template");
    } else {
        finding.help(format!("add `selector: {{matchLabels: {{{}}}}}`, as the template has it", offered.join(", ")));
    }
}

/// The labels of the template must be those that the selector asks for.
pub(super) fn selects<'a>(cx: &mut Cx<'a>, selector: Field<'a>, template: Field<'a>) {
    const DETAIL: &str = "`selector` does not match template `labels`";
    let labels = template.at("metadata").at("labels");
    if !selector.exists() {
        // No selector matches nothing; that there must be one has been said.
        let cause = ApiCause::refusal(Reason::Invalid, cx.path(labels), format!("Invalid value: null: {DETAIL}"));
        if !cx.follow(Earlier::At(&cx.path(selector)), |_| vec![cause.clone()]) {
            cx.invalid(labels, DETAIL);
        }
        return;
    }
    let Some(part) = selector::first_mismatch(selector, labels) else { return };
    let wanted = part.node().and_then(|node| node.key_below(selector.anchor()));
    let in_labels = selector.at("matchLabels").entries().find(|(_, value)| value.anchor() == part.anchor());
    let asked = mismatch::Asked { root: cx.root(), selector };
    let finding = cx.invalid(labels, DETAIL);
    finding.relate(part.span(), "the selector asks for this");
    match (in_labels, wanted) {
        (Some((key, value)), _) => mismatch::explain(finding, asked, labels, key, value),
        _ => {
            finding.say("the labels of the template do not satisfy the selector's `matchExpressions`");
            if let Some((key, _)) = labels.entries().next() {
                finding.label_at(key.span());
            }
        }
    }
}

/// Pods of most workloads always restart, and have no deadline of their own.
pub(super) fn always_restarts<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, kind: &str) {
    let (policy, deadline) = (pod.spec.at("restartPolicy"), pod.spec.at("activeDeadlineSeconds"));
    if pod.restart_policy() != "Always" {
        let path = cx.path(policy);
        let detail = format!("Unsupported value: {:?}: supported values: \"Always\"", pod.restart_policy());
        let cause = ApiCause::refusal(Reason::NotSupported, path.as_str(), detail);
        if !cx.follow(Earlier::At(&path), |_| vec![cause.clone()]) {
            let owner = cx.gvk.kind;
            let finding = cx.not_supported(policy, &["Always"]);
            finding.say(format!("pods of a {owner} always restart"));
            finding.help("remove it, as `Always` is the default; to run pods to their end, make it a Job");
        }
    }
    if deadline.exists() {
        let detail = format!("activeDeadlineSeconds in {kind} is not Supported");
        let owner = cx.gvk.kind;
        cx.forbidden(deadline, &detail)
            .say(format!("pods of a {owner} run on; they can have no deadline"))
            .help("remove it, or run them as a Job");
    }
}

/// `ValidatePodTemplateSpecForReplicaSet`, of deployments and replica sets
pub(super) fn template_for_replicas<'a>(cx: &mut Cx<'a>, spec: Field<'a>) -> Pod<'a> {
    let pod = Pod::new(spec.at("template"), false);
    selects(cx, spec.at("selector"), spec.at("template"));
    pod::template(cx, &pod);
    replicated_disks(cx, spec);
    always_restarts(cx, &pod, "ReplicaSet");
    pod
}

/// [`read_only_disks`] for more than one pod.
pub(super) fn replicated_disks<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    if spec.at("replicas").int() > 1 {
        read_only_disks(cx, spec.at("template"));
    }
}

/// `ValidateReadOnlyPersistentDisks`: the server once knew what a disk of Google's could do.
pub(super) fn read_only_disks<'a>(cx: &mut Cx<'a>, template: Field<'a>) {
    if gates::SKIP_READ_ONLY_VALIDATION_GCE.on(cx.version) {
        return;
    }
    for volume in template.at("spec").at("volumes").items() {
        let (disk, read_only) = (volume.at("gcePersistentDisk"), volume.at("gcePersistentDisk").at("readOnly"));
        if disk.exists() && !read_only.bool() {
            cx.invalid(
                read_only,
                "must be true for replicated pods > 1; GCE PD can only be mounted on multiple machines if it is read-only",
            )
            .say("several pods can share this disk only where it is read-only");
        }
    }
}
