//! What was meant as text below a key of `data`: a file that YAML reads as a map, lines of `A=b`.

use super::Said;
use crate::model::Span;
use crate::schema::text::{self, edit};
use crate::schema::words::what;
use crate::source::{Node, Step, Style};

/// The fields whose values are whole files.
const FILES: &[&str] = &["data", "stringData"];

/// What to say of a map or list on lines of its own where a file's text should stand.
pub(super) fn file(root: Node<'_>, node: Node<'_>, name: &str) -> Option<Said> {
    let way = root.path_to(node)?;
    let [(Step::Key(of), _), (Step::Key(_), key)] = way[..] else { return None };
    if !FILES.contains(&of) || node.is_scalar() || !text::is_block(node) || key.is_aliased() {
        return None;
    }
    let said = Said::new(format!("{name} must be text, not {}", what(node)));
    let said = said.help(format!("put `|` behind `{}:`, and what stands below it is its text", key.scalar_text()));
    Some(match bar(node, key) {
        Some(edits) => said.fix("make it a text", edits),
        None => said,
    })
}

fn bar(node: Node<'_>, key: Node<'_>) -> Option<Vec<crate::model::Edit>> {
    let source = node.document().text();
    let column = text::column(source, key.span().start);
    let colon = key.span().end + 1;
    let end = text::line_end(source, colon);
    let behind = source.get(colon as usize..end as usize)?.trim();
    if source.as_bytes().get(colon as usize - 1) != Some(&b':') || !(behind.is_empty() || behind.starts_with('#')) {
        return None;
    }
    let last = node.span().end.max(end);
    let last = if source.as_bytes().get(last as usize - 1) == Some(&b'\n') { last - 1 } else { last };
    let lines = Span::new(end + 1, text::line_end(source, last));
    let indents = || {
        let lines = source.get(lines.range()).unwrap_or_default().lines().filter(|l| !l.trim().is_empty());
        lines.map(|line| line.len() - line.trim_start_matches(' ').len())
    };
    let (first, least) = (indents().next()?, indents().min()?);
    // A text's first line says where all of it begins.
    if least < first {
        return None;
    }
    let mut edits = vec![edit(Span::point(colon), " |")];
    if first <= column {
        edits.extend(text::shift(source, lines, (column + 2 - first) as i64)?);
    }
    Some(edits)
}

/// What to say of lines of `A=b`, which YAML reads as one text, in the place of a map of texts.
pub(super) fn pairs(node: Node<'_>, name: &str) -> Option<Said> {
    let (source, span) = (node.document().text(), node.span());
    let start = text::line_start(source, span.start);
    let lead = source.get(start as usize..span.start as usize)?;
    if node.style() != Style::Plain || node.is_aliased() || !lead.trim().is_empty() || !node.source().contains('\n') {
        return None;
    }
    let (mut at, mut edits, mut shown) = (span.start, Vec::new(), None);
    for line in node.source().split('\n') {
        let own = line.trim();
        let from = at + (line.len() - line.trim_start().len()) as u32;
        at += line.len() as u32 + 1;
        if own.is_empty() {
            continue;
        }
        if text::column(source, from) != lead.len() {
            return None;
        }
        let (key, value) = own.split_once('=')?;
        let is_name = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if !is_name {
            return None;
        }
        let written = crate::schema::idioms::pair(key, value);
        shown.get_or_insert_with(|| written.clone());
        edits.push(edit(Span::new(from, from + own.len() as u32), written));
    }
    let said = Said::new(format!("{name} must hold `key: value` pairs, not text"));
    let said = said.help(format!("write each as `{}`: YAML knows no `=`", shown?));
    Some(said.fix("write `key: value` pairs", edits))
}
