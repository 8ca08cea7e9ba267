//! Answers held against fresh runs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ask, Losing, More, Packing, Reply, Survival, Wanted, parse_shape};
use crate::discover::SourceFile;
use crate::inventory::parse_commands;
use crate::pipeline::{Request, run};
use crate::placement::{Placement, Placing};
use crate::scheduler::types::Verdict;

/// Numbers that look like chance and are the same each time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

pub(super) fn node(name: &str, zone: &str, cpu: u64, pods: u64) -> String {
    format!(
        "---\napiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {{kubernetes.io/hostname: {name}, topology.kubernetes.io/zone: \
         {zone}}}}}\nstatus: {{allocatable: {{cpu: '{cpu}', memory: 8Gi, pods: '{pods}'}}, conditions: [{{type: Ready, status: 'True'}}]}}\n"
    )
}

/// What keeps pods of one workload apart, or does not.
pub(super) const APART: [&str; 5] = [
    "",
    "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: APP}}}]",
    "topologySpreadConstraints: [{maxSkew: 2, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: APP}}}]",
    "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: APP}}}]}}",
    "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: APP}}}]}}",
];

pub(super) fn workload(name: &str, replicas: u64, cpu: u64, apart: &str) -> String {
    let apart = if apart.is_empty() { String::new() } else { format!("      {}\n", apart.replace("APP", name)) };
    format!(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n  selector: {{matchLabels: \
         {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec:\n{apart}      containers: [{{name: c, image: i, \
         resources: {{requests: {{cpu: {cpu}m, memory: 64Mi}}}}}}]\n"
    )
}

/// A cluster whose nodes report that they are ready, so that what is placed stays, and what is to run there.
fn world(dice: &mut Dice) -> (String, Vec<String>, Vec<String>) {
    let mut text = String::new();
    let nodes: Vec<String> = (0..2 + dice.below(4)).map(|at| format!("n{at}")).collect();
    for name in &nodes {
        text += &node(name, dice.of(&["a", "b"]), 1 + dice.below(4), 4 + dice.below(9));
    }
    let names: Vec<String> = (0..1 + dice.below(3)).map(|at| format!("w{at}")).collect();
    for name in &names {
        text += &workload(name, dice.below(4), 100 + 100 * dice.below(9), dice.of(&APART));
    }
    (text, nodes, names)
}

pub(super) fn asked(text: &str, ask: Option<Ask>, commands: &str) -> (Placement, Option<Reply>) {
    let what_if = if commands.is_empty() { Vec::new() } else { parse_commands(commands).unwrap() };
    let placing = Placing { ask, what_if, ..Placing::default() };
    let request = Request { placing: Some(placing), ..Request::default() };
    let outcome = run(&[SourceFile::new("a.yaml", text)], &request).unwrap();
    (outcome.placement.unwrap(), outcome.reply)
}

/// Where each pod is that has a place.
fn places(placement: &Placement) -> BTreeMap<String, String> {
    let decided = placement.decisions.iter().filter_map(|decision| match decision.verdict {
        Verdict::Scheduled { node } => {
            Some((placement.pods[decision.pod].pod.key(), placement.node_name(node).to_owned()))
        }
        _ => None,
    });
    let bound = placement.bound.iter().map(|pod| (pod.pod.key(), pod.pod.node_name.clone()));
    decided.chain(bound).collect()
}

fn capacity(text: &str, name: &str) -> More {
    let wanted = Wanted::parse(name, None).unwrap();
    match asked(text, Some(Ask::Capacity(wanted)), "").1 {
        Some(Reply::Capacity(mut all, _)) => all.remove(0),
        other => panic!("{other:?}"),
    }
}

fn survive(text: &str, losing: Losing) -> Survival {
    match asked(text, Some(Ask::Survive(losing)), "").1 {
        Some(Reply::Survive(survival)) => survival,
        other => panic!("{other:?}"),
    }
}

pub(super) fn pack(text: &str, shapes: &[&str]) -> Packing {
    let shapes = shapes.iter().map(|shape| parse_shape(shape).unwrap()).collect();
    match asked(text, Some(Ask::Pack(shapes)), "").1 {
        Some(Reply::Pack(packing)) => packing,
        other => panic!("{other:?}"),
    }
}

#[test]
fn so_many_more_fit_and_not_one_more() {
    let (mut dice, mut counted) = (Dice(7), 0);
    for _ in 0..60 {
        let (text, _, names) = world(&mut dice);
        let before = places(&asked(&text, None, "").0);
        for name in &names {
            let more = capacity(&text, name);
            assert!(!more.at_least, "{text}");
            let replicas = text.split(&format!("name: {name}}}\nspec:\n  replicas: ")).nth(1).unwrap();
            let replicas: i64 = replicas.split('\n').next().unwrap().parse().unwrap();
            let there = before.keys().filter(|pod| pod.starts_with(&format!("default/{name}-"))).count();
            if i64::try_from(there).unwrap() < replicas {
                assert_eq!(more.more, 0, "{name} {text}");
                continue;
            }
            for (extra, all) in [(more.more, true), (more.more + 1, false)] {
                let scale = format!("scale deployment {name} --replicas={}", replicas + extra);
                let after = places(&asked(&text, None, &scale).0);
                let own = after.keys().filter(|pod| pod.starts_with(&format!("default/{name}-"))).count();
                assert_eq!(i64::try_from(own).unwrap() == replicas + extra, all, "{name} +{extra} {text}");
            }
            counted += more.more;
            assert_eq!(more.on.iter().map(|(_, on)| on).sum::<i64>(), more.more);
        }
    }
    assert!(counted > 100, "{counted}");
}

/// The world with each pod where it is but for those of the lost nodes, which are not there: what finds no place then.
fn fresh(text: &str, lost: &[String]) -> BTreeSet<String> {
    let before = asked(text, None, "").0;
    let there = places(&before);
    let mut left = String::new();
    for document in text.split("---\n").filter(|document| !document.is_empty()) {
        let is_lost = lost.iter().any(|node| document.contains(&format!("kind: Node\nmetadata: {{name: {node},")));
        if document.contains("kind: Node") && !is_lost {
            left += &format!("---\n{document}");
        }
    }
    let (mut stay, mut move_on) = (String::new(), String::new());
    for document in text.split("---\n").filter(|document| document.contains("kind: Deployment")) {
        let name = document.split("name: ").nth(1).unwrap().split('}').next().unwrap();
        let spec = document.split("    spec:\n").nth(1).unwrap();
        // The scheduler spreads the pods of a ReplicaSet, which is not here; those of a Service it spreads alike.
        left += &format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{selector: {{app: {name}}}, ports: [{{port: 80}}]}}\n"
        );
        for decision in &before.decisions {
            let pod = &before.pods[decision.pod].pod;
            let Some(node) = there.get(&pod.key()).filter(|_| pod.name.starts_with(&format!("{name}-"))) else {
                continue;
            };
            let hash = pod.labels.get("pod-template-hash").unwrap();
            let head = format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {}, labels: {{app: {name}, pod-template-hash: {hash}}}, ownerReferences: \
                 [{{apiVersion: apps/v1, kind: ReplicaSet, name: {name}-{hash}, controller: true, uid: u}}]}}\nspec:\n",
                pod.name
            );
            let spec: String = spec.lines().map(|line| format!("  {}\n", line.trim_start())).collect();
            if lost.contains(node) {
                move_on += &format!("{head}{spec}");
            } else {
                stay += &format!("{head}  nodeName: {node}\n{spec}status: {{phase: Running}}\n");
            }
        }
    }
    let after = asked(&(left + &stay + &move_on), None, "").0;
    let failed = after.decisions.iter().filter(|d| !matches!(d.verdict, Verdict::Scheduled { .. }));
    failed.map(|decision| after.pods[decision.pod].pod.key()).collect()
}

