//! What a mend changes in placement: a misspelled affinity is no affinity, and the pod goes where it should not.

use std::collections::BTreeMap;

use super::case::{Case, of_file};
use super::{DryRun, Question, Remark};
use crate::discover::SourceFile;
use crate::inventory::{Found, PodInstance};
use crate::model::{Edit, FileId, Finding, Layer, Severity};
use crate::scheduler::types::{Config, Decision, Verdict};
use crate::scheduler::{Detail, schedule};
use crate::source::{Limits, parse};

/// Findings whose mends are placed; each costs a whole run of placement.
const MOST: usize = 20;

/// Pods and nodes of a cluster above which nothing is placed again for a remark.
const LARGE: usize = 20_000;

/// What the first fix of each of the findings changes in placement, where they are about objects that make pods. The findings
/// come with their places in the list that they are from.
pub(super) fn remarks<'f>(
    question: Question<'_, '_>,
    config: &Config,
    dry: &DryRun<'_>,
    findings: impl Iterator<Item = (usize, &'f Finding)>,
) -> Vec<Remark> {
    if dry.case.cluster.nodes.len() + dry.case.pods.len() > LARGE {
        return Vec::new();
    }
    let before = nodes_by_pod(&dry.case, &dry.decisions);
    let misread = |f: &Finding| {
        f.severity == Severity::Error && matches!(f.layer(), Layer::Syntax | Layer::Schema) && !f.fixes.is_empty()
    };
    let mut remarks = Vec::new();
    for (at, finding) in findings.filter(|(_, finding)| misread(finding)).take(MOST) {
        let Some(text) = edited(question.files, finding) else { continue };
        let documents = parse(&text, &Limits::default());
        let mut all: Vec<Found<'_>> = Vec::new();
        for (file, tree) in (0..).zip(question.trees) {
            let own = tree.as_deref().unwrap_or_default();
            all.extend(of_file(FileId(file), if file == finding.file.0 { &documents } else { own }));
        }
        let Ok(case) = Case::new(&all, &question.placing.what_if) else { continue };
        let decisions = schedule(&case.cluster, config, Detail::default());
        let owner = finding.object.as_ref().and_then(|o| o.name.as_deref()).unwrap_or_default();
        if let Some(what) = difference(&before, &nodes_by_pod(&case, &decisions), owner) {
            remarks.push(Remark { finding: at, text: format!("placement, once mended: {what}") });
        }
    }
    remarks
}

/// The file with the finding's first fix made.
fn edited(files: &[SourceFile], finding: &Finding) -> Option<String> {
    Edit::apply(&files.get(finding.file.0 as usize)?.text, 0, &finding.fixes.first()?.edits)
}

/// Where each pod is and the object that makes it, by the pod's name; nowhere is the empty name.
type Nodes = BTreeMap<String, (String, String)>;

fn nodes_by_pod(case: &Case<'_>, decisions: &[Decision]) -> Nodes {
    let owner = |pod: &PodInstance<'_>| pod.workload.as_ref().map_or_else(|| pod.pod.name.clone(), |w| w.name.clone());
    let decided = decisions.iter().map(|d| {
        let node =
            if let Verdict::Scheduled { node } = d.verdict { case.cluster.nodes[node].name.as_str() } else { "" };
        let pod = &case.pods[d.pod];
        (pod.pod.key(), (node.to_owned(), owner(pod)))
    });
    let refused = case.refused.iter().map(|p| (p.pod.key(), (String::new(), owner(p))));
    decided
        .chain(refused)
        .chain(case.bound.iter().map(|p| (p.pod.key(), (p.pod.node_name.clone(), owner(p)))))
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
