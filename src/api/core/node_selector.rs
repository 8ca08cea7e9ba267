//! Node selectors, taints and tolerations, which several kinds have.

use super::helpers::{Seen, invalid_each, invalid_each_as};
use crate::api::Cx;
use crate::api::format::{is_dns1123_subdomain, is_label_value, is_qualified_name};
use crate::resource::Field;

const EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];
const OPERATORS: &[&str] = &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"];

/// Node labels that still work, and what to use in their place (`deprecatedNodeLabels` of `pkg/api/node/util.go`).
const DEPRECATED_LABELS: &[(&str, &str)] = &[
    ("beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead"),
    ("beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead"),
    (
        "failure-domain.beta.kubernetes.io/region",
        "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    ),
    ("failure-domain.beta.kubernetes.io/zone", "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"),
    ("beta.kubernetes.io/instance-type", "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead"),
    ("app.kubernetes.io/created-by", "deprecated since v1.9"),
    ("scheduler.alpha.kubernetes.io/preferAvoidPods", "deprecated since v1.22; use Taints and Tolerations instead"),
    ("node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead"),
];

/// `GetNodeLabelDeprecatedMessage`
pub(in crate::api) fn deprecated_node_label(key: &str) -> Option<&'static str> {
    DEPRECATED_LABELS.iter().find(|(label, _)| *label == key).map(|(_, message)| *message)
}

/// `ValidateNodeSelector`
pub(in crate::api) fn node_selector<'a>(cx: &mut Cx<'a>, selector: Field<'a>) {
    let terms = selector.at("nodeSelectorTerms");
    if terms.is_empty() {
        cx.required(terms, "must have at least one node selector term")
            .say("a node selector needs at least one term in `nodeSelectorTerms`");
    }
    for term in terms.items() {
        node_selector_term(cx, term);
    }
}

/// `ValidateNodeSelectorTerm`
pub(in crate::api) fn node_selector_term<'a>(cx: &mut Cx<'a>, term: Field<'a>) {
    term_with(cx, term, false);
}

/// `ValidateNodeSelectorTerm` of a preference, whose values may be anything: it cannot keep a pod from being placed.
pub(in crate::api) fn preferred_node_selector_term<'a>(cx: &mut Cx<'a>, term: Field<'a>) {
    term_with(cx, term, true);
}

fn term_with<'a>(cx: &mut Cx<'a>, term: Field<'a>, any_value: bool) {
    for expression in term.at("matchExpressions").items() {
        node_selector_requirement(cx, expression, any_value);
    }
    for expression in term.at("matchFields").items() {
        node_field_requirement(cx, expression);
    }
}

/// `ValidateNodeSelectorRequirement`
fn node_selector_requirement<'a>(cx: &mut Cx<'a>, requirement: Field<'a>, any_value: bool) {
    let (operator, values) = (requirement.at("operator"), requirement.at("values"));
    let given = operator.str();
    match given {
        "In" | "NotIn" if values.is_empty() => {
            cx.required(values, "must be specified when `operator` is 'In' or 'NotIn'")
                .say(format!("`operator: {given}` needs `values` to compare with"))
                .relate(operator.span(), "because of this operator");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            cx.forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
                .say(format!("`operator: {given}` takes no `values`"))
                .relate(operator.span(), "because of this operator");
        }
        "Gt" | "Lt" if values.len() != 1 => {
            cx.required(values, "must be specified single value when `operator` is 'Lt' or 'Gt'")
                .say(format!("`operator: {given}` needs exactly one value"))
                .relate(operator.span(), "because of this operator");
        }
        _ if OPERATORS.contains(&given) => {}
        _ => {
            cx.invalid_choice(operator, "not a valid selector operator", OPERATORS);
        }
    }
    invalid_each(cx, requirement.at("key"), is_qualified_name(requirement.at("key").str()));
    for value in values.items().filter(|_| !any_value) {
        invalid_each(cx, value, is_label_value(value.str()));
    }
}

