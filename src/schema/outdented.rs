//! A key that stands too far out in the middle of an item, so that the item's next fields read as its own: `resources` in
//! line with `containers`, and the container's `env` behind it.

use super::belongs::Home;
use super::decode::Unknown;
use super::misplaced;
use super::path::{self, Place};
use super::tables::{Definition, Type};
use super::text;
use super::unknown::{Object, takes};
use crate::model::{Finding, Fix, Span};
use crate::source::{Entry, Kind, Node, Step};

/// The finding for such a run, which ends its map.
pub(super) fn explain<'a>(object: Object<'a>, places: &[Place<'a>], run: &[Unknown<'a>]) -> Option<Finding> {
    let [.., around, own] = places else { return None };
    let (first, last) = (run.first()?, run.last()?);
    let branch = around.node.entries().find(|e| e.value == own.node)?;
    if last.entry.value.end_id() != own.node.end_id() || own.node.entries().next()?.key == first.entry.key {
        return None;
    }
    let above = around.node.entries().take_while(|e| e.key.id() < branch.key.id()).last()?;
    let list = around.down(Step::Key(above.key.scalar_text()), above.value, object.version)?;
    let item = list.last_item(object.version)?;
    let Type::Struct(of) = item.ty else { return None };
    let fits = |e: Entry<'_>| fits(of, item.node, e, object);
    if !text::is_block(item.node) || !fits(branch) || !run.iter().all(|u| fits(u.entry)) {
        return None;
    }
    let source = object.root.document().text();
    let column = |node: Node<'_>| text::column(source, node.span().start);
    let inner = column(item.node.entries().next()?.key);
    let by = inner.checked_sub(column(branch.key)).filter(|by| *by > 0)?;
    if column(first.entry.key) != inner {
        return None;
    }
    let lines = text::lines_of(source, branch, own.node.entries().take_while(|e| e.key != first.entry.key).last()?)?;
    let before = text::line_start(source, first.entry.key.span().start);
    let edits = (lines.end < before).then(|| text::shift(source, Span::new(lines.start, before - 1), by as i64));
    let (name, place) = (branch.key.scalar_text(), path::strict(object.root, item.node));
    let fix = edits.flatten().map(|edits| Fix::new(format!("indent `{name}` by {by}"), edits).safe_if(true));
    let help = format!("`{name}` stands too far out: it belongs to `{place}`, as what follows does");
    misplaced::tell(object, run, Home { at: Some(branch.key.span()), help, related: None, fix })
}

/// Whether an item has room for an entry.
fn fits(of: Definition, item: Node<'_>, entry: Entry<'_>, object: Object<'_>) -> bool {
    let name = entry.key.scalar_text();
    let field = of.field(name, object.version);
    item.kind() == Kind::Map && item.entry(name).is_none() && field.is_some_and(|f| takes(f.ty(), entry.value))
}
