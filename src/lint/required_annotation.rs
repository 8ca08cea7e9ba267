//! An object without an annotation that it must have.

use super::{Check, Cx, Default, Of, Parameter, required};
use crate::model::{Layer, Rule, Severity};

/// `lint/required-annotation`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::All, parameters: &[KEYS, required::VALUES, required::KINDS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/required-annotation",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A workload without a required annotation",
    explanation: "Annotations tell people and tools what a label has no room for, such as whom to ask. Which ones are \
                  required, of which kinds, and what their values look like (patterns in RE2's grammar, one of which \
                  must match) is set in the configuration; left alone it is `email`, with any value.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  annotations:\n    email: shop@example.com\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

const KEYS: Parameter =
    Parameter { name: "keys", summary: "The annotations that must be there", default: Default::Texts(&["email"]) };

fn find(cx: &mut Cx<'_>) {
    required::tell_missing(cx, "annotations", &KEYS);
}
