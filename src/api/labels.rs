//! Labels and label selectors: `apimachinery/pkg/apis/meta/v1/validation/validation.go`.

use super::cx::Cx;
use super::format::{is_label_value, is_qualified_name};
use crate::resource::Field;

/// How `ValidateLabelSelector` is to judge (`LabelSelectorValidationOptions`).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SelectorOptions {
    /// Values of expressions may be anything.
    pub allow_invalid_values: bool,
    /// Operators that nobody knows pass.
    pub allow_unknown_operators: bool,
}

/// `ValidateLabels`: both keys and values are reported at the map.
pub(crate) fn labels<'a>(cx: &mut Cx<'a>, labels: Field<'a>) {
    for (key, value) in super::entries(labels) {
        for detail in is_qualified_name(key.scalar_text()) {
            cx.invalid_key(labels, key, &detail);
        }
        for detail in is_label_value(value.str()) {
            let finding = cx.invalid_in(labels, value, &detail);
            let message = format!("the value of label `{}`: {}", key.scalar_text(), finding.message);
            finding.say(message);
        }
    }
}

/// `ValidateLabelName`
pub(crate) fn label_name<'a>(cx: &mut Cx<'a>, key: Field<'a>) {
    for detail in is_qualified_name(key.str()) {
        cx.invalid_format(key, &detail);
    }
}

/// `ValidateLabelSelector` with the strictest options, as a create has them.
pub(crate) fn label_selector<'a>(cx: &mut Cx<'a>, selector: Field<'a>) {
    label_selector_with(cx, selector, SelectorOptions::default());
}

/// `ValidateLabelSelector`
pub(crate) fn label_selector_with<'a>(cx: &mut Cx<'a>, selector: Field<'a>, options: SelectorOptions) {
    labels(cx, selector.at("matchLabels"));
    for requirement in selector.at("matchExpressions").items() {
        selector_requirement(cx, requirement, options);
    }
}

/// `ValidateLabelSelectorRequirement`
pub(crate) fn selector_requirement<'a>(cx: &mut Cx<'a>, requirement: Field<'a>, options: SelectorOptions) {
    let (operator, values) = (requirement.at("operator"), requirement.at("values"));
    match operator.str() {
        "In" | "NotIn" => {
            if values.is_empty() {
                cx.required(values, "must be specified when `operator` is 'In' or 'NotIn'")
                    .say(format!("`operator: {}` needs `values` to compare with", operator.str()))
                    .relate(operator.span(), "because of this operator");
            }
        }
        "Exists" | "DoesNotExist" => {
            if !values.is_empty() {
                cx.forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
                    .say(format!("`operator: {}` takes no `values`", operator.str()))
                    .relate(operator.span(), "because of this operator");
            }
        }
        _ if options.allow_unknown_operators => {}
        _ => {
            cx.invalid_choice(operator, "not a valid selector operator", &["In", "NotIn", "Exists", "DoesNotExist"]);
        }
    }
    label_name(cx, requirement.at("key"));
    if !options.allow_invalid_values {
        for value in values.items() {
            for detail in is_label_value(value.str()) {
                cx.invalid_format(value, &detail);
            }
        }
    }
}
