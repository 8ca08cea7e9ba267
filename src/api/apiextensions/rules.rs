//! `x-kubernetes-validations`: rules in CEL.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::field_path::valid_field_path;
use super::rule_costs::{self, Total, times_within};
use super::structural::supported;
use super::{Place, invalid, not_supported, required};
use crate::api::Cx;
use crate::api::admissionregistration::told;
use crate::cel::value::Failure;
use crate::cel::{self, Checked, Decl, Env, Type, cost, escape};
use crate::model::{Finding, Reason};
use crate::schema::crd::{REQUEST_MAX, declared_at};
use crate::schema::of_reason;
use crate::schema::words::sentence;

const REASONS: &[&str] = &["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/// What holds at a place of a schema (`specStandardValidatorV3` and `CELSchemaContext`).
#[derive(Clone, Debug, Default)]
pub(super) struct Scope<'a> {
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
    /// How often there may be a value of this place; none where nothing bounds it.
    pub(super) times: Option<u64>,
    /// What all rules cost.
    pub(super) total: Rc<RefCell<Total<'a>>>,
    /// What is declared here, where a rule of this place or of one around it speaks of it.
    pub(super) decl: Option<Arc<Decl>>,
}

/// The way from a schema to one within it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way<'w> {
    /// To the property of that name.
    Property(&'w str),
    /// To what all items or other fields are.
    Item,
}

impl Scope<'_> {
    /// One level down.
    pub(super) fn inside(&self, schema: &Place<'_>, way: Way<'_>) -> Self {
        let decl = self.decl.as_ref().and_then(|decl| match way {
            Way::Property(name) => decl.field(&escape(name)?).cloned(),
            Way::Item => decl.item().cloned(),
        });
        Scope { root: false, times: times_within(schema, self.times), decl, ..self.clone() }
    }

    /// The same place, with what is declared there if it has rules.
    pub(super) fn with_rules(&self, schema: &Place<'_>) -> Self {
        let mut scope = self.clone();
        if scope.rules && scope.decl.is_none() && !schema.f.at("x-kubernetes-validations").is_empty() {
            let resource = self.root || schema.flag("x-kubernetes-embedded-resource");
            scope.decl = schema.f.node().and_then(|node| declared_at(node, resource));
        }
        scope
    }

    /// One level down, where no rules are looked at.
    pub(super) fn without_rules(&self) -> Self {
        Scope { root: false, rules: false, decl: None, ..self.clone() }
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

/// Compiles the rules of a place (`cel.Compile`).
pub(super) fn compiled<'a>(cx: &mut Cx<'a>, schema: &Place<'a>, scope: &Scope<'a>) {
    let rules = schema.at("x-kubernetes-validations");
    if rules.f.is_empty() {
        return;
    }
    let before = cx.errors();
    match &scope.decl {
        Some(decl) => {
            for of in schema.items("x-kubernetes-validations") {
                rule(cx, &of, decl, scope);
            }
        }
        None => {
            const DETAIL: &str = "Internal error: internal error: failed to construct type information for \
                                  x-kubernetes-validations rules: unable to convert structural schema to CEL declarations";
            let told = "no rule can speak of values whose type is not declared";
            cx.refuse(of_reason(Reason::InternalError), Reason::InternalError, rules.f, DETAIL, told).field(rules.path);
        }
    }
    scope.broken_rules.set(scope.broken_rules.get() + cx.errors() - before);
}

/// The name that the server gives to the type of `self`; it adds the time.
const SELF_TYPE: &str = "selfType0";

fn rule<'a>(cx: &mut Cx<'a>, of: &Place<'a>, decl: &Arc<Decl>, scope: &Scope<'a>) {
    let (rule, optional) = (of.at("rule"), of.at("optionalOldSelf"));
    if rule.f.str().trim().is_empty() {
        return;
    }
    let ty = decl.named(SELF_TYPE);
    let old = if optional.f.bool() { Type::optional(ty.clone()) } else { ty.clone() };
    let variables = [("self".to_owned(), ty), ("oldSelf".to_owned(), old)].into();
    let env = Env { variables, server: Some(cx.version), ..Env::default() };
    let checked = condition(cx, of, &env);
    let uses_old = checked.as_ref().is_some_and(|checked| checked.refers_to("oldSelf"));
    // Of a rule that cannot be read nobody knows.
    let is_read = checked.is_some();
    if let Some(checked) = checked.filter(|checked| ready(cx, of, "rule", checked, "program")) {
        let each = cost::estimate(&checked, &cost::Declared(decl)).max;
        // Where nothing bounds how often it is there, no more fit into a request.
        let times = scope.times.unwrap_or(REQUEST_MAX / decl.min_size.saturating_add(1));
        let cost = each.saturating_mul(times);
        rule_costs::one(cx, &rule, "estimated rule cost", cost);
        scope.total.borrow_mut().add(&rule, cost);
        message(cx, of, decl, &env, scope);
    }
    if !uses_old && optional.f.exists() {
        let finding = invalid(cx, &optional, "may not be set if oldSelf is not used in rule");
        finding.say(if is_read {
            "`optionalOldSelf` has a meaning only where the rule uses `oldSelf`"
        } else {
            "what `optionalOldSelf` is for is not known before the rule can be read"
        });
    } else if uses_old && let Some(path) = &scope.uncorrelated {
        let detail = format!("oldSelf cannot be used on the uncorrelatable portion of the schema within {path}");
        invalid(cx, &rule, &detail)
            .say("the items of this list cannot be told apart, so that no old value belongs to a new one");
    }
}