fn fallen(survival: &Survival, lost: &str) -> BTreeSet<String> {
    let of = survival.losses.iter().find(|loss| loss.lost.iter().any(|name| name == lost));
    of.into_iter().flat_map(|loss| &loss.failed).flat_map(|fallen| fallen.pods.clone()).collect()
}

#[test]
fn a_loss_costs_what_a_cluster_without_the_node_cannot_place() {
    let (mut dice, mut fell) = (Dice(11), 0);
    for _ in 0..60 {
        let (text, nodes, _) = world(&mut dice);
        let survival = survive(&text, Losing::Nodes(1));
        assert_eq!(survival.tried, nodes.len());
        for node in &nodes {
            let known = fresh(&text, std::slice::from_ref(node)).len();
            // Losses that cost the same are told with the pods of the first.
            assert_eq!(fallen(&survival, node).len(), known, "{node} {survival:?} {text}");
            fell += known;
        }
        let zones = survive(&text, Losing::Topology("topology.kubernetes.io/zone".to_owned()));
        for zone in ["a", "b"] {
            let own = |name: &&String| {
                let head = format!("{{kubernetes.io/hostname: {name}, topology.kubernetes.io/zone: {zone}}}");
                text.contains(&head)
            };
            let lost: Vec<String> = nodes.iter().filter(own).cloned().collect();
            if !lost.is_empty() && lost.len() < nodes.len() {
                let known = fresh(&text, &lost).len();
                assert_eq!(fallen(&zones, zone).len(), known, "{zone} {text}");
                fell += known;
            }
        }
    }
    assert!(fell > 50, "{fell}");
}

