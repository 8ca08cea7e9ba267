//! Texts and numbers: `validator.go`, `values.go`.

use super::{Outcome, Place, What};
use crate::schema::crd::format;
use crate::schema::crd::schema::Props;
use crate::schema::crd::value::{Data, Value};

/// `stringValidator.Validate`: the first that fails is the only one told.
pub(super) fn text<'v, 'd: 'v>(text: &'v str, props: &'v Props<'d>, place: Place<'_, 'v>) -> Outcome<'v> {
    let mut outcome = Outcome::default();
    let length = text.chars().count() as i64;
    let limits = &props.limits;
    if let Some(most) = limits.max_length.filter(|most| length > *most) {
        outcome.add(place.problem(What::TooLong { most }));
    } else if let Some(least) = limits.min_length.filter(|least| length < *least) {
        outcome.add(place.problem(What::TooShort { least, given: text }));
    } else if let Some(pattern) = props.pattern
        && pattern.matches(text) == Some(false)
    {
        outcome.add(place.problem(What::Pattern { pattern: pattern.0, given: text }));
    }
    outcome
}

/// `formatValidator.Validate`
pub(super) fn format<'v>(text: &'v str, name: &'v str, place: Place<'_, 'v>) -> Outcome<'v> {
    let mut outcome = Outcome::default();
    if !format::is_valid(name, text) {
        outcome.add(place.problem(What::Format { name, given: text }));
    }
    outcome
}

/// `numberValidator.Validate`
pub(super) fn number<'v, 'd: 'v>(
    value: &Value<'v>,
    props: &'v Props<'d>,
    format: &'v str,
    place: Place<'_, 'v>,
) -> Outcome<'v> {
    let mut outcome = Outcome { matches: 1, ..Outcome::default() };
    // Ranges are held to only where exactly one type is asked for.
    let ty = match props.types() {
        ["integer"] => "integer",
        ["number"] => "number",
        _ => "",
    };
    let fits = |subject, value: &Data<'_>, outcome: &mut Outcome<'v>| {
        if !in_range(value, ty, format) {
            let format = if ty.is_empty() { "" } else { format };
            outcome.add(place.problem(What::Range { subject, ty, format }));
        }
    };
    fits("Checked", &value.data, &mut outcome);
    let limits = &props.limits;
    let given = || value.json();
    if let Some(of) = limits.multiple_of {
        fits("MultipleOf", &Data::Float(of), &mut outcome);
        if !is_multiple(&value.data, of) {
            // Of whole numbers the factor is cut to one.
            let factor = if matches!(value.data, Data::Int(_)) { of.trunc() } else { of };
            let (given, of) = if factor > 0.0 { (given(), of) } else { (factor.to_string(), factor) };
            outcome.add(place.problem(What::MultipleOf { given, of: of.to_string(), positive: factor > 0.0 }));
        }
    }
    if let Some(bound) = limits.maximum {
        fits("Maximum boundary", &Data::Float(bound), &mut outcome);
        if beyond(&value.data, bound, limits.exclusive_maximum, true) {
            let (bound, exclusive) = (bound.to_string(), limits.exclusive_maximum);
            outcome.add(place.problem(What::Bound { given: given(), bound, above: true, exclusive }));
        }
    }
    if let Some(bound) = limits.minimum {
        fits("Minimum boundary", &Data::Float(bound), &mut outcome);
        if beyond(&value.data, bound, limits.exclusive_minimum, false) {
            let (bound, exclusive) = (bound.to_string(), limits.exclusive_minimum);
            outcome.add(place.problem(What::Bound { given: given(), bound, above: false, exclusive }));
        }
    }
    outcome
}

/// `IsValueValidAgainstRange`
fn in_range(value: &Data<'_>, ty: &str, format: &str) -> bool {
    match (ty, format, value) {
        ("integer", "int32", Data::Int(n)) => i32::try_from(*n).is_ok(),
        ("integer", "int32", Data::Float(f)) => f.fract() == 0.0 && (-2_147_483_648.0..=2_147_483_647.0).contains(f),
        ("integer", _, Data::Float(f)) => f.fract() == 0.0 && *f >= i64::MIN as f64 && *f < -(i64::MIN as f64),
        ("number", "float", Data::Float(f)) => (*f as f32).is_finite(),
        _ => true,
    }
}

/// Whether a number lies beyond a bound. Whole numbers are compared as such, the bound cut to one.
fn beyond(value: &Data<'_>, bound: f64, exclusive: bool, above: bool) -> bool {
    let (over, equal) = match value {
        Data::Int(n) => {
            let bound = bound as i64;
            (if above { *n > bound } else { *n < bound }, *n == bound)
        }
        Data::Float(f) => (if above { *f > bound } else { *f < bound }, *f == bound),
        _ => (false, false),
    };
    over || (exclusive && equal)
}

/// `swag.IsFloat64AJSONInteger`
fn is_whole(number: f64) -> bool {
    const MOST: f64 = ((1_u64 << 53) - 1) as f64;
    let whole = number.round();
    number.abs() <= MOST && (number == whole || (number - whole).abs() < 1e-9 * whole.abs())
}

fn is_multiple(value: &Data<'_>, of: f64) -> bool {
    match value {
        // A factor below one is cut to nothing, which no number is a multiple of.
        Data::Int(n) => (of as i64) > 0 && n % (of as i64) == 0,
        Data::Float(f) => {
            let times = if of < 1.0 { 1.0 / of * f } else { f / of };
            of > 0.0 && is_whole(times)
        }
        _ => true,
    }
}
