//! The sentences of each version.

use super::build::{node, on, pod, with};
use crate::scheduler::types::{
    Affinity, Cluster, Config, Node, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator,
    Pod, Taint, TaintEffect,
};
use crate::scheduler::{Detail, schedule};

fn tainted(name: &str, key: &str, value: &str) -> Node {
    let taint = Taint { key: key.to_owned(), value: value.to_owned(), effect: TaintEffect::NoSchedule };
    Node { taints: vec![taint], ..node(name, "z") }
}

fn said(minor: u8, nodes: Vec<Node>, pod: Pod) -> String {
    let cluster = Cluster { nodes, pending: vec![pod.into()], ..Cluster::default() };
    let config = Config { minor, ..Config::default() };
    schedule(&cluster, &config, Detail::default())[0].message.as_deref().unwrap_or_default().to_owned()
}

#[test]
fn taints_are_named_one_by_one_until_1_33_and_the_tail_says_what_it_said() {
    let nodes = || vec![tainted("a", "team", "blue"), tainted("b", "dedicated", "db")];
    let helps = "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.";
    let named = "0/2 nodes are available: 1 node(s) had untolerated taint {dedicated: db}, 1 node(s) had untolerated taint {team: blue}.";
    let counted = "0/2 nodes are available: 2 node(s) had untolerated taint(s).";
    for (minor, sentence) in [
        (28, format!("{named} {helps}.")),
        (30, format!("{named} {helps}")),
        (33, format!("{named} {helps}")),
        (34, format!("{counted} no new claims to deallocate, {helps}")),
        (36, format!("{counted} no new claims to deallocate, {helps}")),
        (37, format!("{counted} {helps}")),
    ] {
        assert_eq!(said(minor, nodes(), pod("p", "web", "1")), sentence, "1.{minor}");
    }
}

#[test]
fn nodes_that_were_left_out_are_counted_as_of_1_32() {
    let field = NodeSelectorRequirement {
        key: "metadata.name".to_owned(),
        operator: Operator::In,
        values: vec!["b".to_owned()],
    };
    let term = NodeSelectorTerm { match_expressions: Vec::new(), match_fields: vec![field] };
    let required = Some(NodeSelector { node_selector_terms: vec![term] });
    let affinity =
        Affinity { node_affinity: Some(NodeAffinity { required, ..NodeAffinity::default() }), ..Affinity::default() };
    let daemon = || with(affinity.clone(), pod("p", "web", "9"));
    let nodes = || vec![node("a", "x"), node("b", "x"), node("c", "x")];
    for (minor, reasons) in [
        (27, "1 Insufficient cpu."),
        (31, "1 Insufficient cpu."),
        (32, "1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]."),
        (37, "1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]."),
    ] {
        let said = said(minor, nodes(), daemon());
        assert!(said.starts_with(&format!("0/3 nodes are available: {reasons} ")), "1.{minor}: {said}");
        assert!(said.contains("preemption: 0/3 nodes are available: "), "1.{minor}: {said}");
    }
}

#[test]
fn room_that_preemption_finds_is_told_as_of_1_37() {
    let high = Pod { priority: 10, ..pod("p", "web", "3") };
    let said = |minor: u8| {
        let cluster = Cluster {
            nodes: vec![node("a", "x")],
            pods: ["u", "v"].map(|name| on("a", pod(name, name, "2")).into()).into(),
            pending: vec![high.clone().into()],
            ..Cluster::default()
        };
        let config = Config { minor, ..Config::default() };
        schedule(&cluster, &config, Detail::default())[0].message.as_deref().unwrap_or_default().to_owned()
    };
    let none = "0/1 nodes are available: 1 Insufficient cpu.";
    for minor in [26, 29, 36] {
        assert_eq!(said(minor), none, "1.{minor}");
    }
    // As a cluster of 1.37 prints it, whatever the number.
    let room = "preemption: found a potential placement for pod on node a, preempting";
    assert!(said(37).starts_with(&format!("{none} {room} ")) && said(37).ends_with(" victims"), "{}", said(37));
}
