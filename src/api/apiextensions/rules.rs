//! `x-kubernetes-validations`: rules in CEL.

use std::cell::Cell;
use std::rc::Rc;

use super::field_path::valid_field_path;
use super::rule_types::declared;
use super::structural::supported;
use super::{Place, invalid, not_supported, required};
use crate::api::Cx;
use crate::api::admissionregistration::{in_words, point_at};
use crate::api::cel::{self, Env, Type};

const REASONS: &[&str] = &["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/// What holds at a place of a schema (`specStandardValidatorV3` and `CELSchemaContext`).
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Whether this is the whole resource.
    pub(super) root: bool,
    /// Within `metadata`, `kind` or `apiVersion` of a resource.
    pub(super) in_metadata: bool,
    /// Why there may be no defaults, where there may not.
    pub(super) no_defaults: Option<String>,
    /// Whether rules are compiled.
    pub(super) rules: bool,
    /// The outermost place within which old and new values cannot be matched up.
    pub(super) uncorrelated: Option<String>,
    /// Mistakes in rules so far, which are no mistakes of the schema around them.
    pub(super) broken_rules: Rc<Cell<usize>>,
}

impl Scope {
    /// One level down.
    pub(super) fn inside(&self) -> Self {
        Scope { root: false, ..self.clone() }
    }

    pub(super) fn without_defaults(mut self, reason: &str) -> Self {
        self.no_defaults = Some(reason.to_owned());
        self
    }

    pub(super) fn uncorrelated(mut self, path: &str) -> Self {
        self.uncorrelated.get_or_insert_with(|| path.to_owned());
        self
    }
}

/// What is wrong with rules before they are compiled.
pub(super) fn texts<'a>(cx: &mut Cx<'a>, schema: &Place<'a>) {
    for of in schema.items("x-kubernetes-validations") {
        let (rule, message, path) = (of.at("rule"), of.at("message"), of.at("fieldPath"));
        let broken = |text: &str| text.contains(['\n', '\r']);
        let (text, said) = (rule.f.str().trim(), message.f.str().trim());
        if text.is_empty() {
            required(cx, &rule, "rule is not specified");
        } else if !message.f.str().is_empty() && said.is_empty() {
            invalid(cx, &message, "must be non-empty if specified");
        } else if broken(said) {
            invalid(cx, &message, "must not contain line breaks").say("a message must be a single line");
        } else if broken(text) && said.is_empty() {
            required(cx, &message, "message must be specified if rule contains line breaks")
                .say("a rule of several lines needs a `message`");
        }
        let expression = of.at("messageExpression");
        if !expression.f.str().is_empty() && expression.f.str().trim().is_empty() {
            required(cx, &expression, "messageExpression must be non-empty if specified");
        }
        let reason = of.at("reason");
        if reason.f.exists() && !REASONS.contains(&reason.f.str()) {
            not_supported(cx, &reason, REASONS);
        }
        if !path.f.str().is_empty() {
            field_path(cx, schema, &path);
        }
    }
}

fn field_path<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, path: &Place<'a>) {
    if path.f.str().trim().is_empty() {
        invalid(cx, path, "must be non-empty if specified");
    }
    if path.f.str().contains(['\n', '\r']) {
        invalid(cx, path, "must not contain line breaks");
    }
    if supported(schema, 0).is_ok()
        && let Err(problem) = valid_field_path(path.f.str(), schema, true)
    {
        invalid(cx, path, "must be a valid path").say(format!("`{}` leads nowhere: {problem}", path.f.str()));
    }
}

/// Compiles the rules of a place (`cel.Compile`); what they may cost is not estimated.
pub(super) fn compiled<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, scope: &Scope) {
    if schema.f.at("x-kubernetes-validations").is_empty() {
        return;
    }
    let resource = scope.root || schema.flag("x-kubernetes-embedded-resource");
    let Some(ty) = declared(schema, resource, 0) else { return };
    let before = cx.errors();
    for of in schema.items("x-kubernetes-validations") {
        rule(cx, &of, &ty, scope);
    }
    scope.broken_rules.set(scope.broken_rules.get() + cx.errors() - before);
}

fn rule<'a>(cx: &mut Cx<'a>, of: &Place<'a>, ty: &Type, scope: &Scope) {
    let (rule, message, optional) = (of.at("rule"), of.at("messageExpression"), of.at("optionalOldSelf"));
    if rule.f.str().trim().is_empty() {
        return;
    }
    let old = if optional.f.bool() { Type::optional(ty.clone()) } else { ty.clone() };
    let variables = [("self".to_owned(), ty.clone()), ("oldSelf".to_owned(), old)].into();
    let env = Env { variables, server: Some(cx.version), patches: false };
    let mut uses_old = false;
    if let Some(checked) = expression(cx, &rule, &env, "compilation failed: ") {
        uses_old = checked.used.iter().any(|name| name == "oldSelf");
        if checked.ty != Type::Bool {
            invalid(cx, &rule, "cel expression must evaluate to a bool")
                .say(format!("this rule makes a value of type {}, it must be true or false", checked.ty));
        } else if !message.f.str().is_empty()
            && let Some(text) = expression(cx, &message, &env, "messageExpression compilation failed: ")
            && text.ty != Type::String
        {
            invalid(cx, &message, "messageExpression must evaluate to a string")
                .say(format!("this expression makes a value of type {}, it must be a text", text.ty))
                .help("put `string(…)` around it");
        }
    }
    if !uses_old && optional.f.exists() {
        invalid(cx, &optional, "may not be set if oldSelf is not used in rule")
            .say("`optionalOldSelf` has a meaning only where the rule uses `oldSelf`");
    } else if uses_old && let Some(path) = &scope.uncorrelated {
        let detail = format!("oldSelf cannot be used on the uncorrelatable portion of the schema within {path}");
        invalid(cx, &rule, &detail)
            .say("the items of this list cannot be told apart, so that no old value belongs to a new one");
    }
}

fn expression<'a>(cx: &mut Cx<'a>, place: &Place<'a>, env: &Env, head: &str) -> Option<cel::Checked> {
    let text = place.f.str();
    match cel::compile(text, env) {
        Ok(checked) => Some(checked),
        Err(issues) => {
            let detail = format!("{head}{}", cel::printed(text, &issues));
            let finding = invalid(cx, place, &detail);
            finding.say(in_words(&issues[0]));
            point_at(finding, place.f, &issues[0]);
            None
        }
    }
}
