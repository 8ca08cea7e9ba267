//! `PodDisruptionBudget`: `pkg/apis/policy/validation/validation.go`.

use crate::api::{Cx, int_or_percent, labels};

/// `ValidatePodDisruptionBudget`, which leaves metadata to what every kind has in common
pub(in crate::api) fn pod_disruption_budget(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let (min, max) = (spec.at("minAvailable"), spec.at("maxUnavailable"));
    if min.exists() && max.exists() {
        cx.invalid(spec, "minAvailable and maxUnavailable cannot be both set")
            .say("a budget has either `minAvailable` or `maxUnavailable`, this one has both")
            .help("remove one of the two")
            .label_at(max.span())
            .relate(min.span(), "the other one is here");
    }
    for bound in [min, max] {
        if bound.exists() {
            int_or_percent::positive_int_or_percent(cx, bound);
            int_or_percent::not_more_than_100_percent(cx, bound);
        }
    }
    labels::label_selector(cx, spec.at("selector"));
    let eviction = spec.at("unhealthyPodEvictionPolicy");
    if eviction.exists() && !matches!(eviction.str(), "IfHealthyBudget" | "AlwaysAllow") {
        cx.not_supported(eviction, &["AlwaysAllow", "IfHealthyBudget"]);
    }
}
