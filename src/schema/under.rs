//! Entries put under another key: a new one where they stand, or one that is there.

use super::decode::Unknown;
use super::path;
use super::text::{self, edit};
use super::unknown::Object;
use crate::model::{Edit, Fix, Span};
use crate::source::{Entry, Node, Style};

/// Puts a run under a new key where it stands, as its value or, with `item`, as the only item of a list.
pub(super) fn wrap(object: Object<'_>, run: &[Unknown<'_>], key: &str, item: bool) -> Option<Fix> {
    let (first, last) = (run.first()?, run.last()?);
    let edits = if first.map.style() == Style::Flow {
        in_braces(object, first.entry, last.entry, key, item)?
    } else {
        on_lines(object, first.entry, last.entry, key, item)?
    };
    let they = if run.len() == 1 { "it" } else { "them" };
    let title = if item { format!("put {they} into an item of `{key}`") } else { format!("put {they} under `{key}`") };
    Some(Fix::new(title, edits))
}

/// On lines of their own.
pub(super) fn on_lines(
    object: Object<'_>,
    first: Entry<'_>,
    last: Entry<'_>,
    key: &str,
    item: bool,
) -> Option<Vec<Edit>> {
    let source = object.root.document().text();
    let lines = text::lines_of(source, first, last)?;
    let start = first.key.span().start;
    let indent = text::column(source, start);
    let mut edits = text::shift(source, lines, 2)?;
    let head = edits.first_mut()?;
    head.text = format!("{:indent$}{key}:\n{}", "", if item { "" } else { "  " });
    if item && indent > 0 {
        edits.insert(1, edit(Span::point(start), "- "));
    } else if item {
        // Nobody has to know which of two changes of one place comes first.
        edits[0].text.push_str("- ");
    }
    Some(edits)
}

/// In braces.
fn in_braces(object: Object<'_>, first: Entry<'_>, last: Entry<'_>, key: &str, item: bool) -> Option<Vec<Edit>> {
    let source = object.root.document().text();
    let (open, close) = if item { ("[{", "}]") } else { ("{", "}") };
    let start = first.key.span().start;
    let end = if last.value.is_aliased() { return None } else { text::entry_end(last) };
    let key = named_like(source, first.key, key);
    Some(vec![edit(Span::point(start), format!("{key}: {open}")), edit(Span::point(end), close)])
}

/// Puts a key and its value, called `name`, further down by the keys of `above` (`resources.requests`): those that are
/// there already are taken, the others made.
pub(super) fn path(object: Object<'_>, unknown: Unknown<'_>, above: &str, name: &str) -> Option<Fix> {
    let keys: Vec<&str> = above.split('.').collect();
    let title = format!("write it as `{name}` below `{above}`");
    if unknown.map.get(keys[0]).is_some() {
        let home = keys.iter().try_fold(unknown.map, |map, key| map.get(key))?;
        let fix = into(object, &[unknown], home, Some(name))?;
        return Some(Fix { title, ..fix });
    }
    let entry = unknown.entry;
    let mut edits = wrap_deep(object, &[unknown], &keys, "")?;
    let key = edit(entry.key.span(), named_like(object.root.document().text(), entry.key, name));
    match edits.first_mut() {
        // The braces are put where the key begins.
        Some(brace) if unknown.map.style() == Style::Flow => {
            brace.text.push_str(&key.text);
            brace.span = key.span;
        }
        _ => edits.push(key),
    }
    edits.sort_by_key(|e| e.span);
    Some(Fix::new(title, edits))
}

/// Puts a run below several keys, which are made where it stands; `beside` are lines with what else stands below the first,
/// as far in as they would be at the beginning of a text.
pub(super) fn wrap_deep(object: Object<'_>, run: &[Unknown<'_>], keys: &[&str], beside: &str) -> Option<Vec<Edit>> {
    let (first, last) = (run.first()?, run.last()?);
    let source = object.root.document().text();
    let start = first.entry.key.span().start;
    if first.map.style() == Style::Flow {
        let end = if last.entry.value.is_aliased() { return None } else { text::entry_end(last.entry) };
        let open: String = keys.iter().map(|key| format!("{}: {{", named_like(source, first.entry.key, key))).collect();
        return Some(vec![edit(Span::point(start), open), edit(Span::point(end), "}".repeat(keys.len()))]);
    }
    let lines = text::lines_of(source, first.entry, last.entry)?;
    let indent = text::column(source, start);
    let deep = 2 * keys.len();
    let mut edits = text::shift(source, lines, deep as i64)?;
    let mut head = String::new();
    for (level, key) in keys.iter().enumerate() {
        head += &format!("{:1$}{key}:\n", "", indent + 2 * level);
        if level == 0 {
            head.extend(beside.lines().map(|line| format!("{:1$}{line}\n", "", indent + 2)));
        }
    }
    edits.first_mut()?.text = format!("{head}{:deep$}", "");
    Some(edits)
}

/// A key in quotes where the one beside it is: JSON wants them.
pub(super) fn named_like(source: &str, beside: Node<'_>, key: &str) -> String {
    let quoted = source.get(beside.span().range()).is_some_and(|written| written.starts_with('"'));
    if quoted { format!("\"{key}\"") } else { key.to_owned() }
}

/// Moves a run to the end of `home`, its first key written as `first`, where that is another.
pub(super) fn into(object: Object<'_>, run: &[Unknown<'_>], home: Node<'_>, called: Option<&str>) -> Option<Fix> {
    let source = object.root.document().text();
    let (first_of, last_of) = (run.first()?.entry, run.last()?.entry);
    let there = |u: &Unknown<'_>| home.entry(called.unwrap_or_else(|| u.entry.key.scalar_text())).is_some();
    if !text::is_block(home) || run.iter().any(there) {
        return None;
    }
    let lines = text::lines_of(source, first_of, last_of)?;
    let (first, last) = (home.entries().next()?, home.entries().last()?);
    let inner = text::column(source, first.key.span().start);
    let by = inner as i64 - text::column(source, first_of.key.span().start) as i64;
    let mut moved = text::shifted(source, lines, by)?;
    if let Some(name) = called {
        moved = moved.replacen(source.get(first_of.key.span().range())?, name, 1);
    }
    let behind = text::lines_of(source, last, last)?.end;
    if behind >= lines.start && behind < lines.end {
        return None;
    }
    let gone = Span::new(lines.start, (lines.end + 1).min(source.len() as u32));
    let mut edits = vec![edit(gone, ""), edit(Span::point(behind), format!("\n{moved}"))];
    edits.sort_by_key(|e| e.span);
    let they = if run.len() == 1 { "it" } else { "them" };
    Some(Fix::new(format!("move {they} to `{}`", path::strict(object.root, home)), edits))
}
