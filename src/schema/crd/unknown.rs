//! Fields that a schema does not have: what was likely meant, and where the field does exist.

use super::decode::Unknown;
use super::schema::Schema;
use crate::model::Finding;
use crate::model::near::{Strictness, is_alone, nearest};
use crate::schema::UNKNOWN_FIELD;
use crate::source::Node;

/// How deep below its map a stray field is looked for.
const DEPTH: usize = 2;

/// The finding for an unknown field.
pub(super) fn finding(unknown: &Unknown<'_, '_, '_>, kind: &str) -> Finding {
    let key = unknown.entry.key;
    let name = key.scalar_text();
    let span = key.span();
    let mut finding = Finding::of(&UNKNOWN_FIELD, span, format!("unknown field `{}`", unknown.path));
    finding.field(&unknown.path);
    let Some(schema) = unknown.schema else { return finding };
    // Names that are there already cannot have been meant.
    let free = |given: &&str| unknown.map.get(given).is_none();
    let names = schema.props().properties.iter().map(|(n, _)| *n).filter(free);
    if let Some((meant, _)) = nearest(name, Strictness::Name, names.clone(), |n| n) {
        meant_is(&mut finding, key, meant);
        finding.safe_if(is_alone(name, meant, Strictness::Name, names));
        return finding;
    }
    if let Some(place) = above(unknown, name).or_else(|| below(schema, name, &parent_of(&unknown.path), DEPTH)) {
        finding.help(format!("`{name}` belongs to {place}"));
        return finding;
    }
    let known: Vec<&str> = schema.props().properties.iter().map(|(n, _)| *n).collect();
    finding.help(match known.len() {
        0 => format!("the definition of {kind} has no fields here"),
        1..=12 => format!("fields of this place: {}", quoted(&known)),
        _ => format!("the definition of {kind} has no such field here"),
    });
    finding
}

/// Says what the key was likely meant to be, and offers that.
pub(super) fn meant_is(finding: &mut Finding, key: Node<'_>, meant: &str) {
    finding.label(format!("did you mean `{meant}`?")).help(format!("did you mean `{meant}`?"));
    if !key.is_aliased() {
        finding.fix(format!("rename to `{meant}`"), key.span(), meant);
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

fn parent_of(path: &str) -> String {
    path.rsplit_once('.').map_or("", |(parent, _)| parent).to_owned()
}

/// The nearest map on the way to this one that has such a field.
fn above(unknown: &Unknown<'_, '_, '_>, name: &str) -> Option<String> {
    let (_, outer) = unknown.above.split_last()?;
    let (_, length) = outer.iter().rev().find(|(schema, _)| schema.props().property(name).is_some())?;
    Some(match unknown.path.get(..*length) {
        Some("") | None => "the top level of the object".to_owned(),
        Some(path) => format!("`{path}`"),
    })
}

/// A map below that has such a field.
fn below(schema: &Schema<'_>, name: &str, path: &str, depth: usize) -> Option<String> {
    let dotted = |inner: &str| if path.is_empty() { inner.to_owned() } else { format!("{path}.{inner}") };
    let fields = || schema.props().properties.iter().map(|(n, s)| (dotted(n), s));
    let found = fields().find_map(|(inner, schema)| {
        let props = schema.props();
        let list = props.items.as_ref().is_some_and(|items| items.props().property(name).is_some());
        (list || props.property(name).is_some())
            .then(|| if list { format!("an item of `{inner}`") } else { format!("`{inner}`") })
    });
    found.or_else(|| match depth {
        0 | 1 => None,
        _ => fields().find_map(|(inner, schema)| below(schema, name, &inner, depth - 1)),
    })
}
