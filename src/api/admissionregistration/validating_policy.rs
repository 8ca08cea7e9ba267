//! `ValidatingAdmissionPolicy`.

use super::conditions::match_conditions;
use super::expressions::{self, Scope};
use super::param::param_kind;
use super::rules::match_resources;
use super::{FAILURE_POLICIES, warn_static_suffix};
use crate::api::Cx;
use crate::api::format::is_qualified_name;
use crate::api::unique::Firsts;
use crate::resource::Field;

const AUDIT_ANNOTATIONS_MAX: usize = 20;
const VALUE_EXPRESSION_MAX: usize = 5 * 1024;
const REASONS: &[&str] = &["Forbidden", "Invalid", "RequestEntityTooLarge"];

/// `ValidateValidatingAdmissionPolicy`
pub(in crate::api) fn validating_admission_policy(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let with_params = policy_head(cx, spec);
    let mut scope = Scope { params: with_params, ..Scope::default() };
    expressions::variables(cx, spec.at("variables"), &mut scope);
    let (validations, annotations) = (spec.at("validations"), spec.at("auditAnnotations"));
    if validations.is_empty() && annotations.is_empty() {
        for (f, what) in [(validations, "validations"), (annotations, "auditAnnotations")] {
            cx.required(f, "validations or auditAnnotations must contain at least one item")
                .say(format!("the policy checks nothing: it has no `{what}`"));
        }
    } else {
        validations.items().for_each(|of| validation(cx, of, &scope));
        audit_annotations(cx, annotations, &scope);
    }
    warn_static_suffix(cx);
}

/// What policies of both kinds begin with; whether they have parameters.
pub(super) fn policy_head<'a>(cx: &mut Cx<'a>, spec: Field<'a>) -> bool {
    let (failure, params, constraints) = (spec.at("failurePolicy"), spec.at("paramKind"), spec.at("matchConstraints"));
    if failure.exists() && !FAILURE_POLICIES.contains(&failure.str()) {
        cx.not_supported(failure, FAILURE_POLICIES);
    }
    if params.exists() {
        param_kind(cx, params);
    }
    if constraints.exists() {
        match_resources(cx, constraints);
        let rules = constraints.at("resourceRules");
        if rules.is_empty() {
            cx.required(rules, "").help("say which resources and operations the policy is about");
        }
    } else {
        cx.required(constraints, "")
            .help("say with `resourceRules` which resources and operations the policy is about");
    }
    match_conditions(cx, spec.at("matchConditions"), params.exists());
    params.exists()
}

/// `validateValidation`
fn validation<'a>(cx: &mut Cx<'a>, of: Field<'a>, scope: &Scope) {
    let (expression, message, reason) = (of.at("expression"), of.at("message"), of.at("reason"));
    if expression.str().trim().is_empty() {
        cx.required(expression, "expression is not specified");
    } else {
        expressions::must_be_bool(cx, expression, scope);
    }
    let text = of.at("messageExpression");
    if !text.str().is_empty() && text.str().trim().is_empty() {
        cx.invalid(text, "must be non-empty if specified").say("the expression holds nothing but blanks");
    } else if !text.str().is_empty() {
        // The server asks here whether match conditions may use parameters, which comes to the same.
        expressions::must_be_string(cx, text, &Scope { authorizer: false, ..scope.clone() });
    }
    let trimmed = message.str().trim();
    if !message.str().is_empty() && trimmed.is_empty() {
        cx.invalid(message, "must be non-empty if specified").say("the message holds nothing but blanks");
    } else if trimmed.contains(['\n', '\r']) {
        cx.invalid(message, "must not contain line breaks").say("a message must be a single line");
    }
    if reason.exists() && !REASONS.contains(&reason.str()) {
        cx.not_supported(reason, REASONS);
    }
}

/// `validateAuditAnnotation` for each, and what they have to do with each other
fn audit_annotations<'a>(cx: &mut Cx<'a>, list: Field<'a>, scope: &Scope) {
    if list.len() > AUDIT_ANNOTATIONS_MAX {
        cx.invalid(list, format!("must not have more than {AUDIT_ANNOTATIONS_MAX} auditAnnotations"))
            .say(format!("{} audit annotations, {AUDIT_ANNOTATIONS_MAX} are allowed", list.len()));
    }
    let policy = cx.resource.name().unwrap_or_default();
    let mut seen = Firsts::default();
    for of in list.items() {
        let (key, value) = (of.at("key"), of.at("valueExpression"));
        if policy.is_empty() && cx.root().at("metadata").at("generateName").str().is_empty() {
            cx.invalid(key, "requires metadata.name be non-empty").say("an audit annotation needs the policy's name");
        } else {
            // A generated name is sound wherever its prefix is.
            let name = if policy.is_empty() { "generated" } else { policy };
            for detail in is_qualified_name(&format!("{name}/{}", key.str())) {
                cx.invalid_format(key, &detail);
            }
        }
        let text = value.str().trim();
        if text.is_empty() {
            cx.required(value, "valueExpression is not specified");
        } else if text.len() > VALUE_EXPRESSION_MAX {
            cx.required(value, &format!("must not exceed {VALUE_EXPRESSION_MAX} bytes in length"))
                .say(format!("the expression has {} bytes, {VALUE_EXPRESSION_MAX} are allowed", text.len()));
        } else {
            expressions::must_be_string_or_null(cx, value, scope);
        }
        if let Some(first) = seen.repeated(key) {
            cx.duplicate(key).relate(first.span(), "it is here already");
        }
    }
}
