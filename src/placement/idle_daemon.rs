//! DaemonSets that no node runs. Their controller makes no pod, so that nothing is pending and nothing is said.

use std::collections::BTreeMap;

use super::DryRun;
use crate::inventory::matching::{node_selected, untolerated};
use crate::inventory::{PodInstance, taint_text};
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Layer, Rule, Severity, count, listed};
use crate::scheduler::types::Node;

/// `schedule/idle-daemon`
pub(super) static IDLE_DAEMON: Rule = Rule {
    id: "schedule/idle-daemon",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A DaemonSet that runs on none of the declared nodes",
    explanation: "The controller of DaemonSets makes a pod for each node that the template's selector, affinity and tolerations allow. \
                  Where that is none it makes none: nothing is pending, there is no event, and `kubectl get` shows 0 desired pods.",
    bad: "",
    good: "",
};

/// Names of nodes or taints that are told one by one.
const SHOWN: usize = 3;

/// What is to be said of each.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let nodes: Vec<&Node> = dry.case.inventory.nodes.iter().map(|node| &node.value).collect();
    if nodes.is_empty() {
        return Vec::new();
    }
    dry.case.idle.iter().map(|pod| pod.scene().set(finding(pod, &nodes))).collect()
}

fn finding(pod: &PodInstance<'_>, nodes: &[&Node]) -> Finding {
    let name = pod.workload.as_ref().map_or_else(String::new, |workload| workload.name.clone());
    let spec = pod.template.field().at("spec");
    let no_node = format!("no node runs DaemonSet `{name}`");
    let of_all = format!("of {}", count(nodes.len(), "node"));
    // The entry of the selector that every node fails to have.
    let lacking =
        pod.pod.node_selector.iter().find(|(key, value)| nodes.iter().all(|n| n.labels.get(key) != Some(value)));
    if let Some((key, value)) = lacking {
        let field = spec.at("nodeSelector").key(key).unwrap_or(spec.at("nodeSelector"));
        let message = format!("{no_node}: none {of_all} has the label `{key}: {value}`");
        let mut finding = Finding::of(&IDLE_DAEMON, field.span(), message);
        let values: Vec<&str> = nodes.iter().filter_map(|n| n.labels.get(key)).map(String::as_str).collect();
        match nearest(value, Strictness::Name, values.iter().copied(), |value| value) {
            Some((meant, _)) => {
                finding.help(format!("did you mean `{meant}`?"));
                finding.fix(format!("change to `{meant}`"), field.span(), meant);
            }
            None if values.is_empty() => {
                finding.help(format!("label the nodes that are to run it: kubectl label node NAME {key}={value}"));
            }
            None => {
                finding.help(format!("the nodes have `{key}` with {}", listed(values.into_iter(), SHOWN)));
            }
        }
        return finding;
    }
    let selected: Vec<&&Node> = nodes.iter().filter(|node| node_selected(&pod.pod, node)).collect();
    if selected.is_empty() {
        let affinity = spec.at("affinity").at("nodeAffinity");
        let span = [affinity, spec.at("nodeSelector")].into_iter().find(|f| f.exists()).map(|f| f.span());
        let message = format!("{no_node}: its selector and node affinity allow none {of_all}");
        return Finding::of(&IDLE_DAEMON, span.unwrap_or_else(|| pod.template.head()), message);
    }
    let mut taints: BTreeMap<String, usize> = BTreeMap::new();
    for node in &selected {
        for taint in untolerated(&pod.pod, node) {
            *taints.entry(taint_text(taint)).or_default() += 1;
        }
    }
    let span = Some(spec.at("tolerations")).filter(|f| f.exists()).map_or_else(|| pod.template.head(), |f| f.span());
    let named = spec.at("nodeName");
    let (span, message) = if taints.is_empty() && named.exists() {
        (named.span(), format!("{no_node}: there is no node `{}`", named.str()))
    } else {
        let all = listed(taints.keys().map(String::as_str), SHOWN);
        (span, format!("{no_node}: it does not tolerate the taint of any that it selects: {all}"))
    };
    let mut finding = Finding::of(&IDLE_DAEMON, span, message);
    if !taints.is_empty() {
        finding.help("add a toleration for the nodes that are to run it");
    }
    finding
}
