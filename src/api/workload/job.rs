//! Jobs, and the spec that cron jobs make them from.

use super::{failure_policy, job_labels, success_policy, warn_name};
use crate::api::cx::{Cx, Earlier};
use crate::api::format::{is_dns1123_label, is_domain_prefixed_path};
use crate::api::gates;
use crate::api::labels::label_selector;
use crate::api::pod::{self, Pod};
use crate::api::table::{Check, Rule};
use crate::model::{ApiCause, Reason};
use crate::resource::Field;

/// From here on a job counts as large.
const MANY: i64 = 100_000;
/// What a large job with a limit for each index may do at once, and may fail in all.
const FEW: i64 = 10_000;

const SPEC: &[Rule] = &[
    Rule::new("parallelism", &[Check::NonNegative]),
    Rule::new("completions", &[Check::NonNegative]),
    Rule::new("activeDeadlineSeconds", &[Check::NonNegative]),
    Rule::new("backoffLimit", &[Check::NonNegative]),
    Rule::new("ttlSecondsAfterFinished", &[Check::NonNegative]),
    Rule::new("backoffLimitPerIndex", &[Check::NonNegative]),
    Rule::new("maxFailedIndexes", &[Check::NonNegative]),
    Rule::new("managedBy", &[Check::RequiredIfGiven, Check::Format(is_domain_prefixed_path), Check::MaxBytes(63)]),
    Rule::new("completionMode", &[Check::OneOf(&["NonIndexed", "Indexed"])]),
];

/// `ValidateJob` without the metadata, and the warnings
pub(in crate::api) fn job(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let manual = spec.at("manualSelector").bool();
    if !manual {
        job_labels::generated(cx, spec);
    }
    job_spec(cx, spec);
    selector(cx, spec, manual);
    indexed_host_name(cx, spec);
    if cx.errors() == 0 {
        warn_name(cx);
        spec_warnings(cx, spec);
    }
}

/// `ValidateJobSpec` beyond the part that cron jobs share
fn selector<'a>(cx: &mut Cx<'a>, spec: Field<'a>, manual: bool) {
    let chosen = spec.at("selector");
    if manual && !chosen.exists() {
        cx.required(chosen, "")
            .say("with `manualSelector: true` the job needs a `selector`")
            .relate(spec.at("manualSelector").span(), "because of this");
    }
    label_selector(cx, chosen);
    job_labels::selects(cx, spec, manual);
}

/// The pods of an indexed job are named after it.
fn indexed_host_name<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (name, completions) = (cx.root().at("metadata").at("name"), spec.at("completions").int());
    if spec.at("completionMode").str() != "Indexed" || completions <= 0 {
        return;
    }
    let host = format!("{}-{}", name.str(), completions - 1);
    if !is_dns1123_label(&host).is_empty() {
        let detail = format!("will not able to create pod with invalid DNS label: {host}");
        if name.is_empty() {
            let detail = format!("Invalid value: \"\": {detail}");
            let cause = ApiCause::refusal(Reason::Invalid, "metadata.name", detail);
            cx.follow(Earlier::At("metadata.name"), |_| vec![cause.clone()]);
            return;
        }
        cx.invalid(name, detail)
            .say(format!("its pods would be named like `{host}`, which is no host name"))
            .relate(spec.at("completionMode").span(), "pods of an indexed job are named after it");
    }
}

/// `validateJobSpec`
pub(super) fn job_spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    cx.check(spec, SPEC);
    indexes(cx, spec);
    failure_policy::failure_policy(cx, spec);
    success_policy::success_policy(cx, spec);
    replacement_policy(cx, spec);
    let pod = Pod::new(spec.at("template"), false);
    let mark = cx.mark();
    pod::template_labels(cx, &pod);
    job_labels::echo(cx, mark);
    pod::template_annotations(cx, &pod);
    pod::template_spec(cx, &pod);
    restart_policy(cx, spec, &pod);
}

