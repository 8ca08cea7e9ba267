//! Scores of small clusters, worked out by hand.

use super::build::{node, on, pod, run};
use crate::scheduler::types::{Cluster, Taint, TaintEffect};

/// The score of each node that a plugin gives the last pod, and the nodes that nothing tells apart.
fn scores(cluster: &Cluster, plugin: &str) -> (Vec<(usize, i64)>, Vec<usize>) {
    let decisions = run(cluster);
    let scores = decisions.last().unwrap().scores.clone().unwrap();
    let mut given: Vec<_> = scores.nodes.iter().map(|(node, by)| (*node, by[plugin])).collect();
    given.sort_unstable();
    let mut ties = scores.ties;
    ties.sort_unstable();
    (given, ties)
}

#[test]
fn what_is_asked_of_what_there_is() {
    // Of four cores one is asked for, or three: 75 and 25 of 100 are free; of 8Gi of memory 99 and 98.
    let mut cluster = Cluster { nodes: vec![node("a", "x"), node("b", "x")], ..Cluster::default() };
    cluster.pods = vec![on("b", pod("before", "app", "2")).into()];
    cluster.pending = vec![pod("new", "app", "1").into()];
    assert_eq!(scores(&cluster, "NodeResourcesFit"), (vec![(0, 87), (1, 61)], vec![]));
}

#[test]
fn taints_that_are_minded() {
    let mut tainted = node("b", "x");
    tainted.taints = vec![Taint { key: "k".to_owned(), value: String::new(), effect: TaintEffect::PreferNoSchedule }];
    let mut cluster = Cluster { nodes: vec![node("a", "x"), tainted], ..Cluster::default() };
    cluster.pending = vec![pod("new", "app", "1").into()];
    // The weight is three.
    assert_eq!(scores(&cluster, "TaintToleration"), (vec![(0, 300), (1, 0)], vec![]));
}

#[test]
fn nodes_that_are_alike_are_told() {
    let mut cluster = Cluster { nodes: vec![node("a", "x"), node("b", "x"), node("c", "x")], ..Cluster::default() };
    cluster.pods = vec![on("c", pod("before", "app", "2")).into()];
    cluster.pending = vec![pod("new", "app", "1").into()];
    let (given, ties) = scores(&cluster, "NodeResourcesFit");
    assert_eq!((given, ties), (vec![(0, 87), (1, 87), (2, 61)], vec![0, 1]));
}
