//! Answers held against fresh runs.

mod capacity;
mod survive;

use std::collections::BTreeMap;

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

/// What is said of each workload, as `Kind name`.
fn capacities(text: &str) -> BTreeMap<String, More> {
    match asked(text, Some(Ask::Capacity(Wanted::All(None))), "").1 {
        Some(Reply::Capacity(all, _)) => {
            all.into_iter().map(|more| (format!("{} {}", more.of.0, more.of.2), more)).collect()
        }
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
fn hostile_numbers_come_to_an_end() {
    let endless = workload("web", 1, 0, "").replace("cpu: 0m, memory: 64Mi", "");
    let text = node("n0", "a", 4, 110) + &endless;
    assert_eq!(capacity(&text, "web").more, 109);
    let text = node("n0", "a", 4, 9_223_372_036_854_775_807) + &endless;
    let more = capacity(&text, "web");
    assert!(more.at_least && more.more > 100_000, "{more:?}");
    let many = node("n0", "a", 4, 110) + &workload("web", 2_147_483_647, 100, "");
    let full = capacity(&many.replace("2147483647", "200000"), "web");
    assert_eq!((full.more, full.note.as_str()), (0, ""));
    assert!(full.message.contains("Insufficient cpu"), "{full:?}");
    let behind = many.replace("2147483647", "200000") + &workload("late", 2, 100, "");
    let late = capacity(&behind, "late");
    assert!(late.note.starts_with("none of its 2 pods are simulated"), "{late:?}");
    assert_eq!(capacity(&workload("web", 1, 100, ""), "web").more, 0);
    let stuck = pack(&workload("web", 2, 9000, ""), &["4cpu/8Gi"]);
    assert!(stuck.nodes.is_empty() && stuck.never.len() == 1, "{stuck:?}");
}
