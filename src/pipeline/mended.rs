//! What a mend changes in placement: a misspelled affinity is no affinity, and the pod goes where it should not.

use std::collections::BTreeMap;

use super::placement::{Placement, Placing, of_file, run};
use crate::discover::SourceFile;
use crate::inventory::{Found, PodInstance};
use crate::model::{Edit, FileId, Finding, Layer, Severity};
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
    let placing = Placing { config: placement.config.clone(), explain: false, ..placing.clone() };
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
        let owner = finding.object.as_ref().and_then(|o| o.name.as_deref()).unwrap_or_default();
        if let Some(remark) = difference(&before, &nodes_by_pod(&after), owner) {
            let help = finding.help.take().map_or_else(String::new, |help| format!("{help}\n"));
            finding.help = Some(format!("{help}placement, once mended: {remark}"));
        }
    }
}

/// The file with the finding's first fix made.
fn edited(files: &[SourceFile], finding: &Finding) -> Option<String> {
    Edit::apply(&files.get(finding.file.0 as usize)?.text, 0, &finding.fixes.first()?.edits)
}

/// Where each pod is and the object that makes it, by the pod's name; nowhere is the empty name.
type Nodes = BTreeMap<String, (String, String)>;

fn nodes_by_pod(placement: &Placement<'_>) -> Nodes {
    let owner = |pod: &PodInstance<'_>| pod.workload.as_ref().map_or_else(|| pod.pod.name.clone(), |w| w.name.clone());
    let decided = placement.decisions.iter().map(|d| {
        let node = if let Verdict::Scheduled { node } = d.verdict { placement.node_name(node) } else { "" };
        let pod = &placement.pods[d.pod];
        (pod.pod.key(), (node.to_owned(), owner(pod)))
    });
    let refused = placement.refused.iter().map(|p| (p.pod.key(), (String::new(), owner(p))));
    decided
        .chain(refused)
        .chain(placement.bound.iter().map(|p| (p.pod.key(), (p.pod.node_name.clone(), owner(p)))))
        .collect()
}

/// Pods that would be elsewhere, in words: those of `object`, and others only where they gain or lose their place.
fn difference(before: &Nodes, after: &Nodes, object: &str) -> Option<String> {
    let mut changes = Vec::new();
    for (pod, (now, owner)) in after {
        match before.get(pod) {
            Some((was, _)) if was == now => {}
            Some((was, _)) if owner == object || was.is_empty() || now.is_empty() => {
                changes.push(format!("`{pod}` goes {}, not {}", place(now), place(was)));
            }
            None if owner == object => changes.push(format!("`{pod}` goes {}", place(now))),
            _ => {}
        }
    }
    if changes.is_empty() {
        return None;
    }
    let more = changes.len().saturating_sub(3);
    changes.truncate(3);
    let mut text = changes.join("; ");
    if more > 0 {
        text.push_str(&format!("; {more} more go elsewhere"));
    }
    Some(text)
}

fn place(node: &str) -> String {
    if node.is_empty() { "nowhere".to_owned() } else { format!("to {node}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(pairs: &[(&str, &str)]) -> Nodes {
        let owner = |pod: &str| pod.trim_start_matches("shop/").split('-').next().unwrap().to_owned();
        pairs.iter().map(|(p, n)| ((*p).to_owned(), ((*n).to_owned(), owner(p)))).collect()
    }

    #[test]
    fn only_what_moves_is_told() {
        let before = nodes(&[("shop/db-0", ""), ("shop/web-1", "a"), ("shop/x", "b")]);
        let after = nodes(&[("shop/db-0", "c"), ("shop/web-1", "a"), ("shop/x", "c")]);
        assert_eq!(difference(&before, &after, "web").as_deref(), Some("`shop/db-0` goes to c, not nowhere"));
        let told = "`shop/db-0` goes to c, not nowhere; `shop/x` goes to c, not to b";
        assert_eq!(difference(&before, &after, "x").as_deref(), Some(told));
        assert_eq!(difference(&before, &before, "x"), None);
    }
}