/// The rule itself, which must be true or false.
fn condition<'a>(cx: &mut Cx<'a>, of: &Place<'a>, env: &Env) -> Option<Checked> {
    let checked = expression(cx, of, "rule", env, "compilation failed: ")?;
    if checked.ty != Type::Bool {
        refused(cx, of, "rule", "cel expression must evaluate to a bool")
            .say(format!("this rule makes a value of type {}, it must be true or false", checked.ty));
        return None;
    }
    Some(checked)
}

/// `messageExpression`, which makes a text.
fn message<'a>(cx: &mut Cx<'a>, of: &Place<'a>, decl: &Arc<Decl>, env: &Env, scope: &Scope<'a>) {
    let message = of.at("messageExpression");
    if message.f.str().is_empty() {
        return;
    }
    let Some(checked) = expression(cx, of, "messageExpression", env, "messageExpression compilation failed: ") else {
        return;
    };
    if checked.ty != Type::String {
        refused(cx, of, "messageExpression", "messageExpression must evaluate to a string")
            .say(format!("this expression makes a value of type {}, it must be a text", checked.ty))
            .help("put `string(…)` around it");
        return;
    }
    if !ready(cx, of, "messageExpression", &checked, "messageExpression") {
        return;
    }
    let cost = cost::estimate(&checked, &cost::Declared(decl)).max;
    rule_costs::one(cx, &message, "estimated messageExpression cost", cost);
    scope.total.borrow_mut().add(&message, cost);
}

fn expression<'a>(cx: &mut Cx<'a>, of: &Place<'a>, name: &'static str, env: &Env, head: &str) -> Option<Checked> {
    let place = of.at(name);
    let text = place.f.str();
    match cel::compile(text, env) {
        Ok(checked) => Some(checked),
        Err(issues) => {
            let detail = format!("{head}{}", cel::printed(text, &issues));
            told(refused(cx, of, name, &detail), place.f, &issues);
            None
        }
    }
}

/// Whether an expression can be made ready to run: what is the same in all runs is worked out before any.
fn ready<'a>(cx: &mut Cx<'a>, of: &Place<'a>, name: &'static str, checked: &Checked, what: &str) -> bool {
    let Some(Err(Failure(problem))) = checked.plan() else { return true };
    refused(cx, of, name, &format!("{what} instantiation failed: {problem}"))
        .say(format!("a part of this expression fails whatever the values are: {problem}"));
    false
}

/// A field of a rule that cannot be used; the server shows the whole rule (`field.Invalid` of an `internal.ValidationRule`).
fn refused<'a, 'c>(cx: &'c mut Cx<'a>, of: &Place<'a>, name: &'static str, detail: &str) -> &'c mut Finding {
    let place = of.at(name);
    let field = |name| json(of.text(name));
    let reason = of.at("reason");
    let reason = if reason.f.exists() { json(reason.f.str()) } else { "null".to_owned() };
    let optional = of.at("optionalOldSelf");
    let optional = if optional.f.exists() { optional.f.bool().to_string() } else { "null".to_owned() };
    let body = format!(
        "Invalid value: {{\"Rule\":{},\"Message\":{},\"MessageExpression\":{},\"Reason\":{reason},\"FieldPath\":{},\
         \"OptionalOldSelf\":{optional}}}: {detail}",
        field("rule"),
        field("message"),
        field("messageExpression"),
        field("fieldPath"),
    );
    let told = sentence(place.f, detail);
    cx.refuse(of_reason(Reason::Invalid), Reason::Invalid, place.f, body, told).field(place.path)
}

/// A text as Go's `encoding/json` writes it, fit for HTML.
fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
