//! Lists and maps: `slice_validator.go`, `object_validator.go`.

use super::{Outcome, Place, What, check};
use crate::model::Version;
use crate::schema::crd::schema::{Additional, Props};
use crate::schema::crd::value::Value;

/// `schemaSliceValidator.Validate`
pub(super) fn list<'v, 'd: 'v>(
    items: &[Value<'v>],
    props: &'v Props<'d>,
    place: Place<'_, 'v>,
    version: Version,
) -> Outcome<'v> {
    let mut outcome = Outcome::default();
    if let Some(schema) = &props.items {
        for (index, item) in items.iter().enumerate() {
            let path = format!("{}[{index}]", place.path);
            outcome.merge(check(item, schema, Place { path: &path, ..place }, version));
        }
    }
    size(items.len(), props.limits.min_items, props.limits.max_items, false, place, &mut outcome);
    outcome.matches += 1;
    outcome
}

/// `objectValidator.Validate`
pub(super) fn map<'v, 'd: 'v>(
    entries: &[(&'v str, Value<'v>)],
    props: &'v Props<'d>,
    place: Place<'_, 'v>,
    version: Version,
) -> Outcome<'v> {
    let mut outcome = Outcome::default();
    size(entries.len(), props.limits.min_properties, props.limits.max_properties, true, place, &mut outcome);
    for (key, value) in entries {
        match (props.property(key), &props.additional) {
            // A property at the root has no dot before it, unlike all others.
            (Some(schema), _) => {
                let path = if place.path.is_empty() { (*key).to_owned() } else { format!("{}.{key}", place.path) };
                outcome.merge(check(value, schema, Place { path: &path, ..place }, version));
            }
            (None, Additional::Each(schema)) => {
                let path = format!("{}.{key}", place.path);
                outcome.merge(check(value, schema, Place { path: &path, ..place }, version));
            }
            (None, Additional::Allowed(false)) => outcome.add(place.problem(What::Forbidden { key })),
            (None, _) => {}
        }
    }
    for name in &props.required {
        if !entries.iter().any(|(key, _)| key == name) {
            outcome.add(place.problem(What::Required(name)));
        }
    }
    outcome
}

fn size<'v>(
    count: usize,
    least: Option<i64>,
    most: Option<i64>,
    entries: bool,
    place: Place<'_, 'v>,
    outcome: &mut Outcome<'v>,
) {
    let length = count as i64;
    if let Some(least) = least.filter(|least| length < *least) {
        outcome.add(place.problem(What::TooFew { count, least, entries }));
    }
    if let Some(most) = most.filter(|most| length > *most) {
        outcome.add(place.problem(What::TooMany { count, most, entries }));
    }
}
