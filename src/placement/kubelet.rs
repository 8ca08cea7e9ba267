//! Pods that name their node never meet the scheduler: the node's kubelet decides, so say when it would refuse.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::DryRun;
use crate::inventory::{PodInstance, Sourced};
use crate::model::{Finding, Layer, Rule, Severity, Shared};
use crate::scheduler::Scheduler;
use crate::scheduler::plugins::{node_affinity, node_ports, node_resources_fit, taint_toleration};
use crate::scheduler::types::{Cluster, Config, Namespace, Node, Pod, Refusal, TaintEffect, Verdict};

/// `schedule/kubelet`
pub(crate) static KUBELET: Rule = Rule {
    id: "schedule/kubelet",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A pod that the kubelet of its node would refuse: one that names its node, or is of another operating system",
    explanation: "A pod with `spec.nodeName` never meets the scheduler and has no `Scheduled` event. The kubelet of that node \
                  checks resources, host ports, node affinity and NoExecute taints on its own, and fails the pod where they \
                  do not fit: a pod that failed takes nothing of the node. Where the node does not exist, nobody ever starts the pod, and the garbage collector deletes it. A pod whose `os` is another than the node's is refused \
                  wherever it comes, and the scheduler does not look at that.",
    bad: "",
    good: "",
};

/// What the kubelet checks on its own (`pkg/kubelet/lifecycle/predicate.go`, `generalFilter`), and of taints those
/// with NoExecute.
const CHECKED: [&str; 4] = [node_resources_fit::NAME, node_ports::NAME, node_affinity::NAME, taint_toleration::NAME];

/// Refusals that come before all others (`predicate.go`, `rejectPodAdmissionBasedOnOSField`, `…OnOSSelector`).
const OS_FIELD: &str = "Failed to admit pod as the OS field doesn't match node OS";
const OS_LABEL: &str = "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label";
const OS: &str = "kubernetes.io/os";

/// Why kubelets refuse pods that name their node, by their place among `bound`. Such a pod fails: it takes nothing of the node,
/// and the scheduler does not see it any longer (`scheduler.go`, `newPodInformer`: it asks for no pods that have failed).
pub(super) type Failed = BTreeMap<usize, Vec<String>>;

/// Whether a pod that is refused so is gone from the node. Of labels that do not match it is told, no more: the recorded clusters
/// let such a pod be.
pub(super) fn is_gone(why: &[String]) -> bool {
    why.iter().any(|reason| reason != node_affinity::REASON)
}

