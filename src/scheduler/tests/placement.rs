//! Where pods go, and what is said of those that go nowhere.

use super::build::{app, but, labels, node, on, pod, rare, resources, run, term, told, with};
use crate::scheduler::types::{
    Affinity, Cluster, ContainerPort, Pod, PodAffinity, PodResourceClaim, PreemptionPolicy, Service, Taint,
    TaintEffect, Toleration, TolerationOperator, TopologySpreadConstraint, WeightedPodAffinityTerm, WhenUnsatisfiable,
};

const TAIL: &str = "no new claims to deallocate, preemption:";

fn cluster(pending: Vec<Pod>) -> Cluster {
    Cluster {
        nodes: vec![node("a", "x"), node("b", "y"), node("c", "x")],
        pending: pending.into_iter().map(Into::into).collect(),
        ..Cluster::default()
    }
}

#[test]
fn equal_pods_take_turns() {
    let pods = (0..4).map(|i| pod(&format!("p{i}"), "web", "1")).collect();
    assert_eq!(told(&cluster(pods)), ["p0=a", "p1=b", "p2=c", "p3=a"]);
}

#[test]
fn the_important_go_first_and_round_follows_round() {
    // `near` finds its friend only in the second round.
    let near = with(
        Affinity {
            pod_affinity: Some(PodAffinity {
                required: vec![term("web", "kubernetes.io/hostname")],
                ..Default::default()
            }),
            ..Affinity::default()
        },
        Pod { priority: 5, ..pod("near", "db", "1") },
    );
    let cluster = cluster(vec![pod("p", "web", "1"), near]);
    assert_eq!(told(&cluster), ["near=a", "p=a"]);
    let decisions = run(&cluster);
    assert_eq!((decisions[0].attempts, decisions[1].attempts), (2, 1));
}

#[test]
fn messages() {
    let big = pod("big", "web", "5");
    let mut tainted = cluster(vec![big.clone(), Pod { preemption_policy: PreemptionPolicy::Never, ..big.clone() }]);
    tainted.nodes[0].taints =
        vec![Taint { key: "k".to_owned(), value: String::new(), effect: TaintEffect::NoSchedule }];
    tainted.nodes[1].unschedulable = true;
    let reasons = "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.";
    assert_eq!(
        told(&tainted),
        [
            format!("big: {reasons} {TAIL} 0/3 nodes are available: 3 Preemption is not helpful for scheduling."),
            format!("big: {reasons} {TAIL} not eligible due to preemptionPolicy=Never."),
        ]
    );
    let claim = PodResourceClaim { name: "gpu".to_owned(), claim_name: Some("g".to_owned()), template: None };
    let waiting = cluster(vec![rare(pod("p", "web", "1"), |rare| rare.resource_claims = vec![claim])]);
    assert_eq!(told(&waiting), ["p: gated"], "the scheduler does not try it");
    let held = run(&waiting).remove(0).held.clone();
    assert_eq!(held.as_deref(), Some("resourceclaim.resource.k8s.io \"g\" not found"));
    let empty = Cluster { pending: vec![big.into()], ..Cluster::default() };
    assert_eq!(told(&empty), ["big: no nodes available to schedule pods"]);
}

#[test]
fn gated_pods_keep_no_room() {
    let gated = rare(Pod { priority: 9, ..pod("g", "web", "3") }, |rare| {
        rare.scheduling_gates = vec!["wait".to_owned()];
        rare.nominated_node_name = "a".to_owned();
    });
    let mut one = cluster(vec![gated, pod("p", "web", "3")]);
    one.nodes.truncate(1);
    assert_eq!(told(&one), ["g: gated", "p=a"]);
}

#[test]
fn gates_and_foreign_schedulers() {
    let gated = rare(pod("g", "web", "1"), |rare| rare.scheduling_gates = vec!["wait".to_owned()]);
    let foreign = but(pod("f", "web", "1"), |spec| spec.scheduler_name = "mine".to_owned());
    assert_eq!(told(&cluster(vec![gated, foreign])), ["g: gated", "f: nobody's"]);
}

#[test]
fn ports_and_room() {
    let mut with_port = pod("p", "web", "1");
    with_port.containers[0].ports = vec![ContainerPort { host_port: 80, ..ContainerPort::default() }];
    let mut cluster = cluster(vec![with_port.clone(), pod("q", "web", "3500m")]);
    cluster.nodes.truncate(1);
    cluster.pods = vec![on("a", Pod { priority: 9, ..with_port }).into()];
    let reasons = "0/1 nodes are available:";
    let none = "0/1 nodes are available: 1 No preemption victims found for incoming pod.";
    assert_eq!(
        told(&cluster),
        [
            format!("p: {reasons} 1 node(s) didn't have free ports for the requested pod ports. {TAIL} {none}"),
            format!("q: {reasons} 1 Insufficient cpu. {TAIL} {none}"),
        ]
    );
}

#[test]
fn affinity_both_ways() {
    let apart = |name: &str| {
        let anti = PodAffinity { required: vec![term("web", "topology.kubernetes.io/zone")], ..Default::default() };
        with(Affinity { pod_anti_affinity: Some(anti), ..Affinity::default() }, pod(name, "web", "1"))
    };
    let cluster = cluster(vec![apart("p0"), apart("p1"), apart("p2"), pod("q", "web", "1")]);
    let none = format!("{TAIL} 0/3 nodes are available: 3 No preemption victims found for incoming pod.");
    assert_eq!(
        told(&cluster),
        [
            "p0=a".to_owned(),
            "p1=b".to_owned(),
            format!("p2: 0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. {none}"),
            format!("q: 0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules. {none}"),
        ]
    );
}

