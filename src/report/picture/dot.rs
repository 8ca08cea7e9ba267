//! `dot`: what objects refer to, and where pods are placed what workload is on which node, for Graphviz.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::plain::is_unseen;
use super::super::{Format, Spelling, View};
use super::Picture;
use super::scene::{Ashore, Scene};
use crate::inventory::{DEFAULT_NAMESPACE, Workload};
use crate::model::count;
use crate::pipeline::{Edge, References, Referred, Tell};
use crate::scheduler::types::Pod;

/// `dot`
pub(super) const PICTURE: Picture = Picture {
    format: Format {
        name: "dot",
        alias: Some("graphviz"),
        help: "A graph for Graphviz: which object refers to which, and what leads nowhere (check, lint, schedule)",
        write,
        spelling: Spelling::Text,
        detailed: false,
        whole: true,
        counts_suggestions: true,
    },
    commands: &["check", "lint", "schedule"],
    compares: false,
    refers: true,
};

/// Colours that are told apart on white, and by who sees no red by the dashes beside them.
const GONE: &str = "color=\"#b42318\", fontcolor=\"#b42318\", style=dashed";
const ELSEWHERE: &str = "color=\"#6b7785\", fontcolor=\"#56616d\", style=dashed";

const HEAD: &str = "digraph plimsoll {
  rankdir=LR;
  graph [fontname=\"Helvetica\", fontsize=11, color=\"#8894a0\"];
  node [shape=box, style=\"rounded\", fontname=\"Helvetica\", fontsize=10, color=\"#33414e\"];
  edge [fontname=\"Helvetica\", fontsize=9, color=\"#56616d\"];
";

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nothing = References::default();
    let references = view.outcome.references.as_ref().unwrap_or(&nothing);
    let mut text = HEAD.to_owned();
    let placement = view.outcome.placement.as_ref().filter(|_| view.request.tell == Tell::Placement);
    // Where they are placed upon, nodes are drawn below.
    let drawn = |object: &Referred| placement.is_none() || object.kind != "Node";
    objects(references, view, &drawn, &mut text);
    references.edges.iter().for_each(|edge| reference(edge, references, &mut text));
    if let Some(placement) = placement {
        stowage(&Scene::new(placement), references, &mut text);
    }
    text.push_str("}\n");
    out.write_all(text.as_bytes())
}

/// The objects that refer to something or are referred to, those of a namespace in one frame, and those that are nowhere.
fn objects(references: &References, view: View<'_>, drawn: &dyn Fn(&Referred) -> bool, text: &mut String) {
    let mut spaces: BTreeMap<&str, Vec<(usize, &Referred)>> = BTreeMap::new();
    let there = references.objects.iter().enumerate().filter(|(_, object)| object.file.is_some() && drawn(object));
    for (at, object) in there {
        spaces.entry(&object.namespace).or_default().push((at, object));
    }
    for (number, (space, objects)) in spaces.iter().enumerate() {
        let framed = !space.is_empty();
        if framed {
            let _ =
                writeln!(text, "  subgraph cluster_{number} {{\n    label={};", quoted(&format!("namespace {space}")));
        }
        for (at, object) in objects {
            let file = object.file.map_or("", |file| view.places.path(file));
            let label = quoted(&format!("{}\n{}", object.kind, object.name));
            let _ =
                writeln!(text, "  {}o{at} [label={label}, tooltip={}];", if framed { "  " } else { "" }, quoted(file));
        }
        if framed {
            text.push_str("  }\n");
        }
    }
    let broken: HashSet<usize> = references.edges.iter().filter(|edge| edge.broken).map(|edge| edge.to).collect();
    for (at, object) in references.objects.iter().enumerate().filter(|(_, object)| object.file.is_none()) {
        let (style, tip) =
            if broken.contains(&at) { (GONE, "it is nowhere") } else { (ELSEWHERE, "not in these files") };
        let label = quoted(&format!("{}\n{}", object.kind, object.name));
        let _ = writeln!(text, "  o{at} [label={label}, tooltip={}, {style}];", quoted(tip));
    }
}

fn reference(edge: &Edge, references: &References, text: &mut String) {
    let missing = references.objects.get(edge.to).is_none_or(|object| object.file.is_none());
    let mut attributes = vec![format!("tooltip={}", quoted(&edge.field))];
    if edge.does != "names" {
        attributes.push(format!("label={}", edge.does));
    }
    match (edge.broken, missing) {
        (true, _) => attributes.push(GONE.to_owned()),
        (false, true) => attributes.push(ELSEWHERE.to_owned()),
        (false, false) => {}
    }
    let _ = writeln!(text, "  o{} -> o{} [{}];", edge.from, edge.to, attributes.join(", "));
}

/// Nodes by zone, and how many pods of each workload are on which; those on none are on the quay.
fn stowage(scene: &Scene<'_>, references: &References, text: &mut String) {
    let nodes = &scene.placement.nodes;
    for (number, (zone, members)) in scene.zones.iter().enumerate() {
        let label = if zone.is_empty() { "no zone".to_owned() } else { format!("zone {zone}") };
        let _ = writeln!(text, "  subgraph cluster_zone_{number} {{\n    label={};", quoted(&label));
        for at in members {
            let label = quoted(&format!("Node\n{}", nodes[*at].name));
            let _ = writeln!(text, "    n{at} [label={label}, shape=box3d, style=solid];");
        }
        text.push_str("  }\n");
    }
    let mut owners = Owners { known: Owners::known(references), other: BTreeMap::new(), text };
    let mut aboard: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for (node, hold) in scene.holds.iter().enumerate() {
        for cargo in hold {
            // Of what ran before, only what is an object of the tree.
            if let Some(owner) = owners.of(cargo.pod, cargo.workload, cargo.placed.is_some()) {
                *aboard.entry((owner, node)).or_default() += 1;
            }
        }
    }
    let mut ashore: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for waiting in &scene.quay {
        let placed = waiting.placed;
        let owner = owners.of(&placed.pod, placed.workload.as_deref(), true).unwrap_or_default();
        *ashore.entry((owner, waiting.how.words())).or_default() += 1;
    }
    for ((owner, node), number) in aboard {
        let _ = writeln!(text, "  {owner} -> n{node} [label={}, color=\"#1f6f9f\"];", quoted(&count(number, "pod")));
    }
    if !ashore.is_empty() {
        let _ = writeln!(
            text,
            "  quay [label=\"on the quay\", shape=box, style=dashed, color=\"#b42318\", fontcolor=\"#b42318\"];"
        );
    }
    for ((owner, how), number) in ashore {
        let label = if how == Ashore::Pending.words() {
            count(number, "pod")
        } else {
            format!("{}, {how}", count(number, "pod"))
        };
        let _ = writeln!(text, "  {owner} -> quay [label={}, {GONE}];", quoted(&label));
    }
}

/// What makes pods, as the graph knows it.
struct Owners<'o> {
    /// The objects by namespace, kind and name.
    known: HashMap<(&'o str, &'o str, &'o str), usize>,
    /// Those that are not among the objects.
    other: BTreeMap<(String, String, String), usize>,
    text: &'o mut String,
}

impl<'o> Owners<'o> {
    fn known(references: &'o References) -> HashMap<(&'o str, &'o str, &'o str), usize> {
        let there = references.objects.iter().enumerate().filter(|(_, object)| object.file.is_some());
        let key = |object: &'o Referred| {
            let space = if object.namespace.is_empty() { DEFAULT_NAMESPACE } else { &object.namespace };
            (space, object.kind.as_str(), object.name.as_str())
        };
        // Of several the first.
        there.rev().map(|(at, object)| (key(object), at)).collect()
    }

    /// The one that makes a pod, or the pod; where it is not among the objects only if it is to be drawn all the same.
    fn of(&mut self, pod: &Pod, own: Option<&Workload>, draw: bool) -> Option<String> {
        let (kind, name) = own.map_or(("Pod", pod.name.as_str()), |of| (of.kind.as_str(), of.name.as_str()));
        if let Some(at) = self.known.get(&(pod.namespace.as_str(), kind, name)) {
            return Some(format!("o{at}"));
        }
        if !draw {
            return None;
        }
        let next = self.other.len();
        let key = (pod.namespace.clone(), kind.to_owned(), name.to_owned());
        let at = *self.other.entry(key).or_insert_with(|| {
            let label = quoted(&format!("{kind}\n{}/{name}", pod.namespace));
            let _ = writeln!(self.text, "  w{next} [label={label}];");
            next
        });
        Some(format!("w{at}"))
    }
}

/// A text as DOT quotes it: a line break is one of the label's, and nothing in it is read as anything else.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if is_unseen(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
