//! Pods that name their node never meet the scheduler: the node's kubelet decides, so say when it would refuse.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::DryRun;
use crate::inventory::PodInstance;
use crate::model::{Finding, Layer, Rule, Severity, Shared};
use crate::scheduler::Scheduler;
use crate::scheduler::plugins::{node_affinity, node_ports, node_resources_fit, taint_toleration};
use crate::scheduler::types::{Cluster, Config, Node, Pod, Refusal, TaintEffect};

/// `schedule/kubelet`
pub(crate) static KUBELET: Rule = Rule {
    id: "schedule/kubelet",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that names its node, where the node's kubelet would refuse it",
    explanation: "A pod with `spec.nodeName` never meets the scheduler and has no `Scheduled` event. The kubelet of that node \
                  checks resources, host ports, node affinity and NoExecute taints on its own, and fails the pod where they \
                  do not fit; where the node does not exist, nobody ever starts the pod, and the garbage collector deletes it.",
    bad: "",
    good: "",
};

/// What the kubelet checks on its own (`pkg/kubelet/lifecycle/predicate.go`, `generalFilter`), and of taints those
/// with NoExecute.
const CHECKED: [&str; 4] = [node_resources_fit::NAME, node_ports::NAME, node_affinity::NAME, taint_toleration::NAME];

/// Why the kubelet of its node would refuse each pod that names one, by its place among them; those of nodes that are not
/// declared are left out.
pub(super) fn refused(dry: &DryRun<'_>) -> HashMap<usize, Vec<String>> {
    let (nodes, bound) = (&dry.case.cluster.nodes, &dry.case.bound);
    let known: HashMap<&str, usize> = nodes.iter().enumerate().rev().map(|(at, n)| (n.name.as_str(), at)).collect();
    let mut by_node: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, pod) in bound.iter().enumerate() {
        if let Some(node) = known.get(pod.pod.node_name.as_str()) {
            by_node.entry(*node).or_default().push(at);
        }
    }
    let mut refused: HashMap<usize, Vec<String>> = HashMap::new();
    if !by_node.is_empty() {
        let mut there = there_before(dry, &known);
        for (node, pods) in by_node {
            let there = there.remove(&node).unwrap_or_default();
            refused.extend(pods.iter().copied().zip(refusals(dry, &pods, &nodes[node], there)));
        }
    }
    refused
}

/// What the nodes would say to the pods that name them, one finding for each template.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let (bound, mut refused) = (&dry.case.bound, refused(dry));
    let (mut findings, mut told) = (Vec::new(), HashSet::new());
    for (at, pod) in bound.iter().enumerate() {
        let (key, name) = (pod.pod.key(), &pod.pod.node_name);
        let message = match refused.remove(&at) {
            None => {
                format!(
                    "`{key}` names node `{name}`, which is not declared: no kubelet would ever see it, and pods of absent nodes are deleted"
                )
            }
            Some(refusals) if refusals.is_empty() => continue,
            Some(refusals) => {
                format!("the kubelet of node `{name}` would refuse `{key}`: {}", refusals.join(", "))
            }
        };
        let finding = finding(pod, message);
        // The pods of one template are told of once.
        if told.insert((finding.file, finding.span)) {
            findings.push(finding);
        }
    }
    findings
}

/// The pods of each node that were there before any that name it now.
fn there_before(dry: &DryRun<'_>, known: &HashMap<&str, usize>) -> HashMap<usize, Vec<Shared<Pod>>> {
    let bound: HashSet<String> = dry.case.bound.iter().map(|pod| pod.pod.key()).collect();
    let mut there: HashMap<usize, Vec<Shared<Pod>>> = HashMap::new();
    for pod in dry.case.cluster.pods.iter().filter(|pod| !bound.contains(&pod.key())) {
        if let Some(node) = known.get(pod.node_name.as_str()) {
            there.entry(*node).or_default().push(pod.clone());
        }
    }
    there
}

/// Why the node would refuse each of the `pods` (places among those that name their node), which come one after the other.
fn refusals(dry: &DryRun<'_>, pods: &[usize], node: &Node, there: Vec<Shared<Pod>>) -> Vec<Vec<String>> {
    let mut node = node.clone();
    node.unschedulable = false;
    node.taints.retain(|taint| taint.effect == TaintEffect::NoExecute);
    let pending = |at: &usize| {
        let mut pod = dry.case.bound[*at].pod.clone();
        pod.node_name = String::new();
        pod
    };
    let cluster = Cluster {
        nodes: vec![node],
        pods: there,
        pending: pods.iter().map(pending).collect(),
        namespaces: dry.case.cluster.namespaces.clone(),
        ..Cluster::default()
    };
    let (config, of_kubelet) = (Config::default(), |r: &&Refusal| CHECKED.contains(&r.plugin));
    let mut scheduler = Scheduler::new(&cluster, &config);
    let one = |pod| {
        let refused = scheduler.refusals(pod);
        scheduler.put(pod, 0);
        refused.iter().flatten().filter(of_kubelet).flat_map(|r| r.reasons.clone()).collect()
    };
    (0..pods.len()).map(one).collect()
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
        own.map(|f| f.into_particulars().message).collect()
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
