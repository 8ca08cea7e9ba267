//! The fast algorithm, with its counts kept up to date and its scores kept, answers as the plain one, which finds
//! everything out anew for each attempt.

use super::build::{app, labels, node, pod, term};
use crate::cases::cases;
use crate::scheduler::Detail;
use crate::scheduler::engine::Engine;
use crate::scheduler::types::{
    Affinity, Cluster, Config, Container, ContainerPort, Node, Pod, PodAffinity, Service, Taint, TaintEffect,
    TopologySpreadConstraint, WeightedPodAffinityTerm, WhenUnsatisfiable,
};
use proptest::prelude::*;

const HOSTNAME: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";
const APPS: [&str; 3] = ["web", "db", "cache"];

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let one = (0..4_usize, 0..6_u8, 1..5_u8);
    // Above 100 nodes only a sample is looked at.
    prop_oneof![3 => prop::collection::vec(one.clone(), 1..12), 1 => prop::collection::vec(one, 100..140)].prop_map(
        |shapes| {
            let build = |(i, (zone, taint, cpu)): (usize, (usize, u8, u8))| {
                let mut node = node(&format!("n{i}"), ["x", "y", "z", ""][zone]);
                if zone == 3 {
                    node.labels.remove(ZONE);
                }
                node.allocatable.insert("cpu".to_owned(), cpu.to_string().parse().unwrap());
                let effect = match taint {
                    0 => Some(TaintEffect::NoSchedule),
                    1 => Some(TaintEffect::PreferNoSchedule),
                    _ => None,
                };
                node.taints = effect
                    .map(|effect| Taint { key: "k".to_owned(), value: String::new(), effect })
                    .into_iter()
                    .collect();
                node.unschedulable = taint == 2;
                node
            };
            shapes.into_iter().enumerate().map(build).collect()
        },
    )
}

/// A template, how many pods are made of it, and whether they run already.
fn templates() -> impl Strategy<Value = Vec<(Pod, usize)>> {
    let one = (0..3_usize, 0..3_usize, 0..10_u8, 0..4_u8, 0..3_i32, 1..6_usize);
    let one = one.prop_map(|(own, other, kind, cpu, priority, count)| {
        let cpu = ["", "250m", "800m", "1500m"][usize::from(cpu)];
        let mut pod = Pod { priority, ..pod("", APPS[own], cpu) };
        let required = |key| PodAffinity { required: vec![term(APPS[other], key)], ..PodAffinity::default() };
        let preferred = |key| PodAffinity {
            preferred: vec![WeightedPodAffinityTerm { weight: 7, term: term(APPS[other], key) }],
            ..PodAffinity::default()
        };
        let spread = |key: &str, when_unsatisfiable| TopologySpreadConstraint {
            max_skew: 1,
            topology_key: key.to_owned(),
            when_unsatisfiable,
            label_selector: app(APPS[own]),
            min_domains: None,
            node_affinity_honor: true,
            node_taints_honor: true,
        };
        match kind {
            0 => pod.affinity = Affinity { pod_affinity: Some(required(ZONE)), ..Affinity::default() },
            1 => pod.affinity = Affinity { pod_anti_affinity: Some(required(HOSTNAME)), ..Affinity::default() },
            2 => pod.affinity = Affinity { pod_affinity: Some(preferred(ZONE)), ..Affinity::default() },
            3 => pod.affinity = Affinity { pod_anti_affinity: Some(preferred(HOSTNAME)), ..Affinity::default() },
            4 => pod.topology_spread_constraints = vec![spread(ZONE, WhenUnsatisfiable::DoNotSchedule)],
            5 => pod.topology_spread_constraints = vec![spread(HOSTNAME, WhenUnsatisfiable::ScheduleAnyway)],
            6 => pod.node_selector = labels(&[(ZONE, "x")]),
            7 => {
                let ports = vec![ContainerPort { host_port: 80, ..ContainerPort::default() }];
                pod.containers.push(Container { ports, ..Container::default() });
            }
            _ => {}
        }
        (pod, count)
    });
    prop::collection::vec(one, 1..8)
}

fn clusters() -> impl Strategy<Value = Cluster> {
    (nodes(), templates(), templates(), any::<bool>()).prop_map(|(nodes, running, pending, service)| {
        let mut made = 0;
        let mut all = |templates: Vec<(Pod, usize)>| -> Vec<Pod> {
            let named = |(pod, count): (Pod, usize)| (0..count).map(move |_| pod.clone());
            let mut pods: Vec<Pod> = templates.into_iter().flat_map(named).collect();
            for pod in &mut pods {
                made += 1;
                pod.name = format!("p{made}");
            }
            pods
        };
        let mut pods = all(running);
        for (i, pod) in pods.iter_mut().enumerate() {
            pod.node_name = nodes[i % nodes.len()].name.clone();
        }
        let selector = Some(labels(&[("app", "web")]));
        let services = vec![Service { namespace: "default".to_owned(), name: "web".to_owned(), selector }];
        Cluster {
            pending: all(pending).into_iter().map(Into::into).collect(),
            pods: pods.into_iter().map(Into::into).collect(),
            nodes,
            services: if service { services } else { Vec::new() },
            ..Cluster::default()
        }
    })
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn fast_and_plain_place_equally(cluster in clusters()) {
        let detail = Detail { scores: true, refused: true, ..Detail::default() };
        let config = Config::default();
        let fast = Engine::new(&cluster, &config).run(detail);
        let plain = Engine::new(&cluster, &config).run_with(detail, Engine::recount);
        prop_assert_eq!(fast, plain);
    }
}
