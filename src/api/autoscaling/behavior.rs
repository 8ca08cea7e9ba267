//! How fast an autoscaler may act: `validateBehavior`.

use crate::api::Cx;
use crate::api::core::helpers::quantity;
use crate::model::Quantity;
use crate::resource::Field;
use crate::schema::gates;

const PERIOD_MAX: i64 = 1800;
const WINDOW_MAX: i64 = 3600;

/// `validateBehavior`. `defaulted` says whether absent policies were filled in, as they are for `v2`.
pub(super) fn behavior<'a>(cx: &mut Cx<'a>, of: Field<'a>, defaulted: bool) {
    for direction in ["scaleUp", "scaleDown"] {
        let rules = of.at(direction);
        if rules.exists() {
            scaling_rules(cx, rules, defaulted);
        }
    }
}

/// `validateScalingRules`
fn scaling_rules<'a>(cx: &mut Cx<'a>, rules: Field<'a>, defaulted: bool) {
    let (window, select, policies) =
        (rules.at("stabilizationWindowSeconds"), rules.at("selectPolicy"), rules.at("policies"));
    if window.int() < 0 {
        cx.invalid(window, "must be greater than or equal to zero");
    }
    if window.int() > WINDOW_MAX {
        cx.invalid(window, format!("must be less than or equal to {WINDOW_MAX}"));
    }
    if select.exists() && !matches!(select.str(), "Disabled" | "Max" | "Min") {
        cx.not_supported(select, &["Disabled", "Max", "Min"]);
    }
    if policies.is_empty() && (policies.exists() || !defaulted) {
        cx.required(policies, "must specify at least one Policy")
            .help("list a policy, or remove `policies` to get the default ones");
    }
    for policy in policies.items() {
        scaling_policy(cx, policy);
    }
    let tolerance = rules.at("tolerance");
    // Where the gate is off the field is dropped.
    if gates::HPA_CONFIGURABLE_TOLERANCE.on(cx.version) && quantity(tolerance).is_some_and(Quantity::is_negative) {
        cx.invalid(tolerance, "must be greater than or equal to 0");
    }
}

/// `validateScalingPolicy`
fn scaling_policy<'a>(cx: &mut Cx<'a>, policy: Field<'a>) {
    let (kind, value, period) = (policy.at("type"), policy.at("value"), policy.at("periodSeconds"));
    if !matches!(kind.str(), "Pods" | "Percent") {
        cx.not_supported(kind, &["Percent", "Pods"]);
    }
    for f in [value, period] {
        if f.int() <= 0 {
            cx.invalid(f, "must be greater than zero");
        }
    }
    if period.int() > PERIOD_MAX {
        cx.invalid(period, format!("must be less than or equal to {PERIOD_MAX}"));
    }
}
