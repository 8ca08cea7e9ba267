//! Deployments.

use super::rolling::value_or;
use super::{template, warn_name};
use crate::api::cx::Cx;
use crate::api::int_or_percent::{not_more_than_100_percent, positive_int_or_percent};
use crate::api::pod::{self, Pod};
use crate::api::table::{Check, Rule};
use crate::resource::Field;

const SPEC: &[Rule] = &[
    Rule::new("replicas", &[Check::NonNegative]),
    Rule::new("minReadySeconds", &[Check::NonNegative]),
    Rule::new("revisionHistoryLimit", &[Check::NonNegative]),
    Rule::new("progressDeadlineSeconds", &[Check::NonNegative]),
];

/// `ValidateDeployment` without the metadata, and the warnings
pub(in crate::api) fn deployment(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    cx.check(spec, SPEC);
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