/// Of new pods that name their node, those that it refuses. They come one after the other to what is `there` before.
pub(super) fn failed(
    nodes: &[Sourced<'_, Node>],
    namespaces: &[Namespace],
    there: &[&PodInstance<'_>],
    bound: &[&PodInstance<'_>],
) -> Failed {
    if bound.is_empty() {
        return Failed::new();
    }
    let known: HashMap<&str, usize> =
        nodes.iter().enumerate().rev().map(|(at, node)| (node.value.name.as_str(), at)).collect();
    let mut by_node: BTreeMap<usize, (Vec<Shared<Pod>>, Vec<usize>)> = BTreeMap::new();
    for (at, pod) in bound.iter().enumerate() {
        if let Some(node) = known.get(pod.pod.node_name.as_str()) {
            by_node.entry(*node).or_default().1.push(at);
        }
    }
    for pod in there {
        let own = known.get(pod.pod.node_name.as_str()).and_then(|node| by_node.get_mut(node));
        own.into_iter().for_each(|(there, _)| there.push(pod.pod.clone()));
    }
    let mut failed = Failed::new();
    for (node, (there, own)) in by_node {
        let own: Vec<(usize, &PodInstance<'_>)> = own.into_iter().map(|at| (at, bound[at])).collect();
        failed.extend(refusals(&nodes[node].value, namespaces, there, &own));
    }
    failed
}

/// Why the node would refuse pods which come one after the other.
fn refusals(
    node: &Node,
    namespaces: &[Namespace],
    there: Vec<Shared<Pod>>,
    pods: &[(usize, &PodInstance<'_>)],
) -> Vec<(usize, Vec<String>)> {
    let mut alone = node.clone();
    alone.unschedulable = false;
    alone.taints.retain(|taint| taint.effect == TaintEffect::NoExecute);
    let pending = |(_, pod): &(usize, &PodInstance<'_>)| {
        let mut pod = pod.pod.clone();
        pod.node_name = String::new();
        pod
    };
    let cluster = Cluster {
        nodes: vec![alone],
        pods: there,
        pending: pods.iter().map(pending).collect(),
        namespaces: namespaces.to_vec(),
        ..Cluster::default()
    };
    let (config, of_kubelet) = (Config::default(), |r: &&Refusal| CHECKED.contains(&r.plugin));
    let mut scheduler = Scheduler::new(&cluster, &config);
    let mut failed = Vec::new();
    for (place, (at, pod)) in pods.iter().enumerate() {
        let refused = match of_system(node, pod) {
            Some(said) => vec![said.to_owned()],
            None => {
                let refused = scheduler.refusals(place);
                refused.iter().flatten().filter(of_kubelet).flat_map(|r| r.reasons.clone()).collect()
            }
        };
        if refused.is_empty() {
            scheduler.put(place, 0);
        } else {
            failed.push((*at, refused));
        }
    }
    failed
}

/// What a kubelet says of a pod for another operating system. Where the node does not tell its own, nothing is known.
fn of_system(node: &Node, pod: &PodInstance<'_>) -> Option<&'static str> {
    let own = node.labels.get(OS)?;
    if pod.pod.labels.get(OS).is_some_and(|label| label != own) {
        return Some(OS_LABEL);
    }
    let asked = pod.template.field().at("spec").at("os").at("name").str();
    (!asked.is_empty() && asked != own).then_some(OS_FIELD)
}

/// What the kubelet says of a pod that names its node, by its place among `bound`: why it refuses it, nothing where it takes it;
/// `None` of a node that is not declared.
pub(super) fn said(dry: &DryRun<'_>, at: usize) -> Option<Vec<String>> {
    let name = &dry.case.bound.get(at)?.pod.node_name;
    let is_declared = dry.case.cluster.nodes.iter().any(|node| node.name == *name);
    is_declared.then(|| dry.case.failed.get(&at).cloned().unwrap_or_default())
}

/// What the nodes would say to the pods that name them, and to those that the scheduler gives them although they are of another
/// operating system: one finding for each template.
pub(super) fn findings(dry: &DryRun<'_>) -> Vec<Finding> {
    let nodes = &dry.case.cluster.nodes;
    let known: HashSet<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    let (mut findings, mut told) = (Vec::new(), HashSet::new());
    // The pods of one template are told of once.
    let mut tell = |finding: Finding| {
        if told.insert((finding.file, finding.span)) {
            findings.push(finding);
        }
    };
    for (at, pod) in dry.case.bound.iter().enumerate() {
        let (key, name) = (pod.pod.key(), pod.pod.node_name.as_str());
        if !known.contains(name) {
            tell(finding(
                pod,
                format!(
                    "`{key}` names node `{name}`, which is not declared: no kubelet would ever see it, and pods of absent nodes are deleted"
                ),
            ));
        } else if let Some(refused) = dry.case.failed.get(&at) {
            tell(finding(pod, format!("the kubelet of node `{name}` would refuse `{key}`: {}", refused.join(", "))));
        }
    }
    for decision in &dry.decisions {
        let Verdict::Scheduled { node } = decision.verdict else { continue };
        let (pod, node) = (&dry.case.pods[decision.pod], &nodes[node]);
        let Some(said) = (if pod.observed { None } else { of_system(node, pod) }) else { continue };
        tell(unlike(pod, format!("the kubelet of node `{}` would refuse `{}`: {said}", node.name, pod.pod.key())));
    }
    findings
}

/// Of a pod that the scheduler puts where it cannot run.
fn unlike(pod: &PodInstance<'_>, message: String) -> Finding {
    let place = pod.template.field().at("spec").at("os").at("name");
    let span = if place.exists() { place.span() } else { pod.template.head() };
    let mut finding = pod.scene().set(Finding::of(&KUBELET, span, message));
    finding.help(
        "the scheduler does not look at `os`: `nodeSelector` with `kubernetes.io/os` sends the pod to nodes of its own",
    );
    finding
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
    use crate::pipeline::{Outcome, Request, run};
    use crate::placement::Placing;
    use crate::scheduler::types::Verdict;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '1', memory: 1Gi, pods: '10'}}\n";

    fn placed(node: &str, manifest: &str) -> Outcome {
        let file = |path: &str, text: &str| SourceFile::new(path, text);
        let files = [file("n.yaml", node), file("p.yaml", manifest)];
        let placing = Placing { explain: false, ..Placing::default() };
        run(&files, &Request { placing: Some(placing), ..Request::default() }).unwrap()
    }

    fn of(outcome: Outcome) -> Vec<String> {
        let own = outcome.findings.into_iter().filter(|f| *f.rule == super::KUBELET);
        own.map(|f| f.into_particulars().message).collect()
    }

    fn messages(manifest: &str) -> Vec<String> {
        of(placed(NODE, manifest))
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

    #[test]
    fn what_the_kubelet_refuses_takes_no_room() {
        let pod = |name: &str, more: &str, cpu: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  {more}containers: [{{name: c, image: i, resources: {{requests: {{cpu: {cpu}}}}}}}]\n---\n"
            )
        };
        let text = pod("big", "nodeName: n1\n  ", "3") + &pod("web", "", "1");
        let placement = placed(NODE, &text).placement.unwrap();
        assert!(matches!(placement.decisions[0].verdict, Verdict::Scheduled { .. }));
        assert!(placement.bound.is_empty());
        let why = placement.refused[0].failed_create.as_deref();
        assert_eq!(why, Some("the kubelet of node `n1` refuses it: Insufficient cpu"));
        // One that fits does.
        let placement = placed(NODE, &text.replace("cpu: 3", "cpu: 500m")).placement.unwrap();
        assert_eq!(placement.decisions[0].verdict, Verdict::Unschedulable);
    }

    #[test]
    fn pods_of_another_operating_system_are_refused_where_they_come() {
        let node = NODE.replace("{name: n1}", "{name: n1, labels: {kubernetes.io/os: linux}}");
        let pod = |more: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{os: {{name: windows}}, {more}containers: [{{name: c, image: i}}]}}\n"
            )
        };
        let said = "the kubelet of node `n1` would refuse `default/p`: Failed to admit pod as the OS field doesn't match node OS";
        for more in ["", "nodeName: n1, "] {
            assert_eq!(of(placed(&node, &pod(more))), [said], "{more}");
            assert_eq!(of(placed(NODE, &pod(more))), [""; 0], "{more}");
            assert_eq!(of(placed(&node.replace("linux", "windows"), &pod(more))), [""; 0], "{more}");
        }
    }
}
