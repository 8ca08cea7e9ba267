//! Where a field belongs that neither the lines above nor the maps around have room for: further down.

use super::decode::Unknown;
use super::path::{self, Place};
use super::tables::{Definition, FieldDef, Type};
use super::unknown::{Object, takes};
use super::{data_above, idioms, under};
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

/// A map further down that has room for a run of fields.
pub(super) fn find<'a>(object: Object<'a>, places: &[Place<'a>], run: &[Unknown<'a>]) -> Option<Home> {
    let own = places.last()?;
    let unknown = run.first()?;
    let names = || run.iter().map(|u| u.entry.key.scalar_text());
    let holds = |d: Definition| names().all(|name| d.field(name, object.version).is_some());
    let it = Said::of(run);
    // What stands there already comes first.
    if let Some(node) = below(*own, object, &holds, 0) {
        let place = path::strict(object.root, node);
        let related = begins(node, &place);
        let fix = under::into(object, run, node, None);
        return Some(Home { at: None, help: it.are_fields(&place), related, fix });
    }
    // A struct that holds them; where there is none, a list of such.
    let absent = |f: &FieldDef| unknown.map.entry(f.name()).is_none();
    for item in [false, true] {
        let holder = |f: &FieldDef| match f.ty() {
            Type::Struct(d) => !item && holds(d),
            Type::List(items) => item && matches!(items.ty(), Type::Struct(d) if holds(d)),
            _ => false,
        };
        let mut holders = unknown.definition.fields(object.version).filter(holder);
        let Some(field) = holders.next() else { continue };
        if holders.next().is_some() || !absent(&field) {
            return None;
        }
        let fix = under::wrap(object, run, field.name(), item);
        return Some(Home { at: None, help: it.belong(field.name(), item), related: None, fix });
    }
    if let Some(node) = beside_metadata(object, places, run) {
        let place = path::strict(object.root, node);
        let related = begins(node, &place);
        let fix = under::into(object, run, node, None);
        return Some(Home { at: None, help: it.are_fields(&place), related, fix });
    }
    data_above::find(object, run).or_else(|| map(object, run, &it))
}

/// The struct beside an object's metadata that has what stands there: its `spec`.
fn beside_metadata<'a>(object: Object<'a>, places: &[Place<'a>], run: &[Unknown<'a>]) -> Option<Node<'a>> {
    let [.., around, own] = places else { return None };
    let Type::Struct(of) = own.ty else { return None };
    if of.short_name() != "ObjectMeta" {
        return None;
    }
    let takes = |d: Definition, map: Node<'_>, u: &Unknown<'_>| {
        let name = u.entry.key.scalar_text();
        let Some(ty) = d.field(name, object.version).map(FieldDef::ty) else { return false };
        // A label may be called as a field is: its value is another.
        let may_be = match ty {
            Type::String(names) => names.is_empty() || names.iter().any(|n| n == u.entry.value.scalar_text()),
            _ => true,
        };
        may_be && idioms::suits(ty, u.entry.value) && map.entry(name).is_none()
    };
    let beside = around.node.entries().filter(|e| e.value != own.node).filter_map(|e| {
        let place = around.down(Step::Key(e.key.scalar_text()), e.value, object.version)?;
        let Type::Struct(d) = place.ty else { return None };
        (e.value.kind() == Kind::Map && run.iter().all(|u| takes(d, e.value, u))).then_some(e.value)
    });
    let mut beside = beside.take(2);
    beside.next().filter(|_| beside.next().is_none())
}

/// A run of fields as the subject of a sentence.
struct Said {
    names: String,
    one: bool,
}

impl Said {
    fn of(run: &[Unknown<'_>]) -> Self {
        let names: Vec<_> = run.iter().map(|u| format!("`{}`", u.entry.key.scalar_text())).collect();
        match names.split_last() {
            Some((last, others)) if !others.is_empty() => {
                Said { names: format!("{} and {last}", others.join(", ")), one: false }
            }
            _ => Said { names: names.concat(), one: true },
        }
    }

    fn are_fields(&self, place: &str) -> String {
        let are = if self.one { "is a field" } else { "are fields" };
        format!("{} {are} of `{place}`", self.names)
    }

    fn belong(&self, field: &str, item: bool) -> String {
        let belong = if self.one { "belongs" } else { "belong" };
        let place = if item { "into an item of" } else { "under" };
        format!("{} {belong} {place} `{field}`", self.names)
    }
}

/// Whether a value could be one of a map of such.
pub(super) fn is_data(values: Type, value: Node<'_>) -> bool {
    !value.is_null() && !matches!(values, Type::Any) && takes(values, value)
}

/// A sibling map whose keys are data, and which would take these: `cpu` belongs under `requests` or `limits`.
fn map<'a>(object: Object<'a>, run: &[Unknown<'a>], it: &Said) -> Option<Home> {
    let unknown = run.first()?;
    // In a struct of many fields, a map or two among them say nothing of what was meant.
    let small = unknown.definition.fields(object.version).count() <= SMALL;
    if !small && unknown.definition.short_name() != "ObjectMeta" {
        return None;
    }
    let fits = |f: &FieldDef| match f.ty() {
        Type::Map(values) => run.iter().all(|u| is_data(values.ty(), u.entry.value)),
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
        Some(home) => under::into(object, run, home, None),
        None => under::wrap(object, run, maps[maps.len() - 1], false),
    };
    Some(Home { at: None, help: format!("{} can only stand under {listed}", it.names), related: None, fix })
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