/// `ValidateNodeFieldSelectorRequirement`
fn node_field_requirement<'a>(cx: &mut Cx<'a>, requirement: Field<'a>) {
    let (operator, values, key) = (requirement.at("operator"), requirement.at("values"), requirement.at("key"));
    if !["In", "NotIn"].contains(&operator.str()) {
        cx.invalid_choice(operator, "not a valid selector operator", &["In", "NotIn"]);
    } else if values.len() != 1 {
        cx.required(values, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
            .say("a node's field can be compared with one value only");
    }
    if key.str() != "metadata.name" {
        cx.invalid_choice(key, "not a valid field selector key", &["metadata.name"]);
        return;
    }
    for value in values.items() {
        invalid_each(cx, value, is_dns1123_subdomain(value.str()));
    }
}

/// `validateNodeTaints`, under the path at which the server reports them.
pub(in crate::api) fn taints<'a>(cx: &mut Cx<'a>, taints: Field<'a>, path: &str) {
    let mut seen = Seen::new();
    for (i, taint) in taints.items().enumerate() {
        let (key, value, effect) = (taint.at("key"), taint.at("value"), taint.at("effect"));
        invalid_each_as(cx, key, &format!("{path}[{i}].key"), is_qualified_name(key.str()));
        let problems = is_label_value(value.str());
        if !problems.is_empty() {
            cx.invalid_format(value, &problems.join(";")).field(format!("{path}[{i}].value"));
        }
        if effect.str().is_empty() {
            cx.required(effect, "")
                .field(format!("{path}[{i}].effect"))
                .say("a taint needs an `effect`")
                .help("one of NoSchedule, PreferNoSchedule and NoExecute");
        } else if !EFFECTS.contains(&effect.str()) {
            cx.not_supported(effect, EFFECTS).field(format!("{path}[{i}].effect"));
        }
        if let Some(first) = seen.note((key.str(), effect.str()), taint.span()) {
            cx.duplicate(taint)
                .field(format!("{path}[{i}]"))
                .say("a node can have a taint's key and effect once only")
                .relate(first, "the same key and effect stand here");
        }
    }
}

/// `ValidateTolerations`, without the numeric operators that no version allows by default.
pub(in crate::api) fn tolerations<'a>(cx: &mut Cx<'a>, tolerations: Field<'a>) {
    for toleration in tolerations.items() {
        let (key, operator, value) = (toleration.at("key"), toleration.at("operator"), toleration.at("value"));
        let effect = toleration.at("effect");
        if !key.str().is_empty() {
            invalid_each(cx, key, is_qualified_name(key.str()));
        }
        if key.str().is_empty() && operator.str() != "Exists" {
            cx.invalid(
                operator,
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
            )
            .say("a toleration without `key` needs `operator: Exists`")
            .help("give the taint's `key`, or `operator: Exists` to tolerate every taint");
        }
        if toleration.at("tolerationSeconds").exists() && effect.str() != "NoExecute" {
            cx.invalid(effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
                .say("`tolerationSeconds` needs `effect: NoExecute`")
                .relate(toleration.at("tolerationSeconds").span(), "because of this");
        }
        check_operator(cx, operator, value);
        if !effect.str().is_empty() && !EFFECTS.contains(&effect.str()) {
            cx.not_supported(effect, EFFECTS);
        }
    }
}

/// The operator and the value of a toleration.
fn check_operator<'a>(cx: &mut Cx<'a>, operator: Field<'a>, value: Field<'a>) {
    match operator.str() {
        "" | "Equal" => {
            let problems = is_label_value(value.str());
            if !problems.is_empty() {
                let path = cx.path(operator);
                cx.invalid_format(value, &problems.join(";")).field(path);
            }
        }
        "Exists" if !value.str().is_empty() => {
            let path = cx.path(operator);
            cx.invalid(value, "value must be empty when `operator` is 'Exists'")
                .field(path)
                .say("`operator: Exists` takes no `value`")
                .help("remove `value`, or use `operator: Equal`")
                .relate(operator.span(), "because of this operator");
        }
        "Exists" => {}
        "Lt" | "Gt" => {
            cx.not_supported(operator, &["Equal", "Exists", "Lt", "Gt"]);
        }
        _ => {
            cx.not_supported(operator, &["Equal", "Exists"]);
        }
    }
}
