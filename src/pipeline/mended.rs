//! What a mend changes in placement: a misspelled affinity is no affinity, and the pod goes where it should not.

use std::collections::BTreeMap;

use super::placement::{Placement, Placing, of_file, run};
use crate::discover::SourceFile;
use crate::inventory::Found;
use crate::model::{FileId, Finding, Layer, Severity};
use crate::scheduler::Detail;
use crate::scheduler::types::Verdict;
use crate::source::{Document, Limits, parse};

/// Findings whose mends are placed; each costs a whole run of placement.
const MOST: usize = 20;

/// Pods and nodes of a cluster above which nothing is placed again for a remark.
const LARGE: usize = 20_000;

/// Adds to each finding with a proven fix, in an object that makes pods, what its first fix changes in placement.
pub fn mended<'a>(
    files: &[SourceFile],
    trees: &'a [Vec<Document<'a>>],
    placing: &Placing,
    placement: &Placement<'a>,
    findings: &mut [Finding],
) {
    if placement.cluster.nodes.len() + placement.pods.len() > LARGE {
        return;
    }
    let before = nodes_by_pod(placement);
    let placing = Placing { detail: Detail::default(), explain: false, ..placing.clone() };
    let misread = |f: &&mut Finding| {
        f.severity == Severity::Error && matches!(f.layer, Layer::Syntax | Layer::Schema) && !f.fixes.is_empty()
    };
    for finding in findings.iter_mut().filter(misread).take(MOST) {
        let Some(text) = edited(files, finding) else { continue };
        let documents = parse(&text, &Limits::default());
        let mut all: Vec<Found<'_>> = Vec::new();
        for (file, tree) in (0..).zip(trees) {
            all.extend(of_file(FileId(file), if file == finding.file.0 { &documents } else { tree }));
        }
        let Ok(after) = run(&all, &placing) else { continue };
        if let Some(remark) = difference(&before, &nodes_by_pod(&after)) {
            let help = finding.help.take().map_or_else(String::new, |help| format!("{help}\n"));
            finding.help = Some(format!("{help}placement, once mended: {remark}"));
        }
    }
}

/// The file with the finding's first fix made.
fn edited(files: &[SourceFile], finding: &Finding) -> Option<String> {
    let mut text = files.get(finding.file.0 as usize)?.text.clone();
    let mut edits: Vec<_> = finding.fixes.first()?.edits.iter().collect();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span));
    for edit in edits {
        text.get(edit.span.range())?;
        text.replace_range(edit.span.range(), &edit.text);
    }
    Some(text)
}

/// Where each pod is, by its name; nowhere is the empty name.
type Nodes = BTreeMap<String, String>;

fn nodes_by_pod(placement: &Placement<'_>) -> Nodes {
    let decided = placement.decisions.iter().map(|d| {
        let node = if let Verdict::Scheduled { node } = d.verdict { placement.node_name(node) } else { "" };
        (placement.pods[d.pod].pod.key(), node.to_owned())
    });
    decided.chain(placement.bound.iter().map(|p| (p.pod.key(), p.pod.node_name.clone()))).collect()
}

/// Pods that would be elsewhere, in words. A changed template gives a Deployment's pods other names, so pods are told
/// apart by their names without the template's hash.
fn difference(before: &Nodes, after: &Nodes) -> Option<String> {
    let mut changes = Vec::new();
    let (before, after) = (by_stem(before), by_stem(after));
    for (pod, now) in &after {
        match before.get(pod) {
            Some(was) if was == now => {}
            Some(was) => changes.push(format!("`{pod}` goes {}, not {}", place(now), place(was))),
            None => changes.push(format!("`{pod}` goes {}", place(now))),
        }
    }
    if changes.is_empty() {
        return None;
    }
    let more = changes.len().saturating_sub(3);
    changes.truncate(3);
    let mut text = changes.join("; ");
    if more > 0 {
        text.push_str(&format!("; and {more} more go elsewhere"));
    }
    Some(text)
}

fn by_stem(nodes: &Nodes) -> Nodes {
    nodes.iter().map(|(pod, node)| (stem(pod), node.clone())).collect()
}

/// `shop/web-5d8f9c7b6d-1` as `shop/web-1`.
fn stem(pod: &str) -> String {
    let mut parts: Vec<&str> = pod.split('-').collect();
    let is_hash = |part: &str| part.len() >= 8 && part.chars().all(|c| c.is_ascii_alphanumeric());
    if parts.len() >= 3 && is_hash(parts[parts.len() - 2]) {
        parts.remove(parts.len() - 2);
    }
    parts.join("-")
}

fn place(node: &str) -> String {
    if node.is_empty() { "nowhere".to_owned() } else { format!("to {node}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(pairs: &[(&str, &str)]) -> Nodes {
        pairs.iter().map(|(p, n)| ((*p).to_owned(), (*n).to_owned())).collect()
    }

    #[test]
    fn only_what_moves_is_told() {
        let before = nodes(&[("shop/db-0", ""), ("shop/web-5d8f9c7b6d-1", "a"), ("shop/x", "b")]);
        let after = nodes(&[("shop/db-0", "c"), ("shop/web-7777777777-1", "a"), ("shop/x", "b")]);
        assert_eq!(difference(&before, &after).as_deref(), Some("`shop/db-0` goes to c, not nowhere"));
        assert_eq!(difference(&before, &before), None);
    }
}
