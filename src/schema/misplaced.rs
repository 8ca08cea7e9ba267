//! Fields that exist, but elsewhere: lines that are indented too little or too much.
//!
//! A run of keys that their map does not know may all be fields of what stands right above them (then they
//! are indented too little), or of a map further out (then too much). Either is one slip, and one finding.

use super::belongs::{Home, begins};
use super::decode::Unknown;
use super::path::{self, Place};
use super::tables::{Definition, Type};
use super::text::{self, edit};
use super::unknown::{Object, bare};
use crate::model::{Edit, FileId, Finding, Fix, Related, Span};
use crate::source::{Entry, Kind, Node, Step};

/// How far down is looked for a home.
const DEPTH: usize = 6;

/// The entry right above an unknown one.
pub(super) fn above(unknown: Unknown<'_>) -> Option<Entry<'_>> {
    unknown.map.entries().take_while(|e| e.key.id() < unknown.entry.key.id()).last()
}

/// The finding for a run, which stands below `above`, that belongs elsewhere as a whole.
pub(super) fn explain<'a>(
    object: Object<'a>,
    places: &[Place<'a>],
    above: Option<Entry<'a>>,
    run: &[Unknown<'a>],
) -> Option<Finding> {
    let found = above
        .and_then(|above| into_previous(object, above, run))
        .or_else(|| into_ancestor(object, places, run))
        .or_else(|| into_empty(object, run))?;
    tell(object, run, found)
}

/// The finding for a run whose place is found.
pub(super) fn tell<'a>(object: Object<'a>, run: &[Unknown<'a>], found: Home) -> Option<Finding> {
    let mut finding = bare(object, run[0]);
    let text = object.root.document().text();
    if run.len() > 1 {
        let names: Vec<_> = run.iter().map(|u| format!("`{}`", u.entry.key.scalar_text())).collect();
        let (last, others) = names.split_last()?;
        let first = run[0].entry.key.span();
        let whole = Span::new(first.start, text::entry_end(run[run.len() - 1].entry).max(first.end));
        let length = text.get(whole.range()).unwrap_or_default().trim_end().len() as u32;
        finding
            .stands_for(run.iter().map(|u| path::strict(object.root, u.entry.key)).collect())
            .say(format!("unknown fields {} and {last}", others.join(", ")))
            .label_at(Span::new(whole.start, whole.start + length));
    }
    if let Some(at) = found.at {
        finding.label_at(at);
    }
    finding.help(found.help).relate_all(found.related).offer_all(found.fix);
    Some(finding)
}

pub(super) fn names<'a>(run: &[Unknown<'a>]) -> impl Iterator<Item = &'a str> + Clone {
    run.iter().map(|u| u.entry.key.scalar_text())
}

/// Whether a struct has all of these, none of them set in `map` yet.
fn welcomes(definition: Definition, map: Option<Node<'_>>, object: Object<'_>, run: &[Unknown<'_>]) -> bool {
    names(run).all(|name| definition.field(name, object.version).is_some())
        && map.is_none_or(|m| names(run).all(|name| m.entry(name).is_none()))
}

pub(super) fn lines(run: &[Unknown<'_>], source: &str) -> Option<Span> {
    text::lines_of(source, run[0].entry, run[run.len() - 1].entry)
}

/// "this line", "these three lines"
fn these(source: &str, lines: Option<Span>) -> String {
    let count = lines.map_or(0, |l| source.get(l.range()).map_or(0, |t| t.split('\n').count()));
    match count {
        0 | 1 => "this line".to_owned(),
        2..=9 => {
            format!("these {} lines", ["two", "three", "four", "five", "six", "seven", "eight", "nine"][count - 2])
        }
        _ => format!("these {count} lines"),
    }
}

/// What stands right above the run has room for it, perhaps deep in its last line.
fn into_previous<'a>(object: Object<'a>, above: Entry<'a>, run: &[Unknown<'a>]) -> Option<Home> {
    let field = run[0].definition.field(above.key.scalar_text(), object.version)?;
    let source = object.root.document().text();
    let lines = lines(run, source);
    let column = text::column(source, run[0].entry.key.span().start);
    if above.value.is_null()
        && let Some(home) = key_too_deep(object, run, above, field.ty())
    {
        return Some(home);
    }
    let mut here = Place { node: above.value, ty: field.ty() };
    let mut key = above.key;
    for _ in 0..DEPTH {
        match (here.ty, here.node.kind()) {
            (Type::List(_), Kind::Seq) => here = here.last_item(object.version)?,
            (Type::Struct(definition), Kind::Map) => {
                if welcomes(definition, Some(here.node), object, run) && text::is_block(here.node) {
                    let inner = text::column(source, here.node.entries().next()?.key.span().start);
                    let by = inner.checked_sub(column).filter(|by| *by > 0)?;
                    return Some(indent(object, lines, here.node, by));
                }
                key = here.node.entries().last()?.key;
                here = here.last_entry(object.version)?;
            }
            // The key above has no value: its value was not indented at all.
            (Type::Struct(definition), Kind::Null) if welcomes(definition, None, object, run) => {
                return Some(indent_below(object, lines, key, column, false));
            }
            (Type::Map(_), Kind::Null) => {
                let texts = run.iter().all(|u| !matches!(u.entry.value.kind(), Kind::Map | Kind::Seq));
                return texts.then(|| indent_below(object, lines, key, column, false));
            }
            (Type::List(items), Kind::Null) => {
                let Type::Struct(definition) = items.ty() else { return None };
                let fits = welcomes(definition, None, object, run);
                return fits.then(|| indent_below(object, lines, key, column, true));
            }
            _ => return None,
        }
    }
    None
}

