//! Who has to go.

use super::build::{app, but, node, on, pod, rare, told, with};
use crate::scheduler::types::{
    Affinity, Cluster, CsiNode, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator, Pod,
    PodDisruptionBudget, PodVolume, VolumeSource,
};

fn ranked(priority: i32, pod: Pod) -> Pod {
    Pod { priority, ..pod }
}

fn cluster(running: Vec<Pod>) -> Cluster {
    Cluster {
        nodes: vec![node("a", "x"), node("b", "y")],
        pods: running.into_iter().map(Into::into).collect(),
        pending: vec![ranked(10, pod("p", "web", "3")).into()],
        ..Cluster::default()
    }
}

#[test]
fn the_least_important_go() {
    // What runs, who goes.
    let table: Vec<(Vec<Pod>, &str)> = vec![
        // The lower priority.
        (vec![on("a", ranked(5, pod("u", "u", "2"))), on("b", ranked(1, pod("v", "v", "2")))], "p>b-default/v"),
        // The lower sum of two with the same highest.
        (
            vec![
                on("a", ranked(5, pod("u", "u", "1"))),
                on("a", ranked(4, pod("u2", "u", "1"))),
                on("b", ranked(5, pod("v", "v", "2"))),
            ],
            "p>a-default/u2",
        ),
        // The younger, where all else is equal.
        (vec![on("a", pod("u", "u", "2")), on("b", pod("v", "v", "2"))], "p>b-default/v"),
        (
            vec![
                on("a", rare(pod("u", "u", "2"), |rare| rare.start_time = Some(2))),
                on("b", rare(pod("v", "v", "2"), |rare| rare.start_time = Some(1))),
            ],
            "p>a-default/u",
        ),
        // No more than necessary: the older stays.
        (
            vec![on("a", pod("u", "u", "1")), on("a", pod("u2", "u", "1")), on("b", ranked(99, pod("v", "v", "2")))],
            "p>a-default/u2",
        ),
    ];
    for (running, expected) in table {
        assert_eq!(told(&cluster(running)), [expected]);
    }
}

#[test]
fn budgets_are_spared() {
    let mut cluster = cluster(vec![on("a", pod("u", "u", "2")), on("b", pod("v", "v", "2"))]);
    cluster.pod_disruption_budgets = vec![PodDisruptionBudget {
        namespace: "default".to_owned(),
        name: "v".to_owned(),
        selector: app("v"),
        ..PodDisruptionBudget::default()
    }];
    assert_eq!(told(&cluster), ["p>a-default/u"]);
    cluster.pod_disruption_budgets[0].disruptions_allowed = 1;
    assert_eq!(told(&cluster), ["p>b-default/v"]);
}

#[test]
fn the_place_is_taken() {
    let mut cluster = cluster(vec![on("a", pod("u", "u", "2")), on("b", ranked(99, pod("v", "v", "4")))]);
    cluster.pending.push(pod("q", "web", "2").into());
    let told = told(&cluster);
    assert_eq!(told[0], "p>a-default/u");
    assert!(told[1].starts_with("q: 0/2 nodes are available: 2 Insufficient cpu."), "{}", told[1]);
}

/// A cluster of one full node, on which room is kept for `p`, and a lesser pod that fits but for that room.
fn waiting(p: Pod, running: Vec<Pod>) -> Cluster {
    let kept = rare(p, |rare| rare.nominated_node_name = "a".to_owned());
    let lesser = pod("q", "web", "2");
    Cluster {
        nodes: vec![node("a", "x")],
        pods: running.into_iter().map(Into::into).collect(),
        pending: vec![kept.into(), lesser.into()],
        ..Cluster::default()
    }
}

#[test]
fn room_is_kept_for_pods_that_were_not_judged() {
    let claim = PodVolume { name: "v".to_owned(), source: VolumeSource::Claim { claim_name: "absent".to_owned() } };
    let broken = but(ranked(10, pod("p", "web", "3")), |spec| spec.volumes = vec![claim]);
    let said = told(&waiting(broken, Vec::new()));
    assert!(said[0].ends_with("persistentvolumeclaim \"absent\" not found. not found"), "{said:?}");
    assert!(said[1].contains("1 Insufficient cpu"), "{said:?}");
}

#[test]
fn victims_that_are_leaving_are_waited_for() {
    let leaving = Pod { evicted: true, terminating: true, ..on("a", pod("u", "u", "3")) };
    let said = told(&waiting(ranked(10, pod("p", "web", "3")), vec![leaving.clone()]));
    assert!(said[0].ends_with("preemption: not eligible due to a terminating pod on the nominated node."), "{said:?}");
    let stays = Pod { evicted: false, ..leaving };
    assert_eq!(told(&waiting(ranked(10, pod("p", "web", "3")), vec![stays]))[0], "p>a-default/u");
}

#[test]
fn errors_take_the_place_of_what_others_say() {
    let source = VolumeSource::AzureDisk { disk_uri: "/d".to_owned(), kind: "Shared".to_owned() };
    let disk = PodVolume { name: "v".to_owned(), source };
    let mut cluster = cluster(vec![on("a", pod("u", "u", "2")), on("b", pod("v", "v", "2"))]);
    cluster.pending[0].volumes = vec![disk];
    cluster.csi_nodes = ["a", "b"].map(|n| CsiNode { name: n.to_owned(), ..CsiNode::default() }).into();
    assert_eq!(
        told(&cluster),
        ["p: 0/2 nodes are available: 2 Insufficient cpu. preemption: running \"NodeVolumeLimits\" filter plugin: \
             converting volume(v) from inline to csi: kind(Shared) is not supported in csi migration"]
    );
}

#[test]
fn a_nominated_node_is_told_of_where_others_are_left_out() {
    let field = NodeSelectorRequirement {
        key: "metadata.name".to_owned(),
        operator: Operator::In,
        values: vec!["b".to_owned()],
    };
    let term = NodeSelectorTerm { match_expressions: Vec::new(), match_fields: vec![field] };
    let required = Some(NodeSelector { node_selector_terms: vec![term] });
    let affinity =
        Affinity { node_affinity: Some(NodeAffinity { required, ..NodeAffinity::default() }), ..Affinity::default() };
    let mut cluster = cluster(Vec::new());
    cluster.nodes.push(node("c", "x"));
    cluster.pending =
        vec![rare(with(affinity, pod("p", "web", "9")), |rare| rare.nominated_node_name = "a".to_owned()).into()];
    let said = told(&cluster);
    let reasons = "1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) didn't satisfy plugin(s) [NodeAffinity].";
    assert!(said[0].starts_with(&format!("p: 0/3 nodes are available: {reasons}")), "{said:?}");
}
