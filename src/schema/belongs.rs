//! Where a field belongs that neither the lines above nor the maps around have room for: further down.

use super::decode::Unknown;
use super::path::{self, Place};
use super::tables::{Definition, FieldDef, Type};
use super::text::{self, edit};
use super::unknown::{Object, takes};
use crate::model::{FileId, Fix, Related, Span};
use crate::source::{Entry, Kind, Node, Step};

/// How far down is looked for a home.
const DEPTH: usize = 6;

/// Entries of one map that are looked into: beyond, it is data rather than structure.
const ENTRIES: usize = 256;

/// More maps than this that would take any key are no help to name.
const MAPS: usize = 3;

/// A struct that is little more than its maps: resources, a selector.
const SMALL: usize = 4;

/// Where fields belong, and how to bring them there.
#[derive(Debug)]
pub(super) struct Home {
    /// What to change instead of the fields themselves.
    pub(super) at: Option<Span>,
    pub(super) help: String,
    pub(super) related: Option<Related>,
    pub(super) fix: Option<Fix>,
}

/// Points at the first key of the map where fields belong.
pub(super) fn begins(node: Node<'_>, place: &str) -> Option<Related> {
    let first = node.entries().next()?;
    Some(Related { file: FileId::default(), span: first.key.span(), message: format!("`{place}` begins here") })
}

/// A map further down that has room for the field.
pub(super) fn find<'a>(object: Object<'a>, places: &[Place<'a>], unknown: Unknown<'a>) -> Option<Home> {
    let name = unknown.entry.key.scalar_text();
    let own = places.last()?;
    let holds = |d: Definition| d.field(name, object.version).is_some();
    // What stands there already comes first.
    if let Some(node) = below(*own, object, &holds, 0) {
        let place = path::strict(object.root, node);
        let related = begins(node, &place);
        return Some(Home {
            at: None,
            help: format!("`{name}` is a field of `{place}`"),
            related,
            fix: into(object, unknown, node),
        });
    }
    let holder = |f: &FieldDef| matches!(f.ty(), Type::Struct(d) if holds(d));
    let mut holders = unknown.definition.fields(object.version).filter(holder);
    let Some(field) = holders.next() else { return map(object, unknown) };
    if holders.next().is_some() {
        return None;
    }
    if unknown.map.entry(field.name()).is_some() {
        return None;
    }
    let fix = wrap(object, unknown, field.name());
    Some(Home { at: None, help: format!("`{name}` belongs under `{}`", field.name()), related: None, fix })
}

/// A sibling map whose keys are data, and which would take this one: `cpu` belongs under `requests` or `limits`.
fn map<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<Home> {
    // In a struct of many fields, a map or two among them say nothing of what was meant.
    let small = unknown.definition.fields(object.version).count() <= SMALL;
    if !small && unknown.definition.short_name() != "ObjectMeta" {
        return None;
    }
    let name = unknown.entry.key.scalar_text();
    let value = unknown.entry.value;
    let fits = |f: &FieldDef| match f.ty() {
        Type::Map(values) => !value.is_null() && !matches!(values.ty(), Type::Any) && takes(values.ty(), value),
        _ => false,
    };
    let maps: Vec<&str> =
        unknown.definition.fields(object.version).filter(fits).map(FieldDef::name).take(MAPS + 1).collect();
    if maps.is_empty() || maps.len() > MAPS {
        return None;
    }
    let listed = maps.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(" or ");
    let there = maps.iter().find_map(|m| unknown.map.get(m).filter(|n| n.kind() == Kind::Map));
    let fix = match there {
        Some(home) => into(object, unknown, home),
        None => wrap(object, unknown, maps[maps.len() - 1]),
    };
    Some(Home { at: None, help: format!("`{name}` can only stand under {listed}"), related: None, fix })
}

/// The nearest map below that is of a type with the field and does not have it yet.
fn below<'a>(
    place: Place<'a>,
    object: Object<'a>,
    holds: &impl Fn(Definition) -> bool,
    depth: usize,
) -> Option<Node<'a>> {
    if depth > DEPTH {
        return None;
    }
    let children = || {
        let entry = move |e: Entry<'a>| place.down(Step::Key(e.key.scalar_text()), e.value, object.version);
        let entries = place.node.entries().take(ENTRIES).filter_map(entry);
        let only = place.node.items().take(2);
        let only = only.clone().next().filter(|_| only.count() == 1);
        entries.chain(only.and_then(|node| place.down(Step::Index(0), node, object.version)))
    };
    let direct = children().find_map(|c| match c.ty {
        Type::Struct(d) if c.node.kind() == Kind::Map && holds(d) => Some(c.node),
        _ => None,
    });
    direct.or_else(|| children().find_map(|c| below(c, object, holds, depth + 1)))
}

/// Moves one entry to the end of `home`.
fn into(object: Object<'_>, unknown: Unknown<'_>, home: Node<'_>) -> Option<Fix> {
    let source = object.root.document().text();
    if !text::is_block(home) || home.entry(unknown.entry.key.scalar_text()).is_some() {
        return None;
    }
    let lines = text::lines_of(source, unknown.entry, unknown.entry)?;
    let (first, last) = (home.entries().next()?, home.entries().last()?);
    let inner = text::column(source, first.key.span().start);
    let by = inner as i64 - text::column(source, unknown.entry.key.span().start) as i64;
    let moved = text::shifted(source, lines, by)?;
    let behind = text::lines_of(source, last, last)?.end;
    if behind >= lines.start && behind < lines.end {
        return None;
    }
    let gone = Span::new(lines.start, (lines.end + 1).min(source.len() as u32));
    let mut edits = vec![edit(gone, ""), edit(Span::point(behind), format!("\n{moved}"))];
    edits.sort_by_key(|e| e.span);
    let title = format!("move it to `{}`", path::strict(object.root, home));
    Some(Fix::new(title, edits))
}

/// Puts one entry under a new key where it stands.
fn wrap(object: Object<'_>, unknown: Unknown<'_>, key: &str) -> Option<Fix> {
    let source = object.root.document().text();
    let lines = text::lines_of(source, unknown.entry, unknown.entry)?;
    let indent = text::column(source, unknown.entry.key.span().start);
    let mut edits = text::shift(source, lines, 2)?;
    let first = edits.first_mut()?;
    first.text = format!("{:indent$}{key}:\n  ", "");
    Some(Fix::new(format!("put it under `{key}`"), edits))
}
