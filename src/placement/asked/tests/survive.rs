//! What a loss costs.

use std::collections::{BTreeMap, BTreeSet};

use super::{APART, Ask, Dice, Losing, Survival, asked, node, places, survive, workload, world};
use crate::discover::SourceFile;
use crate::pipeline::{Request, run};
use crate::placement::Placing;
use crate::scheduler::types::Verdict;

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
fn what_comes_back_is_told_apart() {
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {containers: [{name: c, image: i}]}\n";
    let daemon = workload("agent", 1, 10, "").replace("Deployment", "DaemonSet").replace("  replicas: 1\n", "");
    let text = node("n0", "a", 4, 9) + &node("n1", "b", 4, 9) + pod + &daemon;
    let survival = survive(&text, Losing::Nodes(1));
    let told: Vec<&str> = survival.losses.iter().flat_map(|loss| &loss.failed).map(|f| f.of.as_str()).collect();
    assert_eq!(told, ["Pod bare"]);
    assert_eq!(survival.losses.iter().filter(|loss| loss.fails()).count(), 1);
}

/// A cluster in which some wait for a place.
fn crowded(dice: &mut Dice) -> (String, Vec<String>) {
    let mut text = String::new();
    let nodes: Vec<String> = (0..2 + dice.below(4)).map(|at| format!("n{at}")).collect();
    for name in &nodes {
        text += &node(name, dice.of(&["a", "b", "c"]), 1 + dice.below(3), 2 + dice.below(5));
    }
    for at in 0..2 + dice.below(3) {
        let zoned = APART[3].replace("kubernetes.io/hostname", "topology.kubernetes.io/zone");
        let apart = if dice.below(4) == 0 { zoned.as_str() } else { dice.of(&APART) };
        text += &workload(&format!("w{at}"), dice.below(6), 100 + 100 * dice.below(9), apart);
    }
    (text, nodes)
}

/// How many of each workload, by the names of its pods.
fn by_workload<'p>(pods: impl Iterator<Item = &'p String>) -> BTreeMap<&'p str, usize> {
    let mut all = BTreeMap::new();
    for pod in pods {
        *all.entry(pod.split('-').next().unwrap()).or_default() += 1;
    }
    all
}

#[test]
fn those_that_wait_are_tried_before_those_that_come_back() {
    let (mut dice, mut fell, mut took) = (Dice(31), 0, 0);
    for _ in 0..150 {
        let (text, nodes) = crowded(&mut dice);
        let without_node = |commands: &str| -> BTreeSet<String> {
            let placement = asked(&text, None, commands).0;
            let failed = placement.decisions.iter().filter(|d| !matches!(d.verdict, Verdict::Scheduled { .. }));
            failed.map(|decision| placement.pods[decision.pod].pod.key()).collect()
        };
        let waited = without_node("");
        let survival = survive(&text, Losing::Nodes(1));
        for lost in &nodes {
            let after = without_node(&format!("delete node {lost}"));
            let known = by_workload(after.difference(&waited));
            let fallen = fallen(&survival, lost);
            assert_eq!(by_workload(fallen.iter()), known, "{lost} {survival:?} {text}");
            fell += fallen.len();
            took += waited.difference(&after).count();
        }
    }
    assert!(fell > 100 && took > 10, "{fell} {took}");
}

#[test]
fn a_pod_that_waits_takes_the_place_of_one_that_is_lost() {
    // The pod that waits may not be where the other is.
    let apart = APART[3].replace("kubernetes.io/hostname", "topology.kubernetes.io/zone").replace("APP", "web");
    let text = node("n0", "a", 2, 9) + &node("n1", "b", 1, 9) + &workload("web", 3, 900, &apart);
    let survival = survive(&text, Losing::Nodes(1));
    assert_eq!(fallen(&survival, "n0").len(), 1, "{survival:?}");
    let text = node("n0", "a", 1, 9) + &node("n1", "a", 1, 9) + &workload("web", 2, 900, &apart);
    // What waits takes the place that is left; what comes back finds none.
    assert_eq!(survive(&text, Losing::Nodes(1)).losses.iter().filter(|loss| loss.fails()).count(), 1);
}

const CLAIMING: &str = "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s}\nprovisioner: x.example\nvolumeBindingMode: WaitForFirstConsumer\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  replicas: 2\n  serviceName: db\n  selector: {matchLabels: {app: db}}\n  template:\n    metadata: {labels: {app: db}}\n    spec:\n      containers: [{name: c, image: i, resources: {requests: {cpu: 1500m}}}]\n  volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], storageClassName: s, resources: {requests: {storage: 2Gi}}}}]\n";

#[test]
fn storage_is_in_doubt_only_where_a_node_takes_the_pod() {
    let two = node("n0", "a", 2, 9) + &node("n1", "b", 2, 9) + CLAIMING;
    for many in [1, 2] {
        let survival = survive(&two, Losing::Nodes(many));
        assert!(survival.losses.iter().all(super::super::Loss::fails), "{survival:?}");
    }
    let three = node("n2", "c", 2, 9) + &two;
    let survival = survive(&three, Losing::Nodes(1));
    assert!(!survival.losses.iter().any(super::super::Loss::fails), "{survival:?}");
    let doubts = survival.losses.iter().flat_map(|loss| &loss.failed).filter(|fallen| fallen.maybe).count();
    assert_eq!(doubts, 2, "{survival:?}");
    // The class makes no volume there.
    let only = "allowedTopologies: [{matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [a, b]}]}]\n---\napiVersion: apps";
    let survival = survive(&three.replacen("---\napiVersion: apps", only, 1), Losing::Nodes(1));
    assert_eq!(survival.losses.iter().filter(|loss| loss.fails()).count(), 2, "{survival:?}");
}

#[test]
fn losses_are_one_where_the_same_pods_fall() {
    let two = node("n0", "a", 2, 9) + &node("n1", "b", 2, 9) + &workload("web", 2, 1500, "");
    let survival = survive(&two, Losing::Nodes(1));
    let told: Vec<(Vec<String>, Vec<String>)> = survival
        .losses
        .iter()
        .map(|loss| (loss.lost.clone(), loss.failed.iter().flat_map(|f| f.pods.clone()).collect()))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|(lost, pods)| lost.len() == 1 && pods.len() == 1) && told[0].1 != told[1].1, "{told:?}");
    let free = node("n2", "a", 4, 9) + &node("n3", "b", 4, 9) + &two;
    assert_eq!(survive(&free, Losing::Nodes(1)).losses.len(), 1);
}

#[test]
fn no_more_can_be_lost_than_there_is() {
    let asks = |text: &str, many: usize| {
        let placing = Placing { ask: Some(Ask::Survive(Losing::Nodes(many))), ..Placing::default() };
        let request = Request { placing: Some(placing), ..Request::default() };
        run(&[SourceFile::new("a.yaml", text)], &request).map(|outcome| outcome.reply)
    };
    let two = node("n0", "a", 2, 9) + &node("n1", "b", 2, 9) + &workload("web", 2, 100, "");
    assert!(asks(&two, 3).unwrap_err().ends_with("there are 2 nodes to lose"));
    assert!(asks(&workload("web", 2, 100, ""), 1).unwrap_err().contains("no node is declared"));
    let all = survive(&two, Losing::Nodes(2));
    assert_eq!(all.losses.iter().flat_map(|loss| &loss.failed).flat_map(|fallen| &fallen.pods).count(), 2, "{all:?}");
}
