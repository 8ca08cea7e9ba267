//! What a mend changes in placement: a misspelled affinity is no affinity, and the pod goes where it should not.

use super::fate::{Fate, Fates};
use super::trial::{Trial, fates};
use super::{DryRun, Question, Remark};
use crate::model::{Finding, Layer, Severity};
use crate::scheduler::types::Config;

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
    let misread = |f: &Finding| {
        f.severity == Severity::Error && matches!(f.layer(), Layer::Syntax | Layer::Schema) && !f.fixes.is_empty()
    };
    let mut findings = findings.filter(|(_, finding)| misread(finding)).take(MOST).peekable();
    if findings.peek().is_none() {
        return Vec::new();
    }
    let (trial, before) = (Trial::new(question, config, &dry.case), fates(&dry.case, &dry.decisions));
    let mut remarks = Vec::new();
    for (at, finding) in findings {
        let edits = finding.fixes.first().map_or(&[][..], |fix| &fix.edits);
        let Some(after) = trial.fates(edits, &[], false) else { continue };
        let owner = finding.object.as_ref().and_then(|o| o.name.as_deref()).unwrap_or_default();
        if let Some(what) = difference(&before, &after, owner) {
            remarks.push(Remark { finding: at, text: format!("placement, once mended: {what}") });
        }
    }
    remarks
}

/// Pods that would be elsewhere, in words: those of `object`, and others only where they gain or lose their place.
fn difference(before: &Fates, after: &Fates, object: &str) -> Option<String> {
    let mut changes = Vec::new();
    for fate in after.iter() {
        let (now, owner) = (fate.node(), fate.owner());
        match before.get(&fate.pod).map(Fate::node) {
            Some(was) if was == now => {}
            Some(was) if owner == object || was.is_empty() || now.is_empty() => {
                changes.push(format!("`{}` goes {}, not {}", fate.pod.key(), place(now), place(was)));
            }
            None if owner == object => changes.push(format!("`{}` goes {}", fate.pod.key(), place(now))),
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
    use crate::inventory::Workload;
    use crate::placement::fate::Place;
    use crate::scheduler::types::Pod;

    fn nodes(pairs: &[(&str, &str)]) -> Fates {
        let fate = |(key, node): &(&str, &str)| {
            let (namespace, name) = key.split_once('/').unwrap();
            let workload = Workload { kind: "Deployment".to_owned(), name: name.split('-').next().unwrap().to_owned() };
            let pod = Pod { namespace: namespace.to_owned(), name: name.to_owned(), ..Pod::default() };
            let place = if node.is_empty() { Place::None } else { Place::On((*node).into()) };
            Fate { pod: pod.into(), workload: Some(workload.into()), place }
        };
        pairs.iter().map(fate).collect()
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
