//! Paths into a schema: `apiserver/schema/cel/validation.go`, `ValidFieldPath`.

use super::Place;
use crate::schema::crd::Steps;

/// The schema of the place that the path names, or why there is none.
pub(super) fn valid_field_path<'a>(path: &str, schema: &Place<'a>, brackets: bool) -> Result<Place<'a>, String> {
    Steps::of(path, brackets).try_fold(schema.clone(), |here, name| {
        step(&here, &name?).ok_or_else(|| "does not refer to a valid field".to_owned())
    })
}

fn step<'a>(schema: &Place<'a>, name: &str) -> Option<Place<'a>> {
    if !schema.f.at("properties").is_empty() { schema.property(name) } else { schema.additional_schema() }
}
