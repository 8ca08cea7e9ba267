//! What is bought, held against every number of nodes that would be cheaper.

use crate::placement::asked::tests::{APART, Dice, asked, node, pack, workload};
use crate::placement::asked::{Packing, Reply};
use crate::scheduler::types::Verdict;

/// A DaemonSet of that size.
fn daemon(name: &str, cpu: u64, apart: &str) -> String {
    workload(name, 1, cpu, apart).replace("Deployment", "DaemonSet").replace("  replicas: 1\n", "")
}

/// Pods that one of these nodes may never meet in a zone.
const ZONE_APART: &str = "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: APP}}}]}}";

fn bare(name: &str, cpu: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{{spec}containers: [{{name: c, image: i, resources: {{requests: \
         {{cpu: {cpu}}}}}}}]}}\n"
    )
}

fn inventory(nodes: &str) -> String {
    format!("---\napiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n{nodes}")
}

fn bought(packing: &Packing) -> Vec<(&str, usize)> {
    packing.shapes.iter().filter(|(_, number)| *number > 0).map(|(shape, number)| (&*shape.name, *number)).collect()
}

fn names(of: &[(Vec<String>, String)]) -> Vec<&str> {
    of.iter().flat_map(|(pods, _)| pods).map(String::as_str).collect()
}

/// Pods without a node: those of DaemonSets, and the others by name.
fn left(text: &str) -> (usize, Vec<String>) {
    let placement = asked(text, None, "").0;
    let failed = placement
        .decisions
        .iter()
        .filter(|d| !matches!(d.verdict, Verdict::Scheduled { .. } | Verdict::Preempting { .. }));
    let of_daemon = |pod: &usize| placement.pods[*pod].pod.owner.as_ref().is_some_and(|o| o.kind == "DaemonSet");
    let (daemons, others): (Vec<usize>, Vec<usize>) = failed.map(|decision| decision.pod).partition(of_daemon);
    (daemons.len(), others.iter().map(|pod| placement.pods[*pod].pod.key()).collect())
}

/// All ways to have so many nodes of so many shapes.
fn numbers(shapes: usize, nodes: usize) -> Vec<Vec<usize>> {
    if shapes == 1 {
        return vec![vec![nodes]];
    }
    let with = |first: usize| {
        numbers(shapes - 1, nodes - first).into_iter().map(move |rest| [vec![first], rest].concat()).collect::<Vec<_>>()
    };
    (0..=nodes).rev().flat_map(with).collect()
}

/// Shapes as nodes of zones with what they have and cost, what is to run there, and whether prices count.
struct World {
    shapes: Vec<(&'static str, u64, u64, u64)>,
    workloads: String,
    priced: bool,
}

impl World {
    fn new(dice: &mut Dice, priced: bool) -> Self {
        let shape =
            |dice: &mut Dice| (dice.of(&["a", "b", "c"]), 1 + dice.below(4), 3 + dice.below(5), 1 + dice.below(3));
        let shapes = (0..2 + dice.below(2)).map(|_| shape(dice)).collect();
        let mut workloads = String::new();
        for at in 0..1 + dice.below(3) {
            let apart = if dice.below(6) == 0 { ZONE_APART } else { dice.of(&APART) };
            workloads += &workload(&format!("w{at}"), 1 + dice.below(3), 100 + 200 * dice.below(9), apart);
        }
        if dice.below(3) == 0 {
            workloads += &daemon("agent", 100 + 400 * dice.below(4), dice.of(&["", "", ZONE_APART]));
        }
        World { shapes, workloads, priced }
    }

    /// So many nodes of each shape, and all that is to run there.
    fn with(&self, counts: &[usize]) -> String {
        let nodes = (0..).zip(&self.shapes).zip(counts).flat_map(|((at, (zone, cpu, pods, _)), number)| {
            (1..=*number).map(move |one| node(&format!("x{at}-{one}"), zone, *cpu, *pods))
        });
        nodes.collect::<String>() + &self.workloads
    }

