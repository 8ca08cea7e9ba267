//! Pods that name their node never meet the scheduler: the node's kubelet decides, so say when it would refuse.

use super::Placement;
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, Severity};
use crate::scheduler::Scheduler;
use crate::scheduler::plugins::{node_affinity, node_ports, node_resources_fit, taint_toleration};
use crate::scheduler::types::{Cluster, Config, Node, Pod, Refusal, TaintEffect};

/// The rule.
const RULE: &str = "schedule/kubelet";

/// What the kubelet checks on its own (`pkg/kubelet/lifecycle/predicate.go`, `generalFilter`), and of taints those
/// with NoExecute.
const CHECKED: [&str; 4] = [node_resources_fit::NAME, node_ports::NAME, node_affinity::NAME, taint_toleration::NAME];

/// Pods that are looked at; each is held against its node with all that runs there.
const MOST: usize = 1_000;

/// What the nodes would say to the pods that name them, one finding for each template.
pub(super) fn findings(placement: &Placement<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (at, pod) in placement.bound.iter().enumerate().take(MOST) {
        let name = &pod.pod.node_name;
        let message = match placement.cluster.nodes.iter().find(|n| n.name == *name) {
            None => format!(
                "`{}` names node `{name}`, which is not declared: it would stay Pending, unseen by any kubelet",
                pod.pod.key()
            ),
            Some(node) => {
                let refusals = refusals(placement, at, node);
                if refusals.is_empty() {
                    continue;
                }
                format!("the kubelet of node `{name}` would refuse `{}`: {}", pod.pod.key(), refusals.join(", "))
            }
        };
        let finding = finding(pod, message);
        // The pods of one template are told of once.
        if !findings.iter().any(|f| (f.file, f.span) == (finding.file, finding.span)) {
            findings.push(finding);
        }
    }
    findings
}

/// Why the node would refuse the pod at `at`, which comes after those before it.
fn refusals(placement: &Placement<'_>, at: usize, node: &Node) -> Vec<String> {
    let later: Vec<String> = placement.bound[at..].iter().map(|p| p.pod.key()).collect();
    let there = |p: &&Pod| p.node_name == node.name && !later.contains(&p.key());
    let mut node = node.clone();
    node.unschedulable = false;
    node.taints.retain(|taint| taint.effect == TaintEffect::NoExecute);
    let pending = Pod { node_name: String::new(), ..placement.bound[at].pod.clone() };
    let cluster = Cluster {
        nodes: vec![node.clone()],
        pods: placement.cluster.pods.iter().filter(there).cloned().collect(),
        pending: vec![pending],
        namespaces: placement.cluster.namespaces.clone(),
        ..Cluster::default()
    };
    let refused = Scheduler::new(&cluster, &Config::default()).refusals(0);
    let of_kubelet = |r: &&Refusal| CHECKED.contains(&r.plugin);
    refused.iter().flatten().filter(of_kubelet).flat_map(|r| r.reasons.clone()).collect()
}

fn finding(pod: &PodInstance<'_>, message: String) -> Finding {
    let place = pod.template.field().at("spec").at("nodeName");
    let span = if place.exists() { place.span() } else { pod.template.head() };
    let mut finding = Finding::new(RULE, Layer::Schedule, Severity::Warning, span, message);
    finding.file = pod.object.file;
    finding.document = pod.object.document;
    finding.help(
        "a pod with `nodeName` never meets the scheduler: the kubelet there checks resources, host ports, node affinity and \
         NoExecute taints itself, and fails the pod. `nodeSelector` or node affinity leave the choice to the scheduler",
    );
    finding
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::model::Version;
    use crate::pipeline::{Placing, Settings, parse_all, pending, place};
    use crate::scheduler::types::Config;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '1', memory: 1Gi, pods: '10'}}\n";

    fn messages(manifest: &str) -> Vec<String> {
        let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned(), problem: None };
        let files = [file("n.yaml", NODE), file("p.yaml", manifest)];
        let trees = parse_all(&files, &Settings::default());
        let (config, what_if, version) = (Config::default(), Vec::new(), Version::NEWEST);
        let placing =
            Placing { config, what_if, version, config_file: None, scores: false, detailed: false, explain: false };
        let placement = place(&files, &trees, &placing).unwrap();
        pending::findings(&placement, &[]).into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn the_kubelet_is_asked_for_pods_that_name_their_node() {
        let pod = |node: &str, cpu: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  nodeName: {node}\n  containers:\n  - name: c\n    image: i\n    resources: {{requests: {{cpu: {cpu}}}}}\n"
            )
        };
        assert_eq!(messages(&pod("n1", "500m")), [] as [&str; 0]);
        assert_eq!(messages(&pod("n1", "2")), ["the kubelet of node `n1` would refuse `default/p`: Insufficient cpu"]);
        assert!(messages(&pod("m1", "1"))[0].contains("node `m1`, which is not declared"));
    }
}
