//! A label that names another instance than the object does.

use super::{Check, Cx, Of, whole};
use crate::model::placeholder::is_filled_in_later;
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/name-label-mismatch`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/name-label-mismatch",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "The label `app.kubernetes.io/instance` is not the name of the object",
    explanation: "By that label tools gather what belongs together. Where each workload is an instance of its own, as \
                  this rule takes it, the label says what the name says. With Helm the label is the name of the \
                  release, and the name often has more to it: then the rule is not for you.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/instance: shop\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/instance: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const LABEL: &str = "app.kubernetes.io/instance";

fn find(cx: &mut Cx<'_>) {
    let metadata = cx.resource.field().at("metadata");
    let name = metadata.at("name").str();
    let label = metadata.at("labels").key(LABEL).filter(|label| label.exists());
    let given = label.map_or("", Field::str);
    if name.is_empty() || [name, given].into_iter().any(is_filled_in_later) {
        return;
    }
    match label {
        None => {
            let message = format!("{} has no label `{LABEL}`", whole::called(cx));
            cx.report(metadata.at("labels"), whole::place(cx), message).help(format!("add `{LABEL}: {name}`"));
        }
        Some(label) if !given.is_empty() && given != name => {
            cx.report(label, None, format!("{} is labelled as instance `{given}`", whole::called(cx)))
                .relate(metadata.at("name").span(), "its name")
                .help(format!("write `{name}`"));
        }
        Some(_) => {}
    }
}