    fn packing(&self) -> Packing {
        let named = (0..).zip(&self.shapes).map(|(at, shape): (usize, _)| {
            if self.priced { format!("x{at}=like:x{at}-1@{}", shape.3) } else { format!("x{at}=like:x{at}-1") }
        });
        let named: Vec<String> = named.collect();
        pack(&self.with(&vec![1; self.shapes.len()]), &named.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn price(&self, counts: &[usize]) -> u64 {
        counts.iter().zip(&self.shapes).map(|(number, shape)| *number as u64 * shape.3).sum()
    }

    /// All numbers of up to five nodes that are cheaper, or fewer.
    fn cheaper(&self, counts: &[usize]) -> Vec<Vec<usize>> {
        let number: usize = counts.iter().sum();
        let all = (1..=5.min(number + usize::from(self.priced))).flat_map(|nodes| numbers(self.shapes.len(), nodes));
        let less = |other: &Vec<usize>| {
            if self.priced { self.price(other) < self.price(counts) } else { other.iter().sum::<usize>() < number }
        };
        all.filter(less).collect()
    }
}

#[test]
fn nothing_cheaper_does_where_that_is_proven() {
    let (mut dice, mut proven, mut mixed) = (Dice(23), 0, 0);
    for round in 0..48 {
        let world = World::new(&mut dice, round % 2 == 0);
        let packing = world.packing();
        if packing.nodes.is_empty() {
            continue;
        }
        let about = format!("{packing:?} {}", world.workloads);
        let counts: Vec<usize> = packing.shapes.iter().map(|(_, number)| *number).collect();
        let (daemons, others) = left(&world.with(&counts));
        assert_eq!(daemons, names(&packing.daemons).len(), "{about}");
        assert_eq!(others.len(), names(&packing.never).len() + names(&packing.waiting).len(), "{about}");
        if !packing.proven {
            assert!(!packing.waiting.is_empty(), "so few are all tried: {about}");
            continue;
        }
        proven += 1;
        mixed += usize::from(bought(&packing).len() > 1);
        for other in world.cheaper(&counts) {
            let (also, left) = left(&world.with(&other));
            let does = left.len() <= others.len() && also == 0;
            assert!(!does, "{other:?} does, and is cheaper than {about}");
            for pod in names(&packing.never) {
                assert!(left.iter().any(|other| other == pod), "{pod} fits on {other:?} {about}");
            }
        }
    }
    assert!(proven > 35 && mixed > 3, "{proven} {mixed}");
}

#[test]
fn the_cheapest_is_found_of_shapes_with_prices() {
    let text = bare("p", "500m", "");
    let packing = pack(&text, &["a=4cpu/8Gi@3", "b=2cpu/8Gi@1", "c=2cpu/8Gi@2", "d=4cpu/8Gi@2"]);
    assert_eq!((bought(&packing), packing.price, packing.proven), (vec![("b", 1)], Some((1.0, 1.0)), true));
    let many = workload("w", 7, 1000, "");
    let packing = pack(&many, &["s=2cpu/8Gi@0.3", "m=4cpu/16Gi@0.5", "l=8cpu/32Gi@1.1"]);
    assert_eq!((bought(&packing), packing.proven), (vec![("m", 2)], true));
    let packing = pack(&many, &["s=2cpu/8Gi@0.3", "m=4cpu/16Gi"]);
    assert_eq!((bought(&packing), packing.price), (vec![("m", 2)], None));
    assert!(packing.notes.iter().any(|note| note.contains("prices are not used: `m`")), "{:?}", packing.notes);
}

#[test]
fn daemons_want_their_place_too() {
    let text = workload("web", 4, 1000, "") + &daemon("logs", 100, "");
    let packing = pack(&text, &["4cpu/16Gi@1", "2cpu/8Gi@0.4"]);
    assert!(packing.is_whole() && packing.proven, "{packing:?}");
    let price = packing.price.unwrap().0;
    assert!(price >= 0.84, "{packing:?}");
}

#[test]
fn more_nodes_than_pods_may_be_needed() {
    let nodes = inventory("- {name: za, zones: [a], allocatable: {cpu: 2, memory: 8Gi}}\n");
    let text = daemon("ds", 1000, ZONE_APART) + &workload("w", 4, 1200, "") + &nodes;
    let packing = pack(&text, &[]);
    assert_eq!(
        (packing.count(), packing.never.len(), packing.waiting.len(), packing.proven),
        (5, 0, 0, true),
        "{packing:?}"
    );
    assert_eq!(names(&packing.daemons).len(), 4, "they keep apart: {packing:?}");
    let text = daemon("d1", 500, ZONE_APART) + &daemon("d2", 1000, ZONE_APART) + &workload("w", 4, 700, "") + &nodes;
    let packing = pack(&text, &[]);
    assert_eq!((packing.count(), packing.waiting.len(), packing.proven), (3, 0, true), "{packing:?}");
}

#[test]
fn any_mix_of_shapes_may_be_the_answer() {
    let nodes = inventory(
        "- {name: za, zones: [a], allocatable: {cpu: 3500m, memory: 8Gi, pods: 12}}\n- {name: zb, zones: [b], allocatable: {cpu: 3500m, memory: 8Gi, pods: 8}}\n\
         - {name: zc, zones: [c], allocatable: {cpu: 2, memory: 8Gi, pods: 5}}\n",
    );
    let w0 = workload("w0", 2, 0, "").replace("cpu: 0m, memory: 64Mi", "");
    let packing = pack(&(w0 + &bare("b", "0", &(ZONE_APART.replace("APP", "w0") + ", ")) + &nodes), &[]);
    assert!(packing.is_whole() && packing.proven, "{packing:?}");
    // The scheduler would rather have both of w0 apart.
    assert_eq!(packing.count(), 3, "{packing:?}");
}

#[test]
fn kinds_of_nodes_are_told_apart_and_pools_have_names() {
    let nodes = inventory(
        "- {name: gen, count: 4, zones: [a, b], labels: {pool: general}, allocatable: {cpu: 4, memory: 16Gi}}\n\
         - {name: db, labels: {pool: db}, allocatable: {cpu: 4, memory: 16Gi}}\n",
    );
    let text =
        bare("g", "1", "nodeSelector: {pool: general}, ") + &bare("d", "1", "nodeSelector: {pool: db}, ") + &nodes;
    let packing = pack(&text, &[]);
    assert_eq!(bought(&packing), [("gen-1", 1), ("db", 1)], "{packing:?}");
    assert_eq!(packing.shapes.len(), 3, "one for each zone: {packing:?}");
    assert!(packing.is_whole() && packing.proven, "{packing:?}");
    let packing = pack(&text, &["like:gen@2", "d=like:db@1"]);
    let all: Vec<&str> = packing.shapes.iter().map(|(shape, _)| &*shape.name).collect();
    assert_eq!((all, packing.price.unwrap().0), (vec!["gen-1", "gen-2", "d"], 3.0));
    // A plain shape has no labels, which is said.
    let zones = [
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]",
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {}}]}}",
    ];
    for spec in [zones[0], zones[1], "nodeSelector: {pool: db}"] {
        let packing = pack(&bare("p", "1", &format!("{spec}, ")), &["4cpu/16Gi"]);
        assert_eq!(names(&packing.never), ["default/p"], "{spec}");
        assert!(packing.notes.iter().any(|note| note.contains("like:NODE")), "{spec} {:?}", packing.notes);
    }
    let packing = pack(&bare("p", "9", ""), &["4cpu/16Gi"]);
    assert_eq!(packing.notes, [""; 0]);
}

