//! A budget that keeps even what is broken.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/pdb-unhealthy-eviction`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Kinds(&[("policy", "PodDisruptionBudget")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/pdb-unhealthy-eviction",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A PodDisruptionBudget that does not say what becomes of pods that are not ready",
    explanation: "Left out, `unhealthyPodEvictionPolicy` is `IfHealthyBudget`: while too few pods are ready those \
                  that are not cannot be evicted either, and a pod that will never start holds up the drain of its \
                  node. `AlwaysAllow` lets them go, which is what most want.",
    bad: "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
    good: "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow\n  selector:\n    matchLabels:\n      app: web\n",
};

const FIELD: &str = "unhealthyPodEvictionPolicy";

fn find(cx: &mut Cx<'_>) {
    let policy = cx.resource.field().at("spec").at(FIELD);
    if !policy.exists() {
        let message = format!("{} does not say whether pods that are not ready may be evicted", whole::called(cx));
        cx.report(policy, whole::place(cx), message).help(format!("add `{FIELD}: AlwaysAllow`"));
    }
}
