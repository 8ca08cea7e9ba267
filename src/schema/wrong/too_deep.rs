//! A level too many in a map of texts: `matchLabels` where labels stand directly.

use super::Said;
use crate::model::{Edit, Span};
use crate::schema::path;
use crate::schema::text::{self, edit};
use crate::source::{Entry, Kind, Node, Step, Style};

/// The level that other selectors have.
const MATCH_LABELS: &str = "matchLabels";

/// What to say of a map that stands where a text should be, if it is no more than such a level.
pub(super) fn unwrapped(root: Node<'_>, node: Node<'_>) -> Option<Said> {
    let plain = |e: Entry<'_>| !matches!(e.value.kind(), Kind::Map | Kind::Seq);
    if node.kind() != Kind::Map || node.is_aliased() || !node.entries().all(plain) {
        return None;
    }
    let way = root.path_to(node)?;
    let keys = way.iter().rev().take(2);
    let mut keys = keys.map(|(step, key)| if let Step::Key(_) = step { Some(*key) } else { None });
    let (key, around) = (keys.next()??, keys.next()??);
    let name = key.scalar_text();
    if (name != MATCH_LABELS && name != around.scalar_text()) || key.is_aliased() {
        return None;
    }
    let place = path::strict(root, around);
    let said = Said::new(format!("`{name}` is a level too many: `{place}` holds the `key: value` pairs directly"));
    let said = said.help(format!("take `{name}:` out, and what stands below it one level up"));
    Some(match edits(key, node, around.entry_of_key().value) {
        Some(edits) => said.fix(format!("take out the level `{name}`"), edits).safe_if(name == MATCH_LABELS),
        None => said,
    })
}

/// Puts what is inside in the place of the level.
pub(in crate::schema) fn edits(key: Node<'_>, node: Node<'_>, around: Node<'_>) -> Option<Vec<Edit>> {
    let source = node.document().text();
    let written = |e: Entry<'_>| source.get(e.key.span().start as usize..text::entry_end(e) as usize);
    let whole = key.span().to(node.span());
    let (first, last) = (node.entries().next()?, node.entries().last()?);
    if node.entries().any(|e| e.value.is_aliased() || e.key.is_aliased()) {
        return None;
    }
    if around.style() == Style::Flow {
        let inside = source.get(first.key.span().start as usize..text::entry_end(last) as usize)?;
        return Some(vec![edit(whole, inside)]);
    }
    let column = text::column(source, key.span().start);
    if node.style() == Style::Flow {
        let pairs: Option<Vec<&str>> = node.entries().map(written).collect();
        return Some(vec![edit(whole, pairs?.join(&format!("\n{:column$}", "")))]);
    }
    let lines = text::lines_of(source, first, last)?;
    let by = text::column(source, first.key.span().start) as i64 - column as i64;
    let mut edits = text::shift(source, lines, -by)?;
    // The line of the level itself.
    let start = text::line_start(source, key.span().start);
    let lead = source.get(start as usize..key.span().start as usize)?;
    if !lead.bytes().all(|b| b == b' ') {
        return None;
    }
    let end = (text::line_end(source, start) + 1).min(lines.start);
    edits.insert(0, edit(Span::new(start, end), ""));
    Some(edits)
}
