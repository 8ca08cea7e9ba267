//! Holding a value against its schema, as kube-openapi's `pkg/validation/validate` does: the same checks in the same
//! order, with the same count of passed checks by which it chooses among alternatives.

mod combine;
mod container;
mod problem;
mod scalar;

pub(super) use problem::{Problem, What};

use super::format;
use super::schema::{Props, Schema};
use super::value::{Data, Value};
use crate::model::{MOST_TOLD, Version};
use crate::source::Node;

/// What validating a value against one schema came to (`validate.Result`).
#[derive(Debug, Default)]
pub(super) struct Outcome<'v> {
    pub(super) problems: Vec<Problem<'v>>,
    /// Problems beyond those that anybody reads.
    pub(super) untold: usize,
    /// Checks passed, by which the best of several failed alternatives is chosen.
    matches: usize,
}

impl<'v> Outcome<'v> {
    fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }

    /// `AddErrors`: what was said already is not said again.
    fn add(&mut self, problem: Problem<'v>) {
        if self.problems.len() >= MOST_TOLD {
            self.untold += 1;
        } else if !self.problems.iter().any(|known| known.message == problem.message) {
            self.problems.push(problem);
        }
    }

    fn merge(&mut self, other: Outcome<'v>) {
        other.problems.into_iter().for_each(|problem| self.add(problem));
        self.untold += other.untold;
        self.matches += other.matches;
    }
}

/// A place in the resource: the server's path to it, and the nearest node that is written there.
#[derive(Clone, Copy, Debug)]
struct Place<'p, 'v> {
    path: &'p str,
    node: Node<'v>,
}

impl<'v> Place<'_, 'v> {
    fn problem(self, what: What<'v>) -> Problem<'v> {
        Problem::new(what, self.path, self.node)
    }
}

/// Everything wrong with `root` under `schema`.
pub(super) fn validate<'v, 'd: 'v>(
    root: &Value<'v>,
    schema: &'v Schema<'d>,
    node: Node<'v>,
    version: Version,
) -> Outcome<'v> {
    check(root, schema, Place { path: "", node }, version)
}

/// `SchemaValidator.Validate`
fn check<'v, 'd: 'v>(value: &Value<'v>, schema: &'v Schema<'d>, place: Place<'_, 'v>, version: Version) -> Outcome<'v> {
    let props = schema.props();
    let place = Place { node: value.at.unwrap_or(place.node), ..place };
    let format = format::supported(props.types(), props.format, version);
    let mut outcome = Outcome::default();
    if value.is_null() {
        outcome.merge(type_of(value, props, format, place));
        outcome.merge(choices(value, props, place));
        return outcome;
    }
    let mut run = |result: Outcome<'v>| {
        outcome.merge(result);
        outcome.matches += 1;
    };
    if !props.types().is_empty() || !format.is_empty() {
        run(type_of(value, props, format, place));
    }
    run(combine::check(value, props, place, version));
    match &value.data {
        Data::Str(text) => {
            run(scalar::text(text, props, place));
            if format::is_known(format) {
                run(scalar::format(text, format, place));
            }
        }
        Data::Int(_) | Data::Float(_) => run(scalar::number(value, props, format, place)),
        Data::List(items) => run(container::list(items, props, place, version)),
        _ => {}
    }
    run(choices(value, props, place));
    if let Data::Map(entries) = &value.data {
        run(container::map(entries, props, place, version));
    }
    outcome.matches += 1;
    outcome
}

/// `typeValidator.Validate`
fn type_of<'v, 'd: 'v>(value: &Value<'v>, props: &'v Props<'d>, format: &'v str, place: Place<'_, 'v>) -> Outcome<'v> {
    let types = props.types();
    let has = |ty: &str| types.contains(&ty);
    let wrong = |want: String, got: &'static str| {
        let mut outcome = Outcome::default();
        outcome.add(place.problem(What::Type { want, got }));
        outcome
    };
    let right = Outcome { matches: 1, ..Outcome::default() };
    if value.is_null() {
        return if types.is_empty() || props.nullable { right } else { wrong(types.join(","), "null") };
    }
    let (given, own_format) = match &value.data {
        Data::Int(_) => ("integer", "int64"),
        Data::Float(_) => ("number", "float64"),
        _ => (value.type_name(), ""),
    };
    let whole = matches!(&value.data, Data::Float(f) if f.fract() == 0.0 && f.abs() < MAX_JSON_INTEGER);
    let whole_float = whole && has("integer");
    let whole_number = given == "integer" && has("number");
    let textual = matches!(value.data, Data::Str(_) | Data::List(_));
    let fits = has(given) || own_format == format || whole_float || whole_number;
    if !(textual || format.is_empty() || fits) {
        return wrong(format.to_owned(), own_format);
    }
    // A list passes where a text with a format is asked for: so the server has it.
    if textual && !(has("number") || has("integer") || format.is_empty()) {
        return right;
    }
    if has(given) || whole_float || whole_number { right } else { wrong(types.join(","), given) }
}

/// Whole numbers up to here are exact in JSON (`swag.IsFloat64AJSONInteger`).
const MAX_JSON_INTEGER: f64 = (1_u64 << 53) as f64;

/// `basicCommonValidator.Validate`: the value is one of those listed.
fn choices<'v, 'd: 'v>(value: &Value<'v>, props: &'v Props<'d>, place: Place<'_, 'v>) -> Outcome<'v> {
    let mut outcome = Outcome::default();
    if !props.choices.is_empty() && !props.choices.iter().any(|choice| same(value, &Value::defaulted(*choice))) {
        let allowed = props.choices.iter().map(|choice| *choice as Node<'v>).collect();
        outcome.add(place.problem(What::Choice { given: value.json(), allowed }));
    }
    outcome
}

/// Whether a value, converted to the type of `choice` as Go converts, equals it.
fn same(value: &Value<'_>, choice: &Value<'_>) -> bool {
    match (&value.data, &choice.data) {
        (_, Data::Null) => false,
        (Data::Int(a), Data::Float(b)) => *a as f64 == *b,
        (Data::Float(a), Data::Int(b)) => *a as i64 == *b,
        // Go converts a number to the character of that code.
        (Data::Int(a), Data::Str(b)) => {
            u32::try_from(*a).ok().and_then(char::from_u32).is_some_and(|c| *b == c.to_string().as_str())
        }
        _ => value.json() == choice.json(),
    }
}
