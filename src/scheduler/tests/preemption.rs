//! Who has to go.

use super::build::{app, node, on, pod, told};
use crate::scheduler::types::{Cluster, Pod, PodDisruptionBudget};

fn ranked(priority: i32, pod: Pod) -> Pod {
    Pod { priority, ..pod }
}

fn cluster(running: Vec<Pod>) -> Cluster {
    Cluster {
        nodes: vec![node("a", "x"), node("b", "y")],
        pods: running,
        pending: vec![ranked(10, pod("p", "web", "3"))],
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
                on("a", Pod { start_time: Some(2), ..pod("u", "u", "2") }),
                on("b", Pod { start_time: Some(1), ..pod("v", "v", "2") }),
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
    cluster.pending.push(pod("q", "web", "2"));
    let told = told(&cluster);
    assert_eq!(told[0], "p>a-default/u");
    assert!(told[1].starts_with("q: 0/2 nodes are available: 2 Insufficient cpu."), "{}", told[1]);
}
