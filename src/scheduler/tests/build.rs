//! Builders for the objects of tests.

use crate::scheduler::types::{
    Affinity, Cluster, Config, Container, Decision, LabelSelector, Labels, Node, Pod, PodAffinityTerm, PodRare,
    PodSpec, ResourceList, Verdict,
};
use crate::scheduler::{Detail, schedule};

pub(in crate::scheduler) fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

pub(in crate::scheduler) fn resources(pairs: &[(&str, &str)]) -> ResourceList {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), v.parse().unwrap())).collect()
}

/// A node with 4 cores, 8Gi and room for 10 pods, in a zone.
pub(in crate::scheduler) fn node(name: &str, zone: &str) -> Node {
    Node {
        name: name.to_owned(),
        labels: labels(&[("kubernetes.io/hostname", name), ("topology.kubernetes.io/zone", zone)]).into(),
        allocatable: resources(&[("cpu", "4"), ("memory", "8Gi"), ("pods", "10")]),
        ..Node::default()
    }
}

/// A pod labelled `app: <app>` that asks for this much cpu.
pub(in crate::scheduler) fn pod(name: &str, app: &str, cpu: &str) -> Pod {
    let requests =
        if cpu.is_empty() { ResourceList::default() } else { resources(&[("cpu", cpu), ("memory", "64Mi")]) };
    let spec = PodSpec {
        labels: labels(&[("app", app)]),
        scheduler_name: "default-scheduler".to_owned(),
        containers: vec![Container { name: "c".to_owned(), requests, ..Container::default() }],
        ..PodSpec::default()
    };
    Pod { namespace: "default".to_owned(), name: name.to_owned(), spec: spec.into(), ..Pod::default() }
}

/// The pod, with a change to what it has of its template.
pub(in crate::scheduler) fn but(mut pod: Pod, change: impl FnOnce(&mut PodSpec)) -> Pod {
    change(&mut pod);
    pod
}

/// The pod, with a change to what few pods have.
pub(in crate::scheduler) fn rare(mut pod: Pod, change: impl FnOnce(&mut PodRare)) -> Pod {
    change(pod.rare.get_or_insert_default());
    pod
}

/// The pod, running on a node.
pub(in crate::scheduler) fn on(node: &str, pod: Pod) -> Pod {
    Pod { node_name: node.to_owned(), ..pod }
}

/// A selector for `app: <app>`.
pub(in crate::scheduler) fn app(app: &str) -> Option<LabelSelector> {
    Some(LabelSelector { match_labels: labels(&[("app", app)]), ..LabelSelector::default() })
}

/// Pods labelled `app: <app>`, by this node label.
pub(in crate::scheduler) fn term(of: &str, topology_key: &str) -> PodAffinityTerm {
    PodAffinityTerm { label_selector: app(of), topology_key: topology_key.to_owned(), ..PodAffinityTerm::default() }
}

/// The pod with an affinity.
pub(in crate::scheduler) fn with(affinity: Affinity, pod: Pod) -> Pod {
    but(pod, |spec| spec.affinity = affinity)
}

/// Runs the default profile.
pub(in crate::scheduler) fn run(cluster: &Cluster) -> Vec<Decision> {
    schedule(cluster, &Config::default(), Detail { scores: true, refused: true, ..Detail::default() })
}

/// What became of each pod, in the order of first attempts: `pod=node`, `pod>node-victims`, or `pod: message`.
pub(in crate::scheduler) fn told(cluster: &Cluster) -> Vec<String> {
    let tell = |d: &Decision| {
        let pod = &cluster.pending[d.pod].name;
        match &d.verdict {
            Verdict::Scheduled { node } => format!("{pod}={}", cluster.nodes[*node].name),
            Verdict::Preempting { node, victims } => {
                format!("{pod}>{}-{}", cluster.nodes[*node].name, victims.join("-"))
            }
            Verdict::Gated => format!("{pod}: gated"),
            Verdict::NoScheduler => format!("{pod}: nobody's"),
            Verdict::Unschedulable => format!("{pod}: {}", d.message.as_deref().unwrap_or_default()),
        }
    };
    run(cluster).iter().map(tell).collect()
}