#[test]
fn a_cordoned_node_is_new_uncordoned() {
    let cordoned = node("n1", "a", 4, 9).replace(
        "status:",
        "spec: {unschedulable: true, taints: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]}\nstatus:",
    );
    let packing = pack(&(cordoned + &bare("p", "1", "")), &[]);
    assert_eq!((bought(&packing), packing.is_whole()), (vec![("n1", 1)], true), "{packing:?}");
}

#[test]
fn where_the_search_ends_is_told() {
    let packing = pack(&workload("web", 1_200, 3000, ""), &["4cpu/16Gi"]);
    assert_eq!((packing.count(), packing.is_whole(), packing.proven), (1_200, true, true));
    let packing = pack(&workload("web", 6_000, 3000, ""), &["4cpu/16Gi"]);
    assert_eq!((packing.ended, packing.at_least, packing.proven), (Some(5_000), 6_000, false), "{:?}", packing.notes);
    assert!(packing.never.is_empty() && Reply::Pack(packing).fails());
}

#[test]
fn one_that_goes_first_leaves_the_daemon_waiting() {
    let (pod, daemon) = (bare("p", "2", "priority: 1000, "), daemon("logs", 3000, ""));
    for text in [pod.clone() + &daemon, daemon + &pod] {
        let packing = pack(&text, &["4cpu/16Gi"]);
        assert_eq!((packing.count(), names(&packing.daemons)), (1, vec!["default/logs-4cpu-16gi-1"]), "{packing:?}");
        assert!(packing.never.is_empty() && packing.waiting.is_empty() && Reply::Pack(packing).fails());
    }
}

#[test]
fn pods_that_are_not_made_are_not_passed_over() {
    let text = workload("web", 2_147_483_647, 100, "");
    let request = crate::pipeline::Request {
        placing: Some(crate::placement::Placing {
            ask: Some(crate::placement::asked::Ask::Pack(vec![super::parse_shape("4cpu/16Gi").unwrap()])),
            ..crate::placement::Placing::default()
        }),
        ..crate::pipeline::Request::default()
    };
    let outcome = crate::pipeline::run(&[crate::discover::SourceFile::new("a.yaml", &text)], &request).unwrap();
    assert!(outcome.findings.iter().any(|finding| finding.rule == "schedule/cut-short"));
    let Some(Reply::Pack(packing)) = &outcome.reply else { panic!("{:?}", outcome.reply) };
    assert!(packing.cut && !packing.proven, "{:?}", packing.notes);
    assert!(packing.notes.iter().any(|note| note.contains("2147483647")), "{:?}", packing.notes);
    assert!(outcome.reply.as_ref().is_some_and(Reply::fails));
}