/// What goes only with indexes, and how much of it.
fn indexes<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (per_index, failed) = (spec.at("backoffLimitPerIndex"), spec.at("maxFailedIndexes"));
    if failed.exists() && !per_index.exists() {
        cx.required(per_index, "when maxFailedIndexes is specified").relate(failed.span(), "because of this");
    }
    match spec.at("completionMode").str() {
        "Indexed" => indexed(cx, spec),
        "" | "NonIndexed" => {
            for f in [per_index, failed] {
                if f.exists() {
                    cx.invalid(f, "requires indexed completion mode")
                        .help("add `completionMode: Indexed` and `completions`");
                }
            }
        }
        _ => {}
    }
}

fn indexed<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (completions, parallelism) = (spec.at("completions"), spec.at("parallelism"));
    let (per_index, failed) = (spec.at("backoffLimitPerIndex"), spec.at("maxFailedIndexes"));
    // Both are 1 where neither is given; completions stay open where only parallelism is, and in the template of a
    // cron job, whose jobs are given their defaults once they are made.
    let open = !completions.exists() && (parallelism.exists() || cx.gvk.kind == "CronJob");
    let count = completions.opt_int().or((!open).then_some(1));
    if open {
        cx.required(completions, "when completion mode is Indexed")
            .say("an indexed job must say how many `completions` it wants");
    }
    if parallelism.int() > MANY {
        cx.invalid(parallelism, format!("must be less than or equal to {MANY} when completion mode is Indexed"));
    }
    if let (Some(count), Some(most)) = (count, failed.opt_int())
        && most > count
    {
        cx.invalid(failed, "must be less than or equal to completions").relate(completions.span(), "the completions");
    }
    if failed.int() > MANY {
        cx.invalid(failed, format!("must be less than or equal to {MANY}"));
    }
    if count.is_none_or(|count| count <= MANY) || !per_index.exists() {
        return;
    }
    if !failed.exists() {
        cx.required(failed, &format!("must be specified when completions is above {MANY}"));
    }
    for f in [parallelism, failed] {
        if f.int() > FEW {
            let rest = format!("when completions are above {MANY} and used with backoff limit per index");
            cx.invalid(f, format!("must be less than or equal to {FEW} {rest}"));
        }
    }
}

/// `validatePodReplacementPolicy`
fn replacement_policy<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let policy = spec.at("podReplacementPolicy");
    if !policy.exists() || !gates::JOB_POD_REPLACEMENT_POLICY.on(cx.version) {
        return;
    }
    let with_failures = spec.at("podFailurePolicy").exists();
    let allowed: &[&str] = if with_failures { &["Failed"] } else { &["Failed", "TerminatingOrFailed"] };
    if !allowed.contains(&policy.str()) {
        cx.not_supported(policy, allowed);
    }
}

/// The pods of a job end some day.
fn restart_policy<'a>(cx: &mut Cx<'a>, spec: Field<'a>, pod: &Pod<'a>) {
    let policy = pod.spec.at("restartPolicy");
    match pod.restart_policy() {
        "Always" => {
            let finding = cx.required(policy, "valid values: \"OnFailure\", \"Never\"");
            let untold = if policy.exists() { "" } else { ", as they do unless told otherwise" };
            finding.say(format!("pods of a job must not always restart{untold}"));
            finding.help("set `restartPolicy: OnFailure`, or `Never` for a new pod each time");
            if policy.exists() {
                finding.fix("change to `OnFailure`", policy.span(), "OnFailure");
            }
        }
        "OnFailure" => {
            if spec.at("podFailurePolicy").exists() {
                cx.invalid(policy, "only \"Never\" is supported when podFailurePolicy is specified")
                    .relate(spec.at("podFailurePolicy").span(), "because of this");
            }
        }
        "Never" => {}
        other => {
            let path = cx.path(policy);
            let detail = format!("Unsupported value: {other:?}: supported values: \"Never\", \"OnFailure\"");
            let cause = ApiCause::refusal(Reason::NotSupported, path.as_str(), detail);
            cx.follow(Earlier::At(&path), |_| vec![cause.clone()]);
        }
    }
}

/// `WarningsForJobSpec`
pub(super) fn spec_warnings<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let large = spec.at("completions").int() > MANY && spec.at("parallelism").int() > FEW;
    if spec.at("completionMode").str() == "Indexed" && large {
        let path = cx.path(spec);
        cx.warn(
            spec,
            format!(
                "{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than \
                 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"
            ),
        );
    }
    pod::template_warnings(cx, &Pod::new(spec.at("template"), false));
}
