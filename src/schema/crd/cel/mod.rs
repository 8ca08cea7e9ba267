//! `x-kubernetes-validations`: `apiserver/schema/cel/validation.go`, evaluated by the `cel` crate with the libraries
//! that `kube-cel` ports from Kubernetes.
//!
//! What we cannot evaluate is never a refusal: it is handed back as not checked.

mod helpers;
mod program;
mod rewrite;
mod value;

pub(super) use program::Programs;

use super::field_path::Steps;
use super::path;
use super::schema::{Additional, Rule, Schema};
use super::value::{Data, Value};
use crate::model::Reason;
use crate::source::{Kind, Node};
use program::Verdict;

/// A rule that a value breaks.
#[derive(Debug)]
pub(super) struct Broken<'v> {
    /// Where the server reports it; empty for the object itself.
    pub(super) path: String,
    pub(super) node: Node<'v>,
    pub(super) reason: Reason,
    /// What the definition's author says of it.
    pub(super) detail: String,
    pub(super) rule: &'v str,
    /// The value as JSON, where it is a scalar.
    pub(super) given: Option<String>,
}

/// What became of the rules.
#[derive(Debug, Default)]
pub(super) struct Ruling<'v> {
    pub(super) broken: Vec<Broken<'v>>,
    /// Rules that could not be evaluated here.
    pub(super) not_checked: Vec<&'v str>,
}

/// `hasXValidations`: whether any rule is found on the way that the server looks for them.
pub(super) fn has_rules(schema: Node<'_>) -> bool {
    schema.source().contains("x-kubernetes-validations") && find_rules(schema)
}

fn find_rules(schema: Node<'_>) -> bool {
    schema.entries().any(|entry| match entry.key.scalar_text() {
        "x-kubernetes-validations" => !entry.value.is_empty() && entry.value.kind() == Kind::Seq,
        "items" | "additionalProperties" => find_rules(entry.value),
        "properties" => entry.value.entries().any(|property| find_rules(property.value)),
        _ => false,
    })
}

/// Evaluates every rule that a create meets.
pub(super) fn check<'v, 'd: 'v>(root: &Value<'v>, schema: &'v Schema<'d>, node: Node<'v>) -> Ruling<'v> {
    let mut ruling = Ruling::default();
    let place = Place { path: String::new(), node, resource: true };
    validate(root, schema, schema, &place, &mut ruling);
    ruling
}

struct Place<'v> {
    path: String,
    node: Node<'v>,
    /// Whether it is a resource, whose metadata rules may read.
    resource: bool,
}

/// `Validator.validate`. `rules` is where the rules are written, `shape` what describes the value: they differ
/// within `allOf`.
fn validate<'v, 'd: 'v>(
    value: &Value<'v>,
    rules: &'v Schema<'d>,
    shape: &'v Schema<'d>,
    place: &Place<'v>,
    ruling: &mut Ruling<'v>,
) {
    if value.is_null() {
        return;
    }
    let node = value.at.unwrap_or(place.node);
    for rule in &rules.props().rules {
        apply(rule, value, shape, place, node, ruling);
    }
    for nested in &rules.props().all_of {
        validate(value, nested, shape, place, ruling);
    }
    let (rules, shape) = (rules.props(), shape.props());
    let mut inner = |value: &Value<'v>, rules: &'v Schema<'d>, shape: &'v Schema<'d>, path: String| {
        let place = Place { path, node, resource: shape.props().embedded };
        validate(value, rules, shape, &place, ruling);
    };
    match &value.data {
        Data::List(items) => {
            if let (Some(rules), Some(shape)) = (&rules.items, &shape.items) {
                for (index, item) in items.iter().enumerate() {
                    inner(item, rules, shape, path::index(&place.path, index));
                }
            }
        }
        Data::Map(entries) => {
            for (key, value) in entries {
                if let (Additional::Each(rules), Additional::Each(shape)) = (&rules.additional, &shape.additional) {
                    inner(value, rules, shape, path::key(&place.path, key));
                }
                if let (Some(rules), Some(shape)) = (rules.property(key), shape.property(key)) {
                    inner(value, rules, shape, path::child(&place.path, key));
                }
            }
        }
        _ => {}
    }
}

fn apply<'v, 'd: 'v>(
    rule: &'v Rule<'d>,
    value: &Value<'v>,
    shape: &'v Schema<'d>,
    place: &Place<'v>,
    node: Node<'v>,
    ruling: &mut Ruling<'v>,
) {
    if rule.rule.is_empty() {
        return;
    }
    // Rules about a change have nothing to compare with on a create.
    if !rule.optional_old_self && rule.programs.uses_old_self(rule.rule) {
        return;
    }
    let Some(this) = value::convert(value, shape, place.resource) else {
        ruling.not_checked.push(rule.rule);
        return;
    };
    match rule.programs.rule(rule.rule, &this) {
        Verdict::Holds => {}
        Verdict::Unknown => ruling.not_checked.push(rule.rule),
        Verdict::Fails(problem) => {
            let told = if rule.message.is_empty() { rule.rule } else { rule.message };
            let detail = format!("{problem} evaluating rule: {told}");
            let given = Some(format!("{:?}", shape.props().ty));
            let path = place.path.clone();
            ruling.broken.push(Broken { path, node, reason: Reason::Invalid, detail, rule: rule.rule, given });
        }
        Verdict::Broken => {
            let said = rule.programs.message(rule.message_expression, &this);
            let detail = said.unwrap_or_else(|| match rule.message {
                "" => format!("failed rule: {}", rule.rule),
                message => message.to_owned(),
            });
            let scalar = !matches!(value.data, Data::Map(_) | Data::List(_));
            let (path, node) = pointed(rule.field_path, &place.path, value, node, shape);
            let reason = match rule.reason {
                "FieldValueForbidden" => Reason::Forbidden,
                "FieldValueRequired" => Reason::Required,
                "FieldValueDuplicate" => Reason::Duplicate,
                _ => Reason::Invalid,
            };
            let given = scalar.then(|| value.json());
            ruling.broken.push(Broken { path, node, reason, detail, rule: rule.rule, given });
        }
    }
}

/// Where a rule with a `fieldPath` points; a path that leads nowhere, which no server takes, points at the value itself.
fn pointed<'v>(
    field_path: &str,
    base: &str,
    value: &Value<'v>,
    node: Node<'v>,
    shape: &Schema<'_>,
) -> (String, Node<'v>) {
    let mut below = String::new();
    let (mut at, mut value, mut shape) = (node, Some(value), Some(shape));
    for name in Steps::of(field_path, true) {
        let (Ok(name), Some(here)) = (name, shape) else { return (base.to_owned(), node) };
        below = match here.props().properties.is_empty() {
            true => path::key(&below, &name),
            false => path::child(&below, &name),
        };
        shape = here.field(&name);
        value = value.and_then(|value| value.get(&name));
        at = value.and_then(|value| value.at).unwrap_or(at);
    }
    match (shape.is_some(), below.is_empty()) {
        (true, false) => (path::child(base, &below), at),
        _ => (base.to_owned(), node),
    }
}
