//! What the page is made of: scenes as JSON, with what recurs held once and numbered.

use serde::Serialize;

use super::super::{Places, View, left_out};
use super::scene::{Aboard, Ashore, Cargo, Scene, Waiting, zone};
use super::texts::Texts;
use super::why::{Row, Whys};
use crate::inventory::{Workload, taint_text};
use crate::model::{Finding, Layer, Severity, Version};
use crate::placement::PlacedPod;
use crate::scheduler::types::{Decision, Pod, PodScores, Verdict};

/// Nodes whose scores are told for one pod at the most, the best of them.
const SCORED: usize = 40;

/// Findings about what was read that are told at the most.
const OTHERS: usize = 20;

/// Everything that the page shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Data<'p> {
    kubernetes: String,
    what_if: &'p [String],
    /// What was left out of placement, in words.
    left_out: String,
    /// What else was found, with its place, and how much of it is not told.
    others: Vec<String>,
    more: usize,
    /// The names of the ways that cargo and waiting pods have, by number.
    aboard: Vec<(&'static str, &'static str)>,
    ashore: Vec<&'static str>,
    /// Before and after the changes of `--what-if`, or one.
    scenes: Vec<SceneRow<'p>>,
    /// Texts that rows name by their numbers.
    texts: Texts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SceneRow<'p> {
    resources: Vec<&'p str>,
    placed: usize,
    asked: usize,
    /// The nodes in the order of zones, by their numbers.
    order: Vec<usize>,
    nodes: Vec<NodeRow<'p>>,
    shapes: Vec<Vec<i64>>,
    cargo: Vec<CargoRow<'p>>,
    quay: Vec<WaitingRow<'p>>,
    whys: Vec<Row<'p>>,
    /// What is to be said of cargo, by its number.
    notes: Vec<(usize, Vec<&'p str>)>,
    scores: Vec<ScoreRow>,
}

/// A pod on a node: name, namespace, workload, shape, node, how.
type CargoRow<'p> = (&'p str, usize, Option<usize>, usize, usize, usize);

#[derive(Serialize)]
struct NodeRow<'p> {
    name: &'p str,
    zone: usize,
    labels: Vec<usize>,
    taints: Vec<usize>,
    cordoned: bool,
    room: Vec<i64>,
}

#[derive(Serialize)]
struct WaitingRow<'p> {
    pod: (&'p str, usize, Option<usize>, usize),
    how: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'p str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    victims: &'p [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<usize>,
}

/// How a pod's node was won.
#[derive(Serialize)]
struct ScoreRow {
    cargo: usize,
    plugins: Vec<&'static str>,
    weights: Vec<i64>,
    /// Node, total, and the weighted score of each plugin.
    nodes: Vec<(usize, i64, Vec<i64>)>,
    /// Nodes that could have taken it, and that have the best total.
    of: usize,
    ties: usize,
}

/// The data of one or two scenes, the last of which is what comes of it.
pub(super) fn data<'p, 'v: 'p>(view: View<'v>, scenes: &'p [Scene<'p>], version: Version) -> Data<'p> {
    let mut texts = Texts::default();
    let what_if = view.request.placing.as_ref().map_or(&[][..], |placing| &placing.said);
    let (others, more) = others(view);
    let left_out = left_out::lines(&view.outcome.left_out, view.places, false);
    let scenes = scenes.iter().map(|scene| row(scene, view.places, &mut texts)).collect();
    Data {
        kubernetes: version.to_string(),
        what_if,
        left_out,
        others,
        more,
        aboard: Aboard::ALL.map(|how| (how.name(), how.words())).to_vec(),
        ashore: Ashore::ALL.map(Ashore::words).to_vec(),
        scenes,
        texts,
    }
}

/// What is wrong with what was read: a placement may be another once that is mended.
fn others(view: View<'_>) -> (Vec<String>, usize) {
    let grave = |finding: &&Finding| finding.severity == Severity::Error && finding.rule.layer != Layer::Schedule;
    let told = |finding: &Finding| {
        let (start, _) = view.places.range(finding.file, finding.span);
        format!("{}:{}: {}", view.places.path(finding.file), start.line, finding.message)
    };
    let all: Vec<&Finding> = view.outcome.findings.iter().filter(grave).collect();
    (all.iter().take(OTHERS).map(|finding| told(finding)).collect(), all.len().saturating_sub(OTHERS))
}

