//! Pods of which nobody says how important they are.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::placeholder::is_filled_in_later;
use crate::model::{Layer, Rule, Severity};

/// `lint/priority-class`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[ACCEPTED], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/priority-class",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A pod without a PriorityClass, or with one that is not wanted",
    explanation: "Where room is short the scheduler evicts pods of lower priority for those of a higher one, and the \
                  kubelet goes by it as well. What says nothing has the default, often 0, so that the important is no \
                  better off than the rest. Name a class in `priorityClassName`; which ones are wanted may be set.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  priorityClassName: high\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const ACCEPTED: Parameter = Parameter {
    name: "accepted",
    summary: "The classes that are wanted; with none every class is",
    default: Default::Texts(&[]),
};

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let (class, accepted) = (pod.spec.at("priorityClassName"), cx.texts(&ACCEPTED));
    let given = class.str();
    if class.is_empty() {
        let message = format!("the pods of {} have no `priorityClassName`", whole::called(cx));
        cx.report(class, whole::place(cx), message).help("name the PriorityClass that says how important they are");
    } else if !accepted.is_empty() && !accepted.contains(&given) && !given.is_empty() && !is_filled_in_later(given) {
        cx.report(class, None, format!("`{given}` is none of the PriorityClasses that are wanted"))
            .help(format!("those are `{}`", accepted.join("`, `")));
    }
}
