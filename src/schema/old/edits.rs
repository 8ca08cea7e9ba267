//! The edits that make of a document what its changed tree says. What is not changed is not touched.

use super::draft::{List, Map, Member, Value};
use super::emit::Hand;
use super::lines::{comments_above, last_byte, leading};
use crate::model::{Edit, Span};
use crate::schema::text::{self, edit};
use crate::schema::under::named_like;
use crate::source::{Entry, Node};

/// The edits for the tree of `root`; none where they cannot be made: what shares its lines with something else, is written
/// elsewhere, or has comments where none could stay.
pub(super) fn of(root: Node<'_>, tree: &Value<'_>) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    Edits { hand: Hand::of(root), edits: &mut edits }.value(tree)?;
    edits.sort_by_key(|e| e.span);
    Some(joined(edits))
}

/// Edits that touch made one: nobody has to know which of two changes of one place comes first.
fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    for next in edits {
        match joined.last_mut().filter(|last| last.span.end == next.span.start) {
            Some(last) => {
                last.span.end = next.span.end;
                last.text.push_str(&next.text);
            }
            None => joined.push(next),
        }
    }
    joined
}

struct Edits<'e, 'a> {
    hand: Hand<'a>,
    edits: &'e mut Vec<Edit>,
}

impl<'a> Edits<'_, 'a> {
    fn value(&mut self, value: &Value<'a>) -> Option<()> {
        match value {
            _ if !value.is_changed() => Some(()),
            Value::Map(map) => self.map(map, map.of?),
            Value::List(list) => self.list(list, list.of?),
            Value::Kept(_) | Value::Text(_) => None,
        }
    }

    /// A list, behind whose items others may have been put.
    fn list(&mut self, list: &List<'a>, node: Node<'a>) -> Option<()> {
        if node.is_aliased() {
            return Some(());
        }
        let (old, new) = list.items.split_at_checked(node.len())?;
        if !new.is_empty() && !text::is_block(node) {
            self.edits.push(edit(node.span(), self.hand.brackets(list, false, None)?));
            return Some(());
        }
        old.iter().try_for_each(|item| self.value(item))?;
        if new.is_empty() {
            return Some(());
        }
        let source = self.hand.document.text();
        let end = text::line_end(source, last_of(source, node.span().end));
        let lines = self.hand.items(new, leading(source, node.span().start))?;
        self.edits.push(if end < source.len() as u32 {
            edit(Span::point(end + 1), lines)
        } else {
            edit(Span::point(end), format!("{}{}", self.hand.newline, lines.trim_end()))
        });
        Some(())
    }

    fn map(&mut self, map: &Map<'a>, node: Node<'a>) -> Option<()> {
        // What stands for an alias changes with what it is an alias of.
        if node.is_aliased() {
            return Some(());
        }
        if in_place(map, node) {
            return map.members.iter().try_for_each(|member| self.stays(member, member.from?));
        }
        if text::is_block(node) {
            return self.lines(map, node);
        }
        let inside = |comment: &Span| node.span().range().contains(&(comment.start as usize));
        if self.hand.document.comments.iter().any(inside) {
            return None;
        }
        self.edits.push(edit(node.span(), self.hand.braces(map, false, None)?));
        Some(())
    }

    /// A member that stays where it is, perhaps by another name and with something else in it.
    fn stays(&mut self, member: &Member<'a>, entry: Entry<'a>) -> Option<()> {
        let source = self.hand.document.text();
        if member.is_renamed() {
            self.edits.push(edit(entry.key.span(), named_like(source, entry.key, &member.name)));
        }
        if let Value::Text(text) = &member.value {
            self.edits.push(edit(entry.value.span(), text::written_like(entry.value, text)));
            return Some(());
        }
        self.value(&member.value)
    }

    /// A map of lines, whose entries are put in, taken out or moved.
    fn lines(&mut self, map: &Map<'a>, node: Node<'a>) -> Option<()> {
        let source = self.hand.document.text();
        let before: Vec<Entry<'a>> = node.entries().collect();
        if before.iter().any(|e| e.key.is_aliased()) {
            return None;
        }
        let bounds = bounds(source, &before)?;
        let column = text::column(source, bounds[0]);
        let (mut at, mut next) = (0, 0);
        while at < before.len() || next < map.members.len() {
            // The next member that stays where it is, and all that changes before it.
            let stays = (next..map.members.len()).find_map(|index| {
                let place = before.iter().skip(at).position(|e| map.members[index].is_from(*e))?;
                Some((index, at + place))
            });
            let (index, place) = stays.unwrap_or((map.members.len(), before.len()));
            if index > next || place > at {
                let new = self.hand.lines(&map.members[next..index], column)?;
                self.edits.push(replacement(source, &bounds, (at, place), new, column)?);
            }
            if let Some(member) = map.members.get(index) {
                self.stays(member, before[place])?;
            }
            (at, next) = (place + 1, index + 1);
        }
        Some(())
    }
}

/// Whether every entry is still there, in order, whatever it is called.
fn in_place(map: &Map<'_>, node: Node<'_>) -> bool {
    let mut before = node.entries();
    map.members.iter().all(|m| before.next().is_some_and(|e| m.is_from(e))) && before.next().is_none()
}

/// Where each entry begins, the comments above it its own, and where the last one ends: lines, but for the first, which
/// begins behind its blanks or its dash.
fn bounds(source: &str, entries: &[Entry<'_>]) -> Option<Vec<u32>> {
    let first = entries.first()?.key.span().start;
    // The comments above the first are its own, where they stand at its column.
    let above = comments_above(source, first).last().map(|line| line.start);
    let mut bounds = vec![above.unwrap_or(first)];
    for entry in entries {
        let end = if entry.value.is_aliased() { entry.key.span().end } else { last_byte(source, *entry) };
        bounds.push((text::line_end(source, end) + 1).min(source.len() as u32));
    }
    bounds.is_sorted().then_some(bounds)
}

/// The entries from one to another, replaced by `new` lines.
fn replacement(source: &str, bounds: &[u32], (from, to): (usize, usize), new: String, column: usize) -> Option<Edit> {
    let (start, end) = (bounds[from], bounds[to]);
    let last = to + 1 == bounds.len();
    let (indent, new) = (" ".repeat(column), if from == 0 { new.trim_start_matches(' ').to_owned() } else { new });
    let lead = source.get(text::line_start(source, start) as usize..start as usize)?;
    Some(match from {
        // The first begins behind its blanks or its dash, so that what comes to stand there needs none.
        0 if last && new.is_empty() => {
            let open = text::line_end(source, last_of(source, end));
            edit(Span::new(start, open.max(start)), "{}")
        }
        0 if last => edit(Span::new(start, end), new),
        0 if to == 0 => edit(Span::point(start), format!("{new}{indent}")),
        0 if new.is_empty() => {
            let next = source.get(end as usize..)?;
            // A comment above what comes next would stand behind the dash.
            if !lead.trim().is_empty() && next.trim_start().starts_with('#') {
                return None;
            }
            let blanks = next.len() - next.trim_start_matches(' ').len();
            edit(Span::new(start, end + blanks as u32), "")
        }
        0 => edit(Span::new(start, end), new),
        _ if start == source.len() as u32 && !source.ends_with('\n') => {
            edit(Span::new(start, end), format!("\n{}", new.trim_end_matches(['\r', '\n'])))
        }
        _ => edit(Span::new(start, end), new),
    })
}

/// The last byte of a line that ends before `end`.
fn last_of(source: &str, end: u32) -> u32 {
    if end > 0 && source.as_bytes().get(end as usize - 1) == Some(&b'\n') { end - 1 } else { end }
}
