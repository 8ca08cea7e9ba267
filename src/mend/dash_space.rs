//! `-name: web`: without its blank the dash is part of the key, and what should be a list is a map; or part of a text, and
//! there is no list at all.

use std::collections::BTreeMap;

use crate::model::{Edit, Finding, Span, Version};
use crate::source::{DASH_SPACE, Document, Entry, Kind, Node, Style};

/// Maps that are looked at.
const MOST: usize = 16;

/// Fields behind the last item that may be its own, where the list has the column of its key.
const FIELDS: usize = 8;

/// Fields whose texts begin with a dash by right: `-c`.
const FLAGS: &[&str] = &["command", "args"];

/// A slip for each map with such keys, and first of all one for all of them: a blank behind every dash, and what belongs to
/// its item in line with it.
pub(super) fn slips(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    let Some(root) = document.root() else { return Vec::new() };
    let (mut maps, mut texts) = (Vec::new(), Vec::new());
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => {
                let here = !node.is_aliased() && node.style() != Style::Flow && node.entries().any(is_item);
                maps.extend(here.then_some(node));
                let texts_of = node.entries().filter(|e| !FLAGS.contains(&e.key.scalar_text()));
                texts.extend(texts_of.filter_map(|e| text(document, e)));
                open.extend(node.entries().map(|e| e.value));
            }
            Kind::Seq => open.extend(node.items()),
            _ => {}
        }
    }
    maps.sort_by_key(|map| map.id());
    maps.truncate(MOST);
    let mut slips = Vec::new();
    if maps.len() > 1 {
        slips.extend(slip(document, &maps, usize::MAX));
    }
    for map in maps {
        // Beside the key without a value stand its item's fields, and the key's own siblings behind them.
        if follows_its_key(map) {
            slips.extend((0..FIELDS).filter_map(|fields| slip(document, &[map], fields)));
        }
        slips.extend(slip(document, &[map], usize::MAX));
        // Behind the last item of a list that has the column of its key, the key's siblings follow.
        if !follows_its_key(map) {
            slips.extend((0..FIELDS).filter_map(|fields| slip(document, &[map], fields)));
        }
    }
    slips.extend(texts);
    slips
}

/// Whether a key is written as an item without its blank.
fn is_item(entry: Entry<'_>) -> bool {
    let key = entry.key;
    key.style() == Style::Plain && !key.is_aliased() && lacks_blank(key.source())
}

fn lacks_blank(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether the first item stands right below the key that lacks the list.
fn follows_its_key(map: Node<'_>) -> bool {
    let mut above = None;
    for entry in map.entries() {
        if is_item(entry) {
            return above.is_some_and(|e: Entry<'_>| e.value.is_null());
        }
        above = Some(entry);
    }
    false
}

/// The slip of these maps, with so many fields at the most behind the last item.
fn slip(document: &Document<'_>, maps: &[Node<'_>], fields: usize) -> Option<Finding> {
    let first = maps.first()?.entries().find(|e| is_item(*e))?;
    let text = document.text();
    let (mut blanks, mut deeper) = (Vec::new(), BTreeMap::new());
    for map in maps {
        let last = map.entries().filter(|e| is_item(*e)).last()?.key.id();
        let (mut inside, mut behind, mut above) = (false, 0, None);
        let name = map.entries().find(|e| is_item(*e))?.key.scalar_text();
        for entry in map.entries() {
            let start = entry.key.span().start;
            if is_item(entry) {
                // A list of its own, below a field of the item that has no value.
                let nested = inside && entry.key.scalar_text() != name && above.is_some_and(|opens| opens);
                if nested {
                    indent(text, line_start(text, start), line_end(text, start), &mut deeper);
                }
                above = Some(nested);
                inside = true;
                blanks.push(Edit::new(Span::point(start + 1), " "));
                let by_both = if nested { 2 } else { 1 };
                (0..by_both).for_each(|_| indent(text, line_end(text, start), end(entry), &mut deeper));
            } else if inside && !entry.key.is_aliased() {
                behind += usize::from(entry.key.id() > last);
                if behind > fields {
                    break;
                }
                above = Some(entry.value.is_null());
                indent(text, line_start(text, start), end(entry), &mut deeper);
            }
        }
        if fields < usize::MAX && behind < fields {
            return None;
        }
    }
    let lines = deeper.into_iter().map(|(at, by)| Edit::new(Span::point(at), " ".repeat(by)));
    let mut edits: Vec<Edit> = blanks.into_iter().chain(lines).collect();
    edits.sort_by_key(|edit| edit.span);
    Some(told(first.key.span(), "there is no space after the dash, so this is a key and no list item", edits))
}

/// `-ReadWriteOnce` below a key, every line of it so: a text that should be a list.
fn text(document: &Document<'_>, entry: Entry<'_>) -> Option<Finding> {
    let (source, value) = (document.text(), entry.value);
    if value.style() != Style::Plain || value.kind() != Kind::Str || value.is_aliased() {
        return None;
    }
    let span = value.span();
    // Where many stand on one line, its beginning is far away: nothing but blanks may stand before.
    let before = source.get(..span.start as usize)?.trim_end_matches([' ', '\t', '\r']);
    if !(before.is_empty() || before.ends_with('\n'))
        || !value.source().lines().all(|line| lacks_blank(line.trim_start()))
    {
        return None;
    }
    let mut at = span.start;
    let mut edits = Vec::new();
    for line in value.source().split_inclusive('\n') {
        let dash = at + (line.len() - line.trim_start().len()) as u32;
        edits.push(Edit::new(Span::point(dash + 1), " "));
        at += line.len() as u32;
    }
    Some(told(span, "there is no space after the dash, so this is a text and no list", edits))
}

fn told(span: Span, message: &str, edits: Vec<Edit>) -> Finding {
    let mut finding = Finding::of(&DASH_SPACE, span, message);
    finding.help("each item of a list begins with `- `, its other fields in line with the first");
    finding.offer("put a space after the dash", edits).safe_if(true);
    finding
}

/// Two more blanks for each line between the two bytes.
fn indent(text: &str, from: u32, to: u32, deeper: &mut BTreeMap<u32, usize>) {
    let mut at = from;
    for line in text.get(from as usize..to as usize).unwrap_or_default().split_inclusive('\n') {
        if !line.trim().is_empty() {
            *deeper.entry(at).or_default() += 2;
        }
        at += line.len() as u32;
    }
}

fn end(entry: Entry<'_>) -> u32 {
    let value = entry.value.span();
    if value.is_empty() { entry.key.span().end } else { value.end.max(entry.key.span().end) }
}

fn line_start(text: &str, at: u32) -> u32 {
    text.get(..at as usize).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline as u32 + 1)
}

fn line_end(text: &str, at: u32) -> u32 {
    let after = text.get(at as usize..).and_then(|after| after.find('\n'));
    after.map_or(text.len() as u32, |newline| at + newline as u32 + 1)
}
