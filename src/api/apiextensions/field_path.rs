//! Paths such as `.spec.ports['http']` into a schema: `apiserver/schema/cel/validation.go`, `ValidFieldPath`.

use super::Place;

/// The schema of the place that the path names, or why there is none.
pub(super) fn valid_field_path<'a>(path: &str, schema: &Place<'a>, brackets: bool) -> Result<Place<'a>, String> {
    let mut here = schema.clone();
    let mut rest = path;
    while !rest.is_empty() {
        let name;
        if let Some(after) = rest.strip_prefix('[') {
            if !brackets {
                return Err("array notation is not allowed".to_owned());
            }
            let quoted = after.strip_prefix('\'').ok_or("expected single quoted string")?;
            let end = quoted.find('\'').ok_or("unexpected end of JSON path")?;
            name = &quoted[..end];
            rest = quoted[end + 1..].strip_prefix(']').ok_or("expected ]")?;
        } else if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[', ']']).unwrap_or(after.len());
            if after.is_empty() {
                return Err("unexpected end of JSON path".to_owned());
            }
            (name, rest) = after.split_at(end);
        } else {
            let token = rest.split(['.', '[', ']']).next().unwrap_or_default();
            return Err(format!("expected [ or . but got: {token}"));
        }
        here = step(&here, name).ok_or("does not refer to a valid field")?;
    }
    Ok(here)
}

fn step<'a>(schema: &Place<'a>, name: &str) -> Option<Place<'a>> {
    if !schema.f.at("properties").is_empty() { schema.property(name) } else { schema.additional_schema() }
}