/// The key above has no value, stands first in its map, and deeper below its parent than that below its own: then it
/// is the key that is indented too much, and the run is where it should be.
fn key_too_deep<'a>(object: Object<'a>, run: &[Unknown<'a>], above: Entry<'a>, ty: Type) -> Option<Home> {
    let map = run[0].map;
    let fits = match ty {
        Type::Struct(definition) => welcomes(definition, None, object, run),
        Type::Map(_) => true,
        _ => false,
    };
    let whole = map.entries().count() == run.len() + 1;
    if !fits || !whole || map.entries().next().is_none_or(|e| e.key != above.key) {
        return None;
    }
    let source = object.root.document().text();
    let column = |node: Node<'_>| text::column(source, node.span().start);
    let way = object.root.path_to(map)?;
    let mut keys = way.iter().rev().filter(|(step, _)| matches!(step, Step::Key(_))).map(|(_, key)| column(*key));
    let (parent, grandparent) = (keys.next()?, keys.next());
    let usual = grandparent.and_then(|g| parent.checked_sub(g)).filter(|step| *step > 0).unwrap_or(2);
    let by = column(above.key).checked_sub(parent)?.checked_sub(usual).filter(|by| *by > 0)?;
    let lines = text::lines_of(source, above, above)?;
    let name = above.key.scalar_text();
    let edits = text::shift(source, lines, -(by as i64))?;
    let fix = Fix::new(format!("indent `{name}` by {by} less"), edits).saying(format!("indent it by {by} less"));
    let fix = fix.safe_if(true);
    Some(Home {
        at: Some(above.key.span()),
        help: format!("`{name}` is indented as deep as what belongs under it"),
        related: None,
        fix: Some(fix),
    })
}

pub(super) fn indent(object: Object<'_>, lines: Option<Span>, home: Node<'_>, by: usize) -> Home {
    let source = object.root.document().text();
    let (they, place) = (these(source, lines), path::strict(object.root, home));
    let verb = if they == "this line" { "it belongs" } else { "they belong" };
    let fix = lines
        .filter(|_| by > 0)
        .and_then(|l| text::shift(source, l, by as i64))
        .map(|edits| Fix::new(format!("indent {they} by {by}"), edits).saying(format!("indent {they} by {by}")))
        .map(|fix| fix.safe_if(true));
    Home { at: None, help: format!("{verb} to `{place}`"), related: begins(home, &place), fix }
}

/// Below a key that has no value, for lines that begin at that column.
fn indent_below(object: Object<'_>, lines: Option<Span>, key: Node<'_>, column: usize, item: bool) -> Home {
    let source = object.root.document().text();
    let (they, place) = (these(source, lines), path::strict(object.root, key));
    let verb = if they == "this line" { "it belongs" } else { "they belong" };
    let by = text::column(source, key.span().start) as i64 - column as i64 + if item { 4 } else { 2 };
    let edits = lines.and_then(|l| text::shift(source, l, by));
    let edits = edits.map(|mut edits| {
        if let Some(first) = edits.first_mut().filter(|_| item) {
            first.text.truncate(first.text.len().saturating_sub(2));
            if column == 0 {
                first.text.push_str("- ");
            } else {
                let dash = Span::point(first.span.start + column as u32);
                edits.insert(1, edit(dash, "- "));
            }
        }
        edits
    });
    let how = if item { "put `- ` before the first field and indent" } else { "indent" };
    let title = format!("{how} {they} below `{}`", key.scalar_text());
    let fix = edits.map(|edits| Fix::new(title, edits).saying(format!("{how} {they}")));
    Home {
        at: None,
        help: format!("{verb} under `{place}`, which has no value"),
        related: Some(Related { file: FileId::default(), span: key.span(), message: format!("`{place}` begins here") }),
        fix,
    }
}