#[test]
fn the_first_of_a_group_may_go_anywhere() {
    let together = |name: &str| {
        let near = PodAffinity { required: vec![term("web", "kubernetes.io/hostname")], ..Default::default() };
        with(Affinity { pod_affinity: Some(near), ..Affinity::default() }, pod(name, "web", "1"))
    };
    assert_eq!(told(&cluster(vec![together("p0"), together("p1"), together("p2")])), ["p0=a", "p1=a", "p2=a"]);
}

#[test]
fn wishes_are_scored() {
    let wish = |weight| PodAffinity {
        preferred: vec![WeightedPodAffinityTerm { weight, term: term("db", "kubernetes.io/hostname") }],
        ..PodAffinity::default()
    };
    let near = with(Affinity { pod_affinity: Some(wish(50)), ..Affinity::default() }, pod("near", "web", "100m"));
    let far = with(Affinity { pod_anti_affinity: Some(wish(50)), ..Affinity::default() }, pod("far", "web", "100m"));
    let mut cluster = cluster(vec![near, far]);
    cluster.pods = vec![on("b", pod("db", "db", "1")).into()];
    assert_eq!(told(&cluster), ["near=b", "far=a"]);
    let scores = run(&cluster)[0].scores.clone().unwrap();
    let affinity: Vec<i64> = scores.nodes.iter().map(|(_, plugins)| plugins["InterPodAffinity"]).collect();
    assert_eq!(affinity, [0, 200, 0]);
}

#[test]
fn spreading() {
    let constraint = TopologySpreadConstraint {
        max_skew: 1,
        topology_key: "topology.kubernetes.io/zone".to_owned(),
        when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule,
        label_selector: app("web"),
        min_domains: None,
        node_affinity_honor: true,
        node_taints_honor: false,
    };
    let spread =
        |name: &str| but(pod(name, "web", "1500m"), |spec| spec.topology_spread_constraints = vec![constraint.clone()]);
    let mut cluster = cluster((0..5).map(|i| spread(&format!("p{i}"))).collect());
    cluster.nodes.push(crate::scheduler::types::Node { labels: labels(&[]).into(), ..node("d", "") });
    let stuck = "0/4 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod topology spread constraints \
                 (missing required label), 2 node(s) didn't match pod topology spread constraints.";
    let none = "1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.";
    assert_eq!(
        told(&cluster),
        ["p0=a".to_owned(), "p1=b".to_owned(), "p2=c".to_owned(), "p3=b".to_owned(), "p4=a".to_owned(),]
    );
    cluster.pending.push(spread("p5").into());
    cluster.pending.push(spread("p6").into());
    let told = told(&cluster);
    assert!(told[5].starts_with("p5: 0/4 nodes are available:"), "{}", told[5]);
    assert!(told[5].contains(none), "{} {stuck}", told[5]);
}

#[test]
fn default_spreading_follows_services() {
    let mut cluster = cluster((0..2).map(|i| pod(&format!("p{i}"), "web", "100m")).collect());
    cluster.pods = vec![on("a", pod("r", "web", "100m")).into()];
    cluster.services = vec![Service {
        namespace: "default".to_owned(),
        name: "web".to_owned(),
        selector: Some(labels(&[("app", "web")])),
    }];
    assert_eq!(told(&cluster), ["p0=b", "p1=c"]);
    let scores = run(&cluster)[0].scores.clone().unwrap();
    let spread: Vec<i64> = scores.nodes.iter().map(|(_, plugins)| plugins["PodTopologySpread"]).collect();
    assert_eq!(spread[1], 200);
    assert!(spread[0] < spread[2] && spread[2] < spread[1], "{spread:?}");
}

#[test]
fn extended_resources() {
    let mut cluster = cluster(vec![pod("p", "web", "1"), pod("q", "web", "1")]);
    cluster.nodes[1].allocatable.extend(resources(&[("nvidia.com/gpu", "1")]));
    for pod in &mut cluster.pending {
        pod.containers[0].requests.extend(resources(&[("nvidia.com/gpu", "1")]));
    }
    let told = told(&cluster);
    assert_eq!(told[0], "p=b");
    assert!(told[1].starts_with("q: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu."), "{}", told[1]);
}

#[test]
fn taints_are_scored() {
    let mut cluster = cluster(vec![pod("p", "web", "1")]);
    for at in [0, 2] {
        cluster.nodes[at].taints =
            vec![Taint { key: "k".to_owned(), value: "v".to_owned(), effect: TaintEffect::PreferNoSchedule }];
    }
    assert_eq!(told(&cluster), ["p=b"]);
    let toleration = |effect| Toleration {
        key: "k".to_owned(),
        operator: TolerationOperator::Exists,
        value: String::new(),
        effect: Some(effect),
    };
    cluster.pending[0].tolerations = vec![toleration(TaintEffect::NoSchedule)];
    assert_eq!(told(&cluster), ["p=b"]);
    cluster.pending[0].tolerations = vec![toleration(TaintEffect::PreferNoSchedule)];
    assert_eq!(told(&cluster), ["p=a"]);
}