fn row<'p, 'f: 'p>(scene: &'p Scene<'p>, places: &'p Places<'f>, texts: &mut Texts) -> SceneRow<'p> {
    let placement = scene.placement;
    let (placed, asked) = scene.placed();
    let mut whys = Whys::new(placement, places);
    let nodes = (0..placement.nodes.len()).map(|at| node(scene, at, texts)).collect();
    let all = || scene.holds.iter().enumerate().flat_map(|(node, hold)| hold.iter().map(move |cargo| (node, cargo)));
    let cargo = all().map(|(node, cargo)| cargo_row(node, cargo, texts)).collect();
    let said = all().zip(0..).filter_map(|((_, cargo), at)| Some((at, notes(cargo.placed?, None))));
    let scored = all().zip(0..).filter_map(|((_, cargo), at)| {
        let scores = placement.decisions.get(cargo.decision?)?.scores.as_deref()?;
        Some(score_row(at, scores))
    });
    SceneRow {
        resources: scene.resources.clone(),
        placed,
        asked,
        order: scene.zones.iter().flat_map(|(_, nodes)| nodes.iter().copied()).collect(),
        nodes,
        shapes: scene.shapes.clone(),
        cargo,
        quay: scene.quay.iter().map(|waiting| waiting_row(scene, waiting, &mut whys, texts)).collect(),
        whys: whys.rows,
        notes: said.filter(|(_, notes)| !notes.is_empty()).collect(),
        scores: scored.collect(),
    }
}

fn node<'p>(scene: &Scene<'p>, at: usize, texts: &mut Texts) -> NodeRow<'p> {
    let node = &scene.placement.nodes[at];
    NodeRow {
        name: &node.name,
        zone: texts.number(zone(node)),
        labels: node.labels.iter().map(|(key, value)| texts.number(&format!("{key}={value}"))).collect(),
        taints: node.taints.iter().map(|taint| texts.number(&taint_text(taint))).collect(),
        cordoned: node.unschedulable,
        room: scene.resources.iter().map(|resource| scene.room(at, resource)).collect(),
    }
}

fn workload(workload: Option<&Workload>, texts: &mut Texts) -> Option<usize> {
    workload.map(|of| texts.number(&format!("{} {}", of.kind, of.name)))
}

fn cargo_row<'p>(node: usize, cargo: &Cargo<'p>, texts: &mut Texts) -> CargoRow<'p> {
    let pod: &'p Pod = cargo.pod;
    let how = Aboard::ALL.iter().position(|how| *how == cargo.how).unwrap_or_default();
    (&pod.name, texts.number(&pod.namespace), workload(cargo.workload, texts), cargo.shape, node, how)
}

fn waiting_row<'p, 'f: 'p>(
    scene: &'p Scene<'p>,
    waiting: &'p Waiting<'p>,
    whys: &mut Whys<'p, 'f>,
    texts: &mut Texts,
) -> WaitingRow<'p> {
    let placed = waiting.placed;
    let decision = waiting.decision.and_then(|at| scene.placement.decisions.get(at));
    let (node, victims): (Option<&'p str>, &'p [String]) = match decision.map(|decision| &decision.verdict) {
        Some(Verdict::Preempting { node, victims }) => (Some(scene.placement.node_name(*node)), victims),
        None if !placed.pod.node_name.is_empty() => (Some(&placed.pod.node_name), &[]),
        _ => (None, &[]),
    };
    let own = workload(placed.workload.as_deref(), texts);
    WaitingRow {
        pod: (&placed.pod.name, texts.number(&placed.pod.namespace), own, waiting.shape),
        how: Ashore::ALL.iter().position(|how| *how == waiting.how).unwrap_or_default(),
        node,
        message: decision.and_then(|decision| decision.message.as_deref()).or(placed.failed_create.as_deref()),
        victims,
        notes: notes(placed, decision),
        why: waiting.decision.and_then(|at| whys.of(at)),
    }
}

/// What is to be said of a pod beside where it is.
fn notes<'p>(placed: &'p PlacedPod, decision: Option<&'p Decision>) -> Vec<&'p str> {
    let refusals = placed.refusals.iter().map(String::as_str);
    let others = [&placed.open, &placed.not_simulated].into_iter().filter_map(|note| note.as_deref());
    let held = decision.and_then(|decision| decision.held.as_deref());
    refusals.chain(placed.invalid.as_deref()).chain(others).chain(held).collect()
}

fn score_row(cargo: usize, scores: &PodScores) -> ScoreRow {
    let plugins: Vec<&'static str> = scores.nodes.first().map_or_else(Vec::new, |(_, by)| by.keys().copied().collect());
    let mut totals = scores.totals.clone();
    totals.sort_by_key(|(node, total)| (std::cmp::Reverse(*total), *node));
    let weight =
        |plugin: &&'static str| scores.weights.iter().find(|(name, _)| name == plugin).map_or(1, |(_, weight)| *weight);
    let weights = plugins.iter().map(weight).collect();
    let best = totals.first().map(|(_, total)| *total);
    let ties = totals.iter().filter(|(_, total)| Some(*total) == best).count();
    let of = totals.len();
    totals.truncate(SCORED);
    let each = |node: usize| {
        let own = scores.nodes.iter().find(|(at, _)| *at == node);
        plugins.iter().map(|plugin| own.and_then(|(_, by)| by.get(plugin)).copied().unwrap_or_default()).collect()
    };
    let nodes = totals.into_iter().map(|(node, total)| (node, total, each(node))).collect();
    ScoreRow { cargo, plugins, weights, nodes, of, ties }
}
