//! Pods whose names are looked up as the cluster has it.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::placeholder::is_filled_in_later;
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;
use crate::source::Node;

/// `lint/dns-options`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[OPTIONS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/dns-options",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A pod without the wanted options of its resolver",
    explanation: "With `ndots: 5`, which a cluster gives its pods, a name of fewer dots is first tried with each \
                  search domain behind it: `api.example.com` costs four questions or more that nobody can answer. \
                  With `ndots: 2` names inside of the cluster (`web.shop`) are still found, and those outside at \
                  once. Which options are wanted may be set.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      dnsConfig:\n        options:\n        - name: ndots\n          value: \"2\"\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

const OPTIONS: Parameter = Parameter {
    name: "options",
    summary: "The options that a pod must have, as `name=value`",
    default: Default::Texts(&["ndots=2"]),
};

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let options = pod.spec.at("dnsConfig").at("options");
    for wanted in cx.texts(&OPTIONS) {
        let (name, value) = wanted.split_once('=').unwrap_or((wanted, ""));
        let own = options.items().filter(|option| option.at("name").str() == name).map(|option| option.at("value"));
        let given: Vec<Field<'_>> = own.collect();
        if given.iter().any(|field| text(*field) == value || is_filled_in_later(text(*field))) {
            continue;
        }
        let other = given.first().copied().filter(|field| field.exists());
        let message = format!("the pods of {} do not have the DNS option `{wanted}`", whole::called(cx));
        let place = if options.exists() { None } else { whole::place(cx) };
        cx.report(other.unwrap_or(options), place, message)
            .help(format!("add `{{name: {name}, value: \"{value}\"}}` to `dnsConfig.options`"));
    }
}

/// A value as it is written, a number's among them.
fn text<'a>(field: Field<'a>) -> &'a str {
    field.node().map_or("", Node::scalar_text)
}
