//! Schemas in combination: `schema_props.go`.

use super::{Outcome, Place, What};
use crate::model::Version;
use crate::schema::crd::schema::Props;
use crate::schema::crd::value::Value;

/// `schemaPropsValidator.Validate`
pub(super) fn check<'v, 'd: 'v>(
    value: &Value<'v>,
    props: &'v Props<'d>,
    place: Place<'_, 'v>,
    version: Version,
) -> Outcome<'v> {
    let mut outcome = Outcome::default();
    if !props.any_of.is_empty() {
        any_of(value, props, place, version, &mut outcome);
    }
    if !props.one_of.is_empty() {
        one_of(value, props, place, version, &mut outcome);
    }
    if !props.all_of.is_empty() {
        all_of(value, props, place, version, &mut outcome);
    }
    if let Some(not) = &props.not
        && super::check(value, not, place, version).is_valid()
    {
        outcome.add(place.problem(What::Not));
    }
    outcome.matches += 1;
    outcome
}

fn any_of<'v, 'd: 'v>(
    value: &Value<'v>,
    props: &'v Props<'d>,
    place: Place<'_, 'v>,
    version: Version,
    into: &mut Outcome<'v>,
) {
    let mut best: Option<Outcome<'v>> = None;
    for schema in &props.any_of {
        let result = super::check(value, schema, place, version);
        if result.is_valid() {
            into.merge(result);
            return;
        }
        if best.as_ref().is_none_or(|best| result.matches > best.matches) {
            best = Some(result);
        }
    }
    into.add(place.problem(What::AnyOf));
    into.merge(best.unwrap_or_default());
}

fn one_of<'v, 'd: 'v>(
    value: &Value<'v>,
    props: &'v Props<'d>,
    place: Place<'_, 'v>,
    version: Version,
    into: &mut Outcome<'v>,
) {
    let mut best: Option<Outcome<'v>> = None;
    let mut first: Option<Outcome<'v>> = None;
    let mut fitting = 0;
    for schema in &props.one_of {
        let result = super::check(value, schema, place, version);
        if result.is_valid() {
            fitting += 1;
            best = None;
            first.get_or_insert(result);
        } else if fitting == 0 && best.as_ref().is_none_or(|best| result.matches > best.matches) {
            best = Some(result);
        }
    }
    if fitting == 1 {
        into.merge(first.unwrap_or_default());
    } else {
        into.add(place.problem(What::OneOf { fitting }));
        into.merge(best.unwrap_or_default());
    }
}

fn all_of<'v, 'd: 'v>(
    value: &Value<'v>,
    props: &'v Props<'d>,
    place: Place<'_, 'v>,
    version: Version,
    into: &mut Outcome<'v>,
) {
    let mut fitting = 0;
    for schema in &props.all_of {
        let result = super::check(value, schema, place, version);
        fitting += usize::from(result.is_valid());
        into.merge(result);
    }
    if fitting != props.all_of.len() {
        into.add(place.problem(What::AllOf { none: fitting == 0 }));
    }
}
