//! An object without a label that it must have.

use super::{Check, Cx, Default, Of, Parameter, required};
use crate::model::{Layer, Rule, Severity};

/// `lint/required-label`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::All, parameters: &[KEYS, required::VALUES, required::KINDS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/required-label",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A workload without a required label",
    explanation: "Labels say to people and tools whose an object is. Which ones are required, of which kinds, and \
                  what their values look like (patterns in RE2's grammar, one of which must match) is set in the \
                  configuration; left alone it is `owner`, with any value.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels:\n    owner: shop\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

const KEYS: Parameter =
    Parameter { name: "keys", summary: "The labels that must be there", default: Default::Texts(&["owner"]) };

fn find(cx: &mut Cx<'_>) {
    required::tell_missing(cx, "labels", &KEYS);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, found_with};
    use super::*;
    use crate::model::parameters::Value;

    #[test]
    fn keys_patterns_and_kinds_are_set() {
        let texts = |texts: &[&str]| Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect());
        let set = |keys, values, kinds| [("keys", texts(keys)), ("values", texts(values)), ("kinds", texts(kinds))];
        let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    team: a-1\n    x: ${X}\n";
        assert_eq!(found(&RULE, text).len(), 0);
        for (keys, values, kinds, told) in [
            (&["team"][..], &[][..], &["Service"][..], 0),
            (&["team"], &["^[a-z]-[0-9]$"], &["Service"], 0),
            (&["team"], &["^b", "1$"], &["Service"], 0),
            (&["team"], &["^b"], &["Service"], 1),
            (&["team"], &["("], &["Service"], 0),
            (&["team", "owner", "app"], &[], &["Service"], 2),
            (&["x"], &["^b"], &["Service"], 0),
            (&["owner"], &[], &["Deployment"], 0),
            (&[], &[], &["Service"], 0),
        ] {
            assert_eq!(found_with(&RULE, text, &set(keys, values, kinds)).len(), told, "{keys:?} {values:?} {kinds:?}");
        }
    }
}
