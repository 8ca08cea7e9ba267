//! Deployments.

use std::num::IntErrorKind;

use super::rolling::value_or;
use super::{template, warn_name};
use crate::api::cx::Cx;
use crate::api::int_or_percent::{not_more_than_100_percent, positive_int_or_percent};
use crate::api::pod::{self, Pod};
use crate::api::table::{Check, Rule};
use crate::model::{ApiCause, Reason};
use crate::resource::Field;

const SPEC: &[Rule] = &[
    Rule::new("replicas", &[Check::NonNegative]),
    Rule::new("minReadySeconds", &[Check::NonNegative]),
    Rule::new("revisionHistoryLimit", &[Check::NonNegative]),
    Rule::new("progressDeadlineSeconds", &[Check::NonNegative]),
];

/// The annotation in which the revision stands that an old client wanted to go back to (`DeprecatedRollbackTo`).
const ROLLBACK: &str = "deprecated.deployment.rollback.to";

/// What that annotation says, where it says something.
fn rollback<'a>(cx: &Cx<'a>) -> Option<Field<'a>> {
    cx.root().at("metadata").at("annotations").key(ROLLBACK).filter(|revision| !revision.str().is_empty())
}

/// `Convert_v1_Deployment_To_apps_Deployment`: the annotation becomes a field of the spec, or the object is not read at all.
pub(in crate::api) fn converted(cx: &mut Cx<'_>) {
    let Some(revision) = rollback(cx) else { return };
    let text = revision.str();
    let Err(error) = text.parse::<i64>() else { return };
    let why = match error.kind() {
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "value out of range",
        _ => "invalid syntax",
    };
    let detail =
        format!("failed to parse annotation[{ROLLBACK}]={text} as int64: strconv.ParseInt: parsing {text:?}: {why}");
    cx.invalid(revision, detail).say(format!("`{ROLLBACK}` must be the number of a revision, not `{text}`"));
}

/// `ValidateRollback`
fn roll_back<'a>(cx: &mut Cx<'a>) {
    let Some(revision) = rollback(cx) else { return };
    let Some(number) = revision.str().parse::<i64>().ok().filter(|number| *number < 0) else { return };
    let detail = format!("Invalid value: {number}: must be greater than or equal to 0");
    let cause = ApiCause::refusal(Reason::Invalid, "spec.rollback.version", detail);
    cx.invalid(revision, "must be greater than or equal to 0")
        .field("spec.rollback.version")
        .cause(cause)
        .say(format!("the revision to roll back to, `{ROLLBACK}`, must not be negative"))
        .help("take the annotation out: `kubectl rollout undo` needs none");
}

/// `ValidateDeployment` without the metadata, and the warnings
pub(in crate::api) fn deployment(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    cx.check(spec, SPEC);
    roll_back(cx);
    if template::required_selector(cx, spec, "deployment", "invalid label selector") {
        template::template_for_replicas(cx, spec);
    }
    strategy(cx, spec.at("strategy"));
    let (deadline, ready) = (spec.at("progressDeadlineSeconds"), spec.at("minReadySeconds"));
    let seconds = deadline.opt_int().unwrap_or(600);
    if seconds <= ready.int() {
        cx.invalid(deadline, "must be greater than minReadySeconds")
            .say(format!(
                "a pod must be ready for {} seconds, but the deployment gives up after {seconds}",
                ready.int()
            ))
            .relate(ready.span(), "how long a pod must be ready");
    }
    if cx.errors() == 0 {
        warn_name(cx);
        pod::template_warnings(cx, &Pod::new(spec.at("template"), false));
    }
}

/// `ValidateDeploymentStrategy`: a wrong type is reported at the strategy.
fn strategy<'a>(cx: &mut Cx<'a>, strategy: Field<'a>) {
    let (kind, rolling) = (strategy.at("type"), strategy.at("rollingUpdate"));
    match kind.str() {
        "Recreate" => {
            if rolling.exists() {
                cx.forbidden(rolling, "may not be specified when strategy `type` is 'Recreate'")
                    .say("`type: Recreate` replaces all pods at once, so there is nothing to roll")
                    .relate(kind.span(), "because of this");
            }
        }
        "" | "RollingUpdate" => rolling_update(cx, rolling),
        _ => {
            let path = cx.path(strategy);
            cx.not_supported(kind, &["Recreate", "RollingUpdate"]).field(path);
        }
    }
}

/// `ValidateRollingUpdateDeployment`
fn rolling_update<'a>(cx: &mut Cx<'a>, rolling: Field<'a>) {
    let (unavailable, surge) = (rolling.at("maxUnavailable"), rolling.at("maxSurge"));
    positive_int_or_percent(cx, unavailable);
    positive_int_or_percent(cx, surge);
    if value_or(unavailable, 25) == 0 && value_or(surge, 25) == 0 {
        cx.invalid(unavailable, "may not be 0 when `maxSurge` is 0")
            .say("with both `maxUnavailable` and `maxSurge` at 0 no pod could ever be replaced")
            .relate(surge.span(), "the other one");
    }
    not_more_than_100_percent(cx, unavailable);
}
