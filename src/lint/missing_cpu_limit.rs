//! A container that may take all cpu of its node.

use super::{Check, Cx, Of, needs};
use crate::model::{Layer, Rule, Severity};

/// `lint/missing-cpu-limit`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[needs::CONTAINERS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/missing-cpu-limit",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container without a cpu limit",
    explanation: "Opinions differ: without a limit a container uses what nobody else asks for, and requests alone see to it that the others get \
                  theirs. With one, the load of one service cannot slow down its neighbours, and it is as fast on a full node as on an \
                  empty one. So the rule looks only where it is asked to.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      limits:\n        cpu: 200m\n",
};

const HELP: &str = "add `resources.limits.cpu`";

fn find(cx: &mut Cx<'_>) {
    needs::tell_missing(cx, "limits", "cpu", HELP);
}
