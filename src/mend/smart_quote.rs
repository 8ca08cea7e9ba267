//! Typographic quotes around a value: a paste from a page, which YAML takes for text.

use crate::model::{Edit, Finding, Span, Version};
use crate::source::SMART_QUOTE;
use crate::source::{Document, Kind, Node, Style, is_smart_quote, smart_quote};

/// Values that are looked at.
const MOST: usize = 64;

/// The slips: every value with such quotes gets real ones, or none.
pub(super) fn slips(document: &Document<'_>, _: &[Finding], _: Version) -> Vec<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    let Some(root) = document.root().filter(|_| !text.is_ascii()) else { return Vec::new() };
    let mut found: Vec<Node<'_>> = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => open.extend(node.entries().flat_map(|e| [e.value, e.key])),
            Kind::Seq => open.extend(node.items()),
            _ if bears_one(node) && found.len() < MOST => found.push(node),
            _ => {}
        }
    }
    found.sort_by_key(|node| node.span().start);
    let Some(first) = found.first() else { return Vec::new() };
    let make = |title: &str, quoted: bool| {
        let at = first.span();
        let (start, shown) = match first.source().chars().next().filter(|c| is_smart_quote(*c)) {
            Some(quote) => (at.start, quote),
            None => first.source().chars().last().map(|q| (at.end - q.len_utf8() as u32, q))?,
        };
        let mut finding = Finding::of(
            &SMART_QUOTE,
            Span::new(start, start + shown.len_utf8() as u32),
            smart_quote(&shown.to_string()),
        );
        finding.help("to YAML a typographic quote is a letter; it comes from a web page or a word processor");
        for node in found.iter().skip(1).take(2) {
            finding.relate(node.span(), "and here");
        }
        let edits = found.iter().flat_map(|node| ends(*node, quoted)).collect();
        finding.offer(title, edits).safe_if(quoted);
        Some(finding)
    };
    [make("replace typographic quotes by plain ones", true), make("remove the typographic quotes", false)]
        .into_iter()
        .flatten()
        .collect()
}

fn bears_one(node: Node<'_>) -> bool {
    let text = node.source();
    node.style() == Style::Plain
        && !node.is_aliased()
        && (text.starts_with(is_smart_quote) || text.ends_with(is_smart_quote))
}

/// Edits for the typographic quotes at the ends of a value: plain ones for a pair, otherwise none.
fn ends(node: Node<'_>, quoted: bool) -> Vec<Edit> {
    let (span, source) = (node.span(), node.source());
    let first = source.chars().next().filter(|c| is_smart_quote(*c));
    let last = source.chars().last().filter(|c| is_smart_quote(*c) && source.chars().count() > 1);
    let inner = &source[first.map_or(0, char::len_utf8)..source.len() - last.map_or(0, char::len_utf8)];
    let plain = if inner.contains(['"', '\\']) { '\'' } else { '"' };
    // `“a"`: the other end is there, as nobody would begin a text with it.
    let closed = first.is_some() && inner.ends_with(['"', '\'']);
    let new = match (first, last) {
        (Some(_), Some(_)) if quoted && !inner.contains('\'') => plain.to_string(),
        (Some(_), None) if quoted && closed => inner[inner.len() - 1..].to_owned(),
        _ => String::new(),
    };
    let edit = |start, end| Edit::new(Span::new(start, end), new.clone());
    let mut edits = Vec::new();
    edits.extend(first.map(|c| edit(span.start, span.start + c.len_utf8() as u32)));
    edits.extend(last.map(|c| edit(span.end - c.len_utf8() as u32, span.end)));
    if closed && !quoted {
        edits.push(Edit::new(Span::new(span.end - 1, span.end), ""));
    }
    edits
}
