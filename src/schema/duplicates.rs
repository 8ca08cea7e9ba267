//! Keys given twice in one map: the YAML reader of the strict API server refuses them.

use super::text;
use crate::model::{Finding, Layer, MOST_TOLD, Severity};
use crate::source::{Entry, Node};

/// One finding for each second key below `root`, and how many more than those there are.
pub(super) fn check(root: Node<'_>, spell: impl Fn(Node<'_>) -> String) -> (Vec<Finding>, usize) {
    let document = root.document();
    let inside = |id: u32| root.id() < id && id < root.end_id();
    let mut pairs = document.duplicates.iter().filter(|d| inside(d.first) && inside(d.second));
    let told = pairs.by_ref().take(MOST_TOLD);
    let findings = told.map(|d| explain(root, document.node(d.first), document.node(d.second), &spell)).collect();
    (findings, pairs.count())
}

fn explain(root: Node<'_>, first: Node<'_>, second: Node<'_>, spell: &impl Fn(Node<'_>) -> String) -> Finding {
    let name = second.scalar_text();
    let message = format!("`{name}` is given twice");
    let mut finding = Finding::new("schema/duplicate-field", Layer::Schema, Severity::Error, second.span(), message);
    finding.field = spell(second);
    finding.label = "given again".to_owned();
    finding.relate(first.span(), "given first here");
    let (one, other) = (first.entry_of_key(), second.entry_of_key());
    let source = root.document().text();
    let same = one.value.source() == other.value.source();
    finding.help(if same { "remove one of them" } else { "keep one of them: without strictness the last would win" });
    let remove = |entry: Entry<'_>| {
        let mut lines = text::lines_of(source, entry, entry)?;
        lines.end = (lines.end + 1).min(source.len() as u32);
        Some(vec![text::edit(lines, "")])
    };
    let offers = if same {
        vec![("remove the second", other)]
    } else {
        vec![("remove the first", one), ("remove the second", other)]
    };
    for (title, entry) in offers {
        if let Some(edits) = remove(entry) {
            finding.fixes.push(crate::model::Fix { title: title.to_owned(), safe: same, edits });
        }
    }
    finding
}
