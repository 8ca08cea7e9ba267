//! `-name: web`: without its blank the dash is part of the key, and what should be a list is a map.

use crate::model::{Edit, Finding, Span, Version};
use crate::source::{DASH_SPACE, Document, Entry, Kind, Node, Style};

/// Maps that are looked at.
const MOST: usize = 16;

/// A slip for each map with such keys: a blank behind every dash, and what belongs to its item in line with it.
pub(super) fn slips(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    let Some(root) = document.root() else { return Vec::new() };
    let mut slips = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => {
                slips.extend(slip(document, node));
                open.extend(node.entries().map(|e| e.value));
            }
            Kind::Seq => open.extend(node.items()),
            _ => {}
        }
    }
    slips.sort_by_key(|slip: &Finding| slip.span.start);
    slips.truncate(MOST);
    slips
}

/// Whether a key is written as an item without its blank.
fn is_item(entry: Entry<'_>) -> bool {
    let key = entry.key;
    let name = key.source().strip_prefix('-').and_then(|rest| rest.chars().next());
    key.style() == Style::Plain && !key.is_aliased() && name.is_some_and(|c| c.is_ascii_alphabetic())
}

fn slip(document: &Document<'_>, map: Node<'_>) -> Option<Finding> {
    let first = map.entries().find(|e| is_item(*e))?;
    if map.style() == Style::Flow || map.is_aliased() {
        return None;
    }
    let text = document.text();
    let mut edits = Vec::new();
    let mut inside = false;
    for entry in map.entries() {
        let start = entry.key.span().start;
        if is_item(entry) {
            inside = true;
            edits.push(Edit::new(Span::point(start + 1), " "));
            // What stands below the key itself goes with it.
            edits.extend(indent(text, line_end(text, start), end(entry)));
        } else if inside && !entry.key.is_aliased() {
            edits.extend(indent(text, line_start(text, start), end(entry)));
        }
    }
    let mut finding = Finding::of(
        &DASH_SPACE,
        first.key.span(),
        "there is no space after the dash, so this is a key and no list item",
    );
    finding.help("each item of a list begins with `- `, its other fields in line with the first");
    finding.offer("put a space after the dash", edits);
    Some(finding)
}

/// Two more blanks before each line between the two bytes.
fn indent(text: &str, from: u32, to: u32) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = from;
    for line in text.get(from as usize..to as usize).unwrap_or_default().split_inclusive('\n') {
        if !line.trim().is_empty() {
            edits.push(Edit::new(Span::point(at), "  "));
        }
        at += line.len() as u32;
    }
    edits
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
