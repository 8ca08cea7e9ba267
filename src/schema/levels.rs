//! Two levels in one key: `limits_memory`, which are `limits` and `memory` below it.

use super::decode::Unknown;
use super::tables::{Definition, FieldDef, Type};
use super::text::edit;
use super::under;
use super::unknown::{Object, bare, takes};
use crate::model::{Finding, Fix, Version};
use crate::source::{Kind, Node, Style};

/// What stands between the two.
const BETWEEN: &[char] = &['_', '.', '-', '/'];

/// The finding for such a key.
pub(super) fn explain<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<Finding> {
    let name = unknown.entry.key.scalar_text();
    let (field, rest) = split(unknown.definition, name, unknown.entry.value, object.version)?;
    let field = field.name();
    let mut finding = bare(object, unknown);
    finding.help(format!("these are two levels: `{field}`, and `{rest}` below it"));
    finding.offer_all(fix(object, unknown, field, &rest));
    Some(finding)
}

/// The field that a name begins with, and what it says of the level below.
fn split(definition: Definition, name: &str, value: Node<'_>, version: Version) -> Option<(FieldDef, String)> {
    definition.fields(version).find_map(|field| {
        let rest = name.strip_prefix(field.name())?;
        let below = match rest.strip_prefix(BETWEEN) {
            Some(below) => below.to_owned(),
            None if rest.starts_with(|c: char| c.is_ascii_uppercase()) => {
                let (first, others) = rest.split_at(1);
                first.to_lowercase() + others
            }
            None => return None,
        };
        let ty = match field.ty() {
            Type::Struct(inner) => inner.field(&below, version)?.ty(),
            Type::Map(values) if !below.is_empty() => values.ty(),
            _ => return None,
        };
        (!matches!(ty, Type::Any) && takes(ty, value)).then_some((field, below))
    })
}

/// Writes the two levels. Of several keys of one level the first makes it, and the others are put there.
fn fix(object: Object<'_>, unknown: Unknown<'_>, field: &str, rest: &str) -> Option<Fix> {
    let (map, key) = (unknown.map, unknown.entry.key);
    if key.is_aliased() {
        return None;
    }
    if let Some(home) = map.get(field) {
        return if home.kind() == Kind::Map { under::into(object, &[unknown], home, Some(rest)) } else { None };
    }
    let before = map.entries().take_while(|e| e.key.id() < key.id());
    let is_same = |name: &str, value| {
        split(unknown.definition, name, value, object.version).is_some_and(|(other, _)| other.name() == field)
    };
    for earlier in before {
        let name = earlier.key.scalar_text();
        if unknown.definition.field(name, object.version).is_none() && is_same(name, earlier.value) {
            return None;
        }
    }
    let source = object.root.document().text();
    let mut fix = under::wrap(object, &[unknown], field, false)?;
    let renamed = edit(key.span(), under::named_like(source, key, rest));
    match fix.edits.first_mut() {
        // The brace is put where the key begins.
        Some(brace) if map.style() == Style::Flow => {
            brace.text.push_str(&renamed.text);
            brace.span = renamed.span;
        }
        _ => fix.edits.push(renamed),
    }
    fix.edits.sort_by_key(|e| e.span);
    fix.title = format!("write `{rest}` below `{field}`");
    Some(fix)
}
