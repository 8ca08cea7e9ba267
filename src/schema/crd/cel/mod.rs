//! `x-kubernetes-validations`: `apiserver/schema/cel/validation.go`.
//!
//! What we cannot evaluate is never a refusal: it is handed back as not checked.

mod declared;
mod point;
mod rule;
mod typed;
mod view;

pub use declared::{REQUEST_MAX, declared_at, none_below};
pub(super) use rule::Programs;

use super::path;
use super::schema::{Additional, Rule, Schema};
use super::value::{Data, Value};
use crate::cel::{Why, escape};
use crate::model::Reason;
use crate::source::{Kind, Node};
use rule::{Applied, SPENT, Verdict};
use view::{is_seen, view};

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
    /// The part of the rule that is `false`, and the values that made it so.
    pub(super) why: Option<Why>,
}

/// What became of the rules.
#[derive(Debug)]
pub(super) struct Ruling<'v> {
    pub(super) broken: Vec<Broken<'v>>,
    /// Rules that could not be evaluated here.
    pub(super) not_checked: Vec<&'v str>,
    /// What is left to spend.
    budget: u64,
    /// Whether the value is held against itself as the old one; it is new otherwise.
    unchanged: bool,
}

impl Broken<'_> {
    /// The cause's text (`field.Error.ErrorBody`).
    pub(super) fn body(&self) -> String {
        let detail = &self.detail;
        match (self.reason, &self.given) {
            (Reason::Required, _) => format!("Required value: {detail}"),
            (Reason::Forbidden, _) => format!("Forbidden: {detail}"),
            (Reason::Duplicate, Some(given)) => format!("Duplicate value: {given}"),
            (Reason::Duplicate, None) => "Duplicate value".to_owned(),
            (_, Some(given)) => format!("Invalid value: {given}: {detail}"),
            (_, None) => format!("Invalid value: {detail}"),
        }
    }
}

/// What all rules of an object may cost together (`celconfig.RuntimeCELCostBudget`).
const BUDGET: u64 = 10_000_000;

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

/// Evaluates every rule that a create of a resource meets.
pub(super) fn check<'v, 'd: 'v>(root: &Value<'v>, schema: &'v Schema<'d>, node: Node<'v>) -> Ruling<'v> {
    ruling(root, schema, node, true, false)
}

/// The same of a default, which may be of a resource: it must be fit to stay as it is, and then to be new.
pub(super) fn check_default<'v, 'd: 'v>(
    value: &Value<'v>,
    schema: &'v Schema<'d>,
    node: Node<'v>,
    resource: bool,
) -> Vec<Broken<'v>> {
    let broken = ruling(value, schema, node, resource, true).broken;
    if broken.is_empty() { ruling(value, schema, node, resource, false).broken } else { broken }
}

fn ruling<'v, 'd: 'v>(
    root: &Value<'v>,
    schema: &'v Schema<'d>,
    node: Node<'v>,
    resource: bool,
    unchanged: bool,
) -> Ruling<'v> {
    let mut ruling = Ruling { broken: Vec::new(), not_checked: Vec::new(), budget: BUDGET, unchanged };
    let place = Place { path: String::new(), node, resource };
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
/// within `allOf`. False where no further rule is to be looked at.
fn validate<'v, 'd: 'v>(
    value: &Value<'v>,
    rules: &'v Schema<'d>,
    shape: &'v Schema<'d>,
    place: &Place<'v>,
    ruling: &mut Ruling<'v>,
) -> bool {
    if value.is_null() {
        return true;
    }
    let node = value.at.unwrap_or(place.node);
    if !apply(&rules.props().rules, value, shape, place, node, ruling) {
        return false;
    }
    let all_of = &rules.props().all_of;
    if !all_of.iter().all(|nested| validate(value, nested, shape, place, ruling)) {
        return false;
    }
    let (rules, shape) = (rules.props(), shape.props());
    let mut inner = |value: &Value<'v>, rules: &'v Schema<'d>, shape: &'v Schema<'d>, path: String| {
        let place = Place { path, node, resource: shape.props().embedded };
        validate(value, rules, shape, &place, ruling)
    };
    match &value.data {
        Data::List(items) => {
            let (Some(rules), Some(shape)) = (&rules.items, &shape.items) else { return true };
            items.iter().enumerate().all(|(index, item)| inner(item, rules, shape, path::index(&place.path, index)))
        }
        Data::Map(entries) => entries.iter().all(|(key, value)| {
            let each = match (&rules.additional, &shape.additional) {
                (Additional::Each(rules), Additional::Each(shape)) => {
                    inner(value, rules, shape, path::key(&place.path, key))
                }
                _ => true,
            };
            // Fields of which rules can see nothing have none that count.
            let seen = |shape: &Schema<'_>| escape(key).is_none() || is_seen(shape);
            each && match (rules.property(key), shape.property(key)) {
                (Some(rules), Some(shape)) if seen(shape) => inner(value, rules, shape, path::child(&place.path, key)),
                _ => true,
            }
        }),
        _ => true,
    }
}

/// Applies the rules of a schema to a value; false where no further rule is to be looked at (`validateExpressions`).
fn apply<'v, 'd: 'v>(
    rules: &'v [Rule<'d>],
    value: &Value<'v>,
    shape: &'v Schema<'d>,
    place: &Place<'v>,
    node: Node<'v>,
    ruling: &mut Ruling<'v>,
) -> bool {
    let Some(first) = rules.first() else { return true };
    let this = view(value, shape, place.resource);
    let mut applied = Applied { rule: first, value, this, shape, place, node, unchanged: ruling.unchanged };
    if ruling.budget == 0 {
        ruling.broken.push(applied.failed(SPENT.to_owned()));
        return false;
    }
    for rule in rules {
        applied.rule = rule;
        match applied.verdict(&mut ruling.budget) {
            Verdict::Holds => {}
            Verdict::Unknown => ruling.not_checked.push(rule.rule),
            Verdict::Broken(broken) => ruling.broken.push(broken),
            Verdict::Last(broken) => {
                ruling.broken.push(broken);
                return false;
            }
        }
    }
    true
}
