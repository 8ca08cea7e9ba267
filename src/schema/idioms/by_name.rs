//! A map of names where a list is wanted whose items have a name.

use super::Idiom;
use super::entry::{At, Item};
use super::facts;
use super::write::Form;
use crate::model::near::{self, Likeness, Strictness};
use crate::model::{Edit, Fix, Span, Version};
use crate::schema::tables::{Definition, FieldDef};
use crate::schema::text::{self, edit};
use crate::source::{Entry, Kind, Node, Style};

/// What to say of a map in the place of such a list, where its keys are names rather than fields of a single item.
pub(in crate::schema) fn list(map: Node<'_>, definition: Definition, version: Version) -> Option<Idiom> {
    let item = Item { definition, named: facts::named_by(definition)?, version };
    let first = map.entries().next()?;
    if !keys_are_names(map, item) {
        return None;
    }
    let help = format!(
        "the keys are names here, but each item of the list has its `{}`: {}",
        item.named.key,
        item.example(first)
    );
    let edits = if map.entries().all(|e| item.fits(e)) { edits(map, item) } else { None };
    Some(Idiom { help, fix: edits.map(|edits| Fix::new(format!("make it a list with `{}`", item.named.key), edits)) })
}

/// Whether the keys are names: none is a field, unless all of them hold the fields of an item.
fn keys_are_names(map: Node<'_>, item: Item<'_>) -> bool {
    if map.entries().any(|e| e.key.scalar_text().starts_with('-')) || !map.entries().any(|e| item.fits(e)) {
        return false;
    }
    let holds = |e: Entry<'_>| e.value.kind() == Kind::Map && !e.value.is_empty() && item.fits(e);
    if map.entries().any(|e| item.has(e)) {
        return map.entries().all(holds);
    }
    !map.entries().all(|e| is_slip(e, item))
}

/// Whether a key was likely meant to be a field of the item. What is written in capitals is a variable.
pub(super) fn is_slip(entry: Entry<'_>, item: Item<'_>) -> bool {
    let name = entry.key.scalar_text();
    let fields = item.definition.fields(item.version);
    let near = near::nearest(name, Strictness::Name, fields, FieldDef::name);
    name.bytes().any(|b| b.is_ascii_lowercase()) && near.is_some_and(|(_, likeness)| likeness <= Likeness::Slip)
}

fn edits(map: Node<'_>, item: Item<'_>) -> Option<Vec<Edit>> {
    let source = map.document().text();
    let mut edits = Vec::new();
    if map.style() == Style::Flow {
        let span = map.span();
        let form = Form::of_braces(map);
        edits.push(edit(Span::new(span.start, span.start + 1), "["));
        for entry in map.entries() {
            let at = At { start: entry.key.span().start, dash: 0, form, braces: true };
            edits.extend(item.edits(entry, at)?);
        }
        edits.push(edit(Span::new(span.end - 1, span.end), "]"));
        return source.get(span.range())?.ends_with('}').then_some(edits);
    }
    for entry in map.entries() {
        let start = entry.key.span().start;
        text::lines_of(source, entry, entry)?;
        let at = At { start, dash: 2, form: Form::Block(text::column(source, start) + 2), braces: false };
        edits.extend(item.edits(entry, at)?);
    }
    Some(edits)
}
