//! The selector and labels that the server gives a job: `generateSelector` and `validateGeneratedSelector`.

use crate::api::corrected;
use crate::api::cx::Cx;
use crate::api::format::is_label_value;
use crate::api::{entries, selector};
use crate::resource::Field;

const CONTROLLER_UIDS: &[&str] = &["controller-uid", "batch.kubernetes.io/controller-uid"];
const JOB_NAMES: &[&str] = &["job-name", "batch.kubernetes.io/job-name"];

/// The name that the job has or will get.
fn job_name(cx: &Cx<'_>) -> String {
    let meta = cx.root().at("metadata");
    let (name, prefix) = (meta.at("name").str(), meta.at("generateName").str());
    if name.is_empty() && !prefix.is_empty() { crate::api::meta::generated_name(prefix) } else { name.to_owned() }
}

/// Whether a job's own labels are its template's, for want of any (`SetDefaults_Job`).
fn shares_labels(cx: &Cx<'_>) -> bool {
    cx.root().at("metadata").at("labels").is_empty()
}

/// Findings about the template's labels since `mark` hold for the job's own, if those are the same.
pub(super) fn echo(cx: &mut Cx<'_>, mark: usize) {
    if cx.gvk.kind == "Job" && shares_labels(cx) {
        cx.echo(mark, |_| "metadata.labels".to_owned());
    }
}

/// `validateGeneratedSelector`: labels with which the template names another job are refused.
pub(super) fn generated<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let labels = spec.at("template").at("metadata").at("labels");
    let name = job_name(cx);
    let path = cx.path(labels);
    for key in CONTROLLER_UIDS {
        if let Some(own) = labels.key(key) {
            let detail = "must be '<the job's uid>'";
            cx.invalid(own, detail)
                .field(format!("{path}[{key}]"))
                .say(format!("the server sets `{key}` itself, to the uid it gives the job"))
                .help("remove this label");
        }
    }
    for key in JOB_NAMES {
        if let Some(own) = labels.key(key)
            && own.str() != name
        {
            cx.invalid(own, format!("must be '{name}'"))
                .field(format!("{path}[{key}]"))
                .say(format!("the server sets `{key}` itself, to the job's name `{name}`"))
                .help("remove this label");
        }
    }
    long_name(cx, labels, &name);
    not_generated(cx, spec, &name);
}

/// A job's name becomes a label, which may be shorter than a name.
fn long_name<'a>(cx: &mut Cx<'a>, labels: Field<'a>, name: &str) {
    let shares = shares_labels(cx) && labels.exists();
    let template = cx.path(labels).replacen("template.metadata.", "template.", 1);
    for key in JOB_NAMES.iter().filter(|key| labels.key(key).is_none()) {
        for detail in is_label_value(name) {
            let f = cx.root().at("metadata").at("name");
            let mark = cx.mark();
            let plain = corrected::plain(&detail);
            cx.invalid(f, &detail)
                .field(template.clone())
                .say(format!("the job's name becomes the label `{key}` of its pods, where it {plain}"));
            if shares {
                cx.echo(mark, |_| "metadata.labels".to_owned());
            }
        }
    }
}

/// A selector of one's own that the generated labels do not satisfy.
fn not_generated<'a>(cx: &mut Cx<'a>, spec: Field<'a>, name: &str) {
    let chosen = spec.at("selector");
    if !chosen.exists() || !selector::convertible(chosen) {
        return;
    }
    if !satisfied(chosen, |key| generated_label(key, name)) {
        cx.invalid(chosen, "`selector` not auto-generated")
            .say("a job gets its selector from the server; this one would not fit")
            .help("remove `selector`, or set `manualSelector: true` if you mean it");
    }
}

/// What a label of a job's pods holds.
#[derive(Clone, Copy, PartialEq)]
enum Label<'s> {
    /// Nothing: there is no such label.
    Absent,
    /// The job's uid, which no manifest can know.
    Uid,
    /// This text.
    Text(&'s str),
}

/// A label as the server makes it.
fn generated_label<'s>(key: &str, name: &'s str) -> Label<'s> {
    match key {
        _ if CONTROLLER_UIDS.contains(&key) => Label::Uid,
        _ if JOB_NAMES.contains(&key) => Label::Text(name),
        _ => Label::Absent,
    }
}

/// Whether the selector holds for the labels that `label` gives.
fn satisfied<'s>(chosen: Field<'_>, label: impl Fn(&str) -> Label<'s>) -> bool {
    let is = |key: &str, value: &str| label(key) == Label::Text(value);
    entries(chosen.at("matchLabels")).all(|(key, value)| is(key.scalar_text(), value.str()))
        && chosen.at("matchExpressions").items().all(|requirement| {
            let key = requirement.at("key").str();
            let among = requirement.at("values").items().any(|value| is(key, value.str()));
            match requirement.at("operator").str() {
                "In" => among,
                "NotIn" => !among,
                "Exists" => label(key) != Label::Absent,
                _ => label(key) == Label::Absent,
            }
        })
}

/// Whether the selector picks the job's pods (the end of `ValidateJobSpec`).
pub(super) fn selects<'a>(cx: &mut Cx<'a>, spec: Field<'a>, manual: bool) {
    let chosen = spec.at("selector");
    if manual {
        if !chosen.exists() || selector::convertible(chosen) {
            super::template::selects(cx, chosen, spec.at("template"));
        }
        return;
    }
    if !chosen.exists() || !selector::convertible(chosen) {
        return uid_conflict(cx, spec);
    }
    let labels = spec.at("template").at("metadata").at("labels");
    let name = job_name(cx);
    let label = |key: &str| labels.key(key).map_or_else(|| generated_label(key, &name), |own| Label::Text(own.str()));
    // The server adds this one to the selector, unless it is there.
    let asks_for_uid = chosen.at("matchLabels").key(CONTROLLER_UIDS[1]).is_none();
    if (asks_for_uid && labels.key(CONTROLLER_UIDS[1]).is_some()) || !satisfied(chosen, label) {
        const DETAIL: &str = "`selector` does not match template `labels`";
        let f = labels;
        let finding = cx.invalid(f, DETAIL);
        finding.relate(chosen.span(), "the selector").help("remove the selector; the server makes one");
        if let Some((key, _)) = labels.entries().next() {
            finding.label_at(key.span());
        }
    }
}

/// The generated selector asks for the job's uid, which a label given by hand cannot be.
fn uid_conflict<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let labels = spec.at("template").at("metadata").at("labels");
    if spec.at("selector").exists() {
        return;
    }
    if let Some(own) = labels.key("batch.kubernetes.io/controller-uid") {
        cx.invalid(labels, "`selector` does not match template `labels`")
            .label_at(own.span())
            .say("the server selects by the uid it gives the job, which this label is not");
    }
}
