//! Pods that name their node never meet the scheduler: the node's kubelet decides, so say when it would refuse.

use super::DryRun;
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, Rule, Severity};
use crate::scheduler::Scheduler;
use crate::scheduler::plugins::{node_affinity, node_ports, node_resources_fit, taint_toleration};
use crate::scheduler::types::{Cluster, Config, Node, Pod, Refusal, TaintEffect};

/// `schedule/kubelet`
pub(crate) static KUBELET: Rule = Rule {
    id: "schedule/kubelet",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    summary: "A pod that names its node, where the node's kubelet would refuse it",
    explanation: "A pod with `spec.nodeName` never meets the scheduler and has no `Scheduled` event. The kubelet of that node \
                  checks resources, host ports, node affinity and NoExecute taints on its own, and fails the pod where they \
                  do not fit; where the node does not exist, nobody ever starts the pod.",
    bad: "",
    good: "",
};

/// What the kubelet checks on its own (`pkg/kubelet/lifecycle/predicate.go`, `generalFilter`), and of taints those
/// with NoExecute.
const CHECKED: [&str; 4] = [node_resources_fit::NAME, node_ports::NAME, node_affinity::NAME, taint_toleration::NAME];

/// Pods that are looked at; each is held against its node with all that runs there.
const MOST: usize = 1_000;

/// What the nodes would say to the pods that name them, one finding for each template.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (at, pod) in dry.case.bound.iter().enumerate().take(MOST) {
        let name = &pod.pod.node_name;
        let message = match dry.case.cluster.nodes.iter().find(|n| n.name == *name) {
            None => format!(
                "`{}` names node `{name}`, which is not declared: it would stay Pending, unseen by any kubelet",
                pod.pod.key()
            ),
            Some(node) => {
                let refusals = refusals(dry, at, node);
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
fn refusals(dry: &DryRun<'_>, at: usize, node: &Node) -> Vec<String> {
    let later: Vec<String> = dry.case.bound[at..].iter().map(|p| p.pod.key()).collect();
    let there = |p: &&Pod| p.node_name == node.name && !later.contains(&p.key());
    let mut node = node.clone();
    node.unschedulable = false;
    node.taints.retain(|taint| taint.effect == TaintEffect::NoExecute);
    let pending = Pod { node_name: String::new(), ..dry.case.bound[at].pod.clone() };
    let cluster = Cluster {
        nodes: vec![node.clone()],
        pods: dry.case.cluster.pods.iter().filter(there).cloned().collect(),
        pending: vec![pending],
        namespaces: dry.case.cluster.namespaces.clone(),
        ..Cluster::default()
    };
    let refused = Scheduler::new(&cluster, &Config::default()).refusals(0);
    let of_kubelet = |r: &&Refusal| CHECKED.contains(&r.plugin);
    refused.iter().flatten().filter(of_kubelet).flat_map(|r| r.reasons.clone()).collect()
}

fn finding(pod: &PodInstance<'_>, message: String) -> Finding {
    let place = pod.template.field().at("spec").at("nodeName");
    let span = if place.exists() { place.span() } else { pod.template.head() };
    let mut finding = pod.scene().set(Finding::of(&KUBELET, span, message));
    finding.help(
        "a pod with `nodeName` never meets the scheduler: the kubelet there checks resources, host ports, node affinity and \
         NoExecute taints itself, and fails the pod. `nodeSelector` or node affinity leave the choice to the scheduler",
    );
    finding
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '1', memory: 1Gi, pods: '10'}}\n";

    fn messages(manifest: &str) -> Vec<String> {
        let file = |path: &str, text: &str| SourceFile::new(path, text);
        let files = [file("n.yaml", NODE), file("p.yaml", manifest)];
        let placing = Placing { explain: false, ..Placing::default() };
        let outcome = run(&files, &Request { placing: Some(placing), ..Request::default() }).unwrap();
        let own = outcome.findings.into_iter().filter(|f| *f.rule == super::KUBELET);
        own.map(|f| f.message).collect()
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
