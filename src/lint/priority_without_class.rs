//! A pod's priority that admission would not let it have.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/priority-without-class`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/priority-without-class",
    layer: Layer::Lint,
    severity: Severity::Error,
    asked: false,
    summary: "A number as a pod's priority, or a preemption policy, without the class that grants it",
    explanation: "The API server computes `priority` and `preemptionPolicy` from the pod's `priorityClassName`, and its \
                  admission refuses a pod that states others. Name a PriorityClass, and leave both fields out.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  priority: 1000\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  priorityClassName: high\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// The priority of each class that every cluster has, and of pods without a class where none is the default.
const KNOWN: [(&str, i64); 3] =
    [("", 0), ("system-cluster-critical", 2_000_000_000), ("system-node-critical", 2_000_001_000)];

/// `plugin/pkg/admission/priority`, `admitPod`, as far as no cluster is needed: of other classes only the cluster knows.
fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let class = pod.spec.at("priorityClassName");
    let Some((_, granted)) = KNOWN.iter().find(|(name, _)| *name == class.str()) else { return };
    let (priority, policy) = (pod.spec.at("priority"), pod.spec.at("preemptionPolicy"));
    let of =
        if class.is_empty() { "a pod without `priorityClassName`".to_owned() } else { format!("`{}`", class.str()) };
    if priority.opt_int().is_some_and(|given| given != *granted) {
        let message = format!("admission refuses this pod: the priority of {of} is {granted}, not {}", priority.int());
        cx.report(priority, None, message).help("remove `priority`, and name a PriorityClass in `priorityClassName`");
    }
    if policy.str() == "Never" {
        let message = format!("admission refuses this pod: the preemption policy of {of} is PreemptLowerPriority");
        cx.report(policy, None, message)
            .help("remove it here, and set it in a PriorityClass that `priorityClassName` names");
    }
}
