//! The sentences of each version.

use super::build::{node, pod};
use crate::scheduler::types::{Cluster, Config, Node, Pod, Taint, TaintEffect};
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
