//! The answer of a what-if equals a fresh run on the tree changed by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::discover::{Role, SourceFile};
use crate::inventory::{Command, parse_commands};
use crate::pipeline::{Request, run};
use crate::placement::Placing;
use crate::scheduler::types::Verdict;

/// A workload, as it is written.
#[derive(Clone, Debug)]
struct Web {
    name: String,
    replicas: u32,
    cpu: u32,
    image: String,
    zone: Option<String>,
}

impl Web {
    fn yaml(&self) -> String {
        let Web { name, replicas, cpu, image, zone } = self;
        let zone = zone.as_ref().map_or_else(String::new, |zone| format!("nodeSelector: {{zone: {zone}}}, "));
        let requests = if *cpu > 0 { format!(", resources: {{requests: {{cpu: {cpu}m}}}}") } else { String::new() };
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec: {{replicas: {replicas}, selector: \
             {{matchLabels: {{app: {name}}}}}, template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{{zone}containers: [{{name: c, \
             image: '{image}'{requests}}}]}}}}}}\n---\n"
        )
    }
}

/// A node, as it is written.
#[derive(Clone, Debug)]
struct Node {
    cpu: u32,
    zone: Option<String>,
    tainted: bool,
    cordoned: bool,
}

/// A tree that only sketches its cluster: what stands in it is placed after the commands.
#[derive(Clone, Debug)]
struct World {
    nodes: Vec<Node>,
    webs: Vec<Web>,
}

impl World {
    fn yaml(&self) -> String {
        let node = |(at, node): (usize, &Node)| {
            let zone = node.zone.as_ref().map_or_else(String::new, |zone| format!(", zone: {zone}"));
            let taints = if node.tainted { "taints: [{key: q, value: r, effect: NoSchedule}]" } else { "" };
            let cordoned = if node.cordoned { ", unschedulable: true" } else { "" };
            let spec = format!("{taints}{cordoned}");
            format!(
                "apiVersion: v1\nkind: Node\nmetadata: {{name: n{at}, labels: {{kubernetes.io/hostname: n{at}{zone}}}}}\nspec: {{{}}}\nstatus: \
                 {{allocatable: {{cpu: {}m, memory: 8Gi, pods: 20}}}}\n---\n",
                spec.trim_start_matches(", "),
                node.cpu
            )
        };
        let webs = self.webs.iter().map(Web::yaml);
        self.nodes.iter().enumerate().map(node).chain(webs).collect()
    }
}

/// A change: in words, and by hand. The manifest that it applies, where it does.
fn changed(world: &World, which: usize, at: usize, number: u32) -> (String, World, Option<String>) {
    let mut by_hand = world.clone();
    let (node, web) = (at % world.nodes.len(), at % world.webs.len());
    let name = world.webs[web].name.clone();
    let cpu = 100 + number * 100;
    let mut file = None;
    let words = match which {
        0 => {
            by_hand.nodes[node].zone = Some("b".to_owned());
            format!("label node n{node} --overwrite zone=b")
        }
        1 => {
            by_hand.nodes[node].tainted = true;
            format!("taint node n{node} --overwrite q=r:NoSchedule")
        }
        2 => {
            by_hand.nodes[node].cordoned = true;
            format!("cordon n{node}")
        }
        3 => {
            by_hand.webs[web].replicas = number;
            format!("scale deployment {name} --replicas={number}")
        }
        4 => {
            by_hand.webs[web].cpu = cpu;
            format!("set resources deployment {name} --requests=cpu={cpu}m")
        }
        5 => {
            by_hand.webs[web].image = "j:2".to_owned();
            format!("set image deployment {name} c=j:2")
        }
        6 => {
            by_hand.webs[web].zone = Some("a".to_owned());
            by_hand.webs[web].replicas = number;
            format!(
                "patch deployment {name} -p '{{\"spec\":{{\"replicas\":{number},\"template\":{{\"spec\":{{\"nodeSelector\":{{\"zone\":\"a\"}}}}}}}}}}'"
            )
        }
        7 => {
            // What is deleted ran first: the last of them, as nothing else hung on where it was.
            by_hand.webs.pop();
            format!("delete deployment {}", world.webs[world.webs.len() - 1].name)
        }
        8 => {
            let (name, image) = ("extra".to_owned(), "k:1".to_owned());
            by_hand.webs.push(Web { name, replicas: number, cpu: 0, image, zone: None });
            format!("create deployment extra --image=k:1 --replicas={number}")
        }
        _ => {
            let own = &mut by_hand.webs[web];
            (own.replicas, own.cpu) = (number, cpu);
            file = Some(own.yaml());
            "apply -f changed.yaml".to_owned()
        }
    };
    (words, by_hand, file)
}

/// The node of each pod, empty for none.
fn placed(text: &str, command: &str, file: Option<String>) -> BTreeMap<String, String> {
    let what_if = if command.is_empty() { Vec::new() } else { parse_commands(command).unwrap() };
    let mut files = vec![SourceFile::new("world.yaml", text)];
    let told = |path: &str, text: &str| SourceFile { role: Role::Told, ..SourceFile::new(path, text) };
    files.extend(file.map(|text| told("changed.yaml", &text)));
    files.extend(what_if.iter().filter_map(Command::writes).map(|(path, text)| told(path, text)));
    let placing = Some(Placing { what_if, ..Placing::default() });
    let outcome = run(&files, &Request { placing, ..Request::default() }).unwrap();
    let placement = outcome.placement.unwrap();
    let node = |verdict: &Verdict| match verdict {
        Verdict::Scheduled { node } => placement.node_name(*node).to_owned(),
        _ => String::new(),
    };
    let bound = placement.bound.iter().map(|pod| (pod.pod.key(), pod.pod.node_name.clone()));
    let decided = placement.decisions.iter().map(|d| (placement.pods[d.pod].pod.key(), node(&d.verdict)));
    bound.chain(decided).collect()
}

fn world() -> impl Strategy<Value = World> {
    let zone = || prop::option::of(prop::sample::select(vec!["a".to_owned(), "b".to_owned()]));
    let node = (1_u32..5, zone(), any::<bool>(), any::<bool>()).prop_map(|(cpu, zone, tainted, cordoned)| Node {
        cpu: cpu * 500,
        zone,
        tainted,
        cordoned,
    });
    let web = (0_u32..5, 0_u32..8, zone());
    (prop::collection::vec(node, 1..4), prop::collection::vec(web, 1..4)).prop_map(|(nodes, webs)| {
        let web = |(at, (replicas, cpu, zone)): (usize, (u32, u32, Option<String>))| Web {
            name: format!("web{at}"),
            replicas,
            cpu: cpu * 100,
            image: "i:1".to_owned(),
            zone,
        };
        World { nodes, webs: webs.into_iter().enumerate().map(web).collect() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn a_what_if_is_a_run_on_the_changed_tree(
        world in world(),
        (which, at, number) in (0_usize..10, 0_usize..8, 0_u32..6),
    ) {
        let (words, by_hand, file) = changed(&world, which, at, number);
        prop_assert_eq!(placed(&world.yaml(), &words, file), placed(&by_hand.yaml(), "", None), "{}", words);
    }
}