/// A key before the run, if not right above it, has no value, and what belongs under it are the fields of the run.
fn into_empty<'a>(object: Object<'a>, run: &[Unknown<'a>]) -> Option<Home> {
    let (map, definition) = (run[0].map, run[0].definition);
    let before = map.entries().take_while(|e| e.key.id() < run[0].entry.key.id());
    let empty = before.filter(|e| e.value.is_null() && e.value.span().is_empty() && !e.key.is_aliased());
    let takes = |e: &Entry<'_>| match definition.field(e.key.scalar_text(), object.version)?.ty() {
        Type::Struct(inner) => Some(welcomes(inner, None, object, run)),
        _ => None,
    };
    let key = empty.filter(|e| takes(e) == Some(true)).last()?.key;
    let place = path::strict(object.root, key);
    let verb = if run.len() == 1 { "it belongs" } else { "they belong" };
    Some(Home {
        at: None,
        help: format!("{verb} under `{place}`, which has no value: put what is its own there, indented by two more"),
        related: Some(Related { file: FileId::default(), span: key.span(), message: format!("`{place}` begins here") }),
        fix: None,
    })
}

/// A map further out has room for the run.
fn into_ancestor<'a>(object: Object<'a>, places: &[Place<'a>], run: &[Unknown<'a>]) -> Option<Home> {
    let source = object.root.document().text();
    let own = places.len().checked_sub(1)?;
    for at in (0..own).rev() {
        let Place { node, ty: Type::Struct(definition) } = places[at] else { continue };
        if !welcomes(definition, Some(node), object, run) {
            continue;
        }
        let levels = own - at;
        let place = match path::strict(object.root, node) {
            path if path.is_empty() => "the object itself".to_owned(),
            path => format!("`{path}`"),
        };
        let up = match levels {
            1 => "one level up".to_owned(),
            2 => "two levels up".to_owned(),
            n => format!("{n} levels up"),
        };
        let lines = lines(run, source);
        let they = these(source, lines);
        let verb = if run.len() == 1 {
            format!("`{}` belongs", run[0].entry.key.scalar_text())
        } else {
            "they belong".to_owned()
        };
        let outer = text::column(source, node.entries().next()?.key.span().start);
        let by = text::column(source, run[0].entry.key.span().start).saturating_sub(outer);
        let branch = node.entries().find(|e| e.value == places[at + 1].node)?;
        let last = run[run.len() - 1].entry.value.end_id() == branch.value.end_id();
        let edits = lines
            .filter(|_| by > 0 && text::is_block(node))
            .and_then(|l| move_out(source, l, by, last, text::entry_end(branch)));
        let says = if last {
            format!("indent {they} by {by} less")
        } else {
            format!("move {they} there, and indent by {by} less")
        };
        // Where others follow, the lines stand elsewhere in the end.
        let fix = edits.map(|edits| Fix::new(format!("move {they} to {place}"), edits).saying(says));
        return Some(Home { at: None, help: format!("{verb} to {place}, {up}"), related: None, fix });
    }
    None
}

/// Takes lines out by `by` columns: where they are, if nothing of the inner maps follows, otherwise behind all
/// that does.
fn move_out(source: &str, lines: Span, by: usize, last: bool, end: u32) -> Option<Vec<Edit>> {
    if last {
        return text::shift(source, lines, -(by as i64));
    }
    let moved = text::shifted(source, lines, -(by as i64))?;
    let end = if end > 0 && source.as_bytes().get(end as usize - 1) == Some(&b'\n') { end - 1 } else { end };
    let behind = text::line_end(source, end);
    if behind < lines.end {
        return None;
    }
    let gone = Span::new(lines.start, (lines.end + 1).min(source.len() as u32));
    Some(vec![edit(gone, ""), edit(Span::point(behind), format!("\n{moved}"))])
}
