//! A key given twice whose values have nothing to fight about: what stands below the second belongs below the first.

use hashbrown::HashSet;

use super::text::{self, edit};
use crate::model::{Edit, Span};
use crate::source::{Entry, Kind, Node};

/// Moves what is below `other` to the end of what is below `one`. `None` where one of them is no map or list on lines of
/// its own, or where both say something of the same thing.
pub(super) fn edits(one: Entry<'_>, other: Entry<'_>) -> Option<Vec<Edit>> {
    let (first, second) = (one.value, other.value);
    if first.kind() != second.kind() || !text::is_block(first) || !text::is_block(second) {
        return None;
    }
    let source = first.document().text();
    let moved = match first.kind() {
        Kind::Map => of_map(first, second)?,
        Kind::Seq if no_twins(one.key.scalar_text(), first, second) => vec![lines_below(source, other)?],
        _ => return None,
    };
    let by = column(source, first)? - column(source, second)?;
    let mut added = String::new();
    for lines in moved {
        added.push_str(&text::shifted(source, lines, by)?);
        added.push('\n');
    }
    let (above, below) = (text::lines_of(source, one, one)?, text::lines_of(source, other, other)?);
    let end = (below.end + 1).min(source.len() as u32);
    let place = above.end + 1;
    if place > below.start {
        return None;
    }
    if place == below.start {
        return Some(vec![edit(Span::new(place, end), added)]);
    }
    Some(vec![edit(Span::point(place), added), edit(Span::new(below.start, end), "")])
}

/// The lines of the second map's entries that the first does not have. What both say alike is said once.
fn of_map(first: Node<'_>, second: Node<'_>) -> Option<Vec<Span>> {
    let source = first.document().text();
    let mut moved = Vec::new();
    for entry in second.entries() {
        match first.get(entry.key.scalar_text()) {
            Some(known) if known.source() == entry.value.source() => {}
            Some(_) => return None,
            None => moved.push(text::lines_of(source, entry, entry)?),
        }
    }
    (!moved.is_empty()).then_some(moved)
}

/// Fields that tell an item of a list from the others.
const DISTINCT: &[&str] = &["containerPort", "devicePath", "key", "mountPath", "name", "port"];

/// Lists whose items refer to others by `name`, several to one.
const REFERRING: &[&str] = &["volumeDevices", "volumeMounts"];

/// Whether both lists hold maps that differ in all that tells them apart. The order of plain words may mean something.
fn no_twins(list: &str, first: Node<'_>, second: Node<'_>) -> bool {
    let refers = REFERRING.contains(&list);
    let mut known = HashSet::new();
    first.items().chain(second.items()).all(|item| {
        let telling = DISTINCT.iter().filter(|field| !(refers && **field == "name"));
        let values = telling.filter_map(|field| Some((*field, item.get(field)?.scalar_text())));
        let values: Vec<_> = values.collect();
        !values.is_empty() && values.into_iter().all(|value| known.insert(value))
    })
}

/// The lines below the entry's key.
fn lines_below(source: &str, entry: Entry<'_>) -> Option<Span> {
    let lines = text::lines_of(source, entry, entry)?;
    let start = text::line_end(source, lines.start) + 1;
    (start < lines.end).then(|| Span::new(start, lines.end))
}

/// The column of a map's keys or of a list's dashes.
fn column(source: &str, node: Node<'_>) -> Option<i64> {
    let start = match node.kind() {
        Kind::Map => node.entries().next()?.key.span().start,
        _ => node.items().next()?.span().start,
    };
    let lead = source.get(text::line_start(source, start) as usize..start as usize)?;
    let dash = if node.kind() == Kind::Seq { lead.find('-')? } else { lead.len() };
    lead[..dash].bytes().all(|b| b == b' ').then_some(dash as i64)
}