#[test]
fn hostile_numbers_come_to_an_end() {
    let endless = workload("web", 1, 0, "").replace("cpu: 0m, memory: 64Mi", "");
    let text = node("n0", "a", 4, 110) + &endless;
    assert_eq!(capacity(&text, "web").more, 109);
    let text = node("n0", "a", 4, 9_223_372_036_854_775_807) + &endless;
    let more = capacity(&text, "web");
    assert!(more.at_least && more.more > 100_000, "{more:?}");
    let many = node("n0", "a", 4, 110) + &workload("web", 2_147_483_647, 100, "");
    assert_eq!(capacity(&many.replace("2147483647", "200000"), "web").more, 0);
    assert_eq!(capacity(&workload("web", 1, 100, ""), "web").more, 0);
    assert_eq!(survive(&workload("web", 1, 100, ""), Losing::Nodes(1)).tried, 0);
    let stuck = pack(&workload("web", 2, 9000, ""), &["4cpu/8Gi"]);
    assert!(stuck.nodes.is_empty() && stuck.never.len() == 1, "{stuck:?}");
}

#[test]
fn a_quota_stops_the_next() {
    let quota = "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: '5'}}\n";
    let more = capacity(&(node("n0", "a", 4, 110) + quota + &workload("web", 2, 100, "")), "web");
    assert_eq!(more.more, 3);
    assert!(more.message.contains("exceeded quota: q"), "{}", more.message);
}

#[test]
fn what_comes_back_is_told_apart() {
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {containers: [{name: c, image: i}]}\n";
    let daemon = workload("agent", 1, 10, "").replace("Deployment", "DaemonSet").replace("  replicas: 1\n", "");
    let text = node("n0", "a", 4, 9) + &node("n1", "b", 4, 9) + pod + &daemon;
    let survival = survive(&text, Losing::Nodes(1));
    let told: Vec<&str> = survival.losses.iter().flat_map(|loss| &loss.failed).map(|f| f.of.as_str()).collect();
    assert_eq!(told, ["Pod bare"]);
    assert_eq!(survival.losses.iter().filter(|loss| loss.fails()).count(), 1);
}
