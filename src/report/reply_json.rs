//! Answers to questions about a dry run, for programs. Keys come in the order of the contract.

use serde::Serialize;

use super::Places;
use super::rows::{AtRow, Range, at_row, range};
use crate::placement::asked::{Loss, More, Packing, Reply, Survival};

/// An answer as it is told beside findings or a placement.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ReplyRow<'a> {
    Capacity(Vec<MoreRow<'a>>),
    Survive(SurvivalRow<'a>),
    Pack(PackRow<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MoreRow<'a> {
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
    more: Option<i64>,
    at_least: bool,
    on: Vec<OnRow<'a>>,
    message: &'a str,
    evicts: &'a [String],
    summary: &'a str,
    reasons: Vec<ReasonRow<'a>>,
    at: Vec<AtRow<'a>>,
    helps: Vec<HelpRow<'a>>,
    note: &'a str,
}

#[derive(Serialize)]
struct OnRow<'a> {
    node: &'a str,
    more: i64,
}

#[derive(Serialize)]
struct ReasonRow<'a> {
    nodes: &'a [String],
    reason: &'a str,
}

#[derive(Serialize)]
struct HelpRow<'a> {
    node: &'a str,
    more: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SurvivalRow<'a> {
    survives: bool,
    what: &'a str,
    tried: usize,
    losses: Vec<LossRow<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LossRow<'a> {
    lost: &'a [String],
    survives: bool,
    moves: usize,
    fallen: Vec<FallenRow<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FallenRow<'a> {
    workload: &'a str,
    pods: &'a [String],
    why: &'a str,
    evicts: &'a [String],
    maybe: bool,
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackRow<'a> {
    count: usize,
    at_least: usize,
    proven: bool,
    shapes: Vec<ShapeRow<'a>>,
    price: Option<f64>,
    price_at_least: Option<f64>,
    nodes: Vec<NodeRow<'a>>,
    never: Vec<PodsRow<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct ShapeRow<'a> {
    name: &'a str,
    count: usize,
    price: Option<f64>,
}

#[derive(Serialize)]
struct NodeRow<'a> {
    node: &'a str,
    pods: &'a [String],
}

#[derive(Serialize)]
struct PodsRow<'a> {
    pods: &'a [String],
    why: &'a str,
}

/// The answer.
pub(super) fn row<'a>(reply: &'a Reply, places: &'a Places<'_>) -> ReplyRow<'a> {
    match reply {
        Reply::Capacity(all, _) => ReplyRow::Capacity(all.iter().map(|more| capacity(more, places)).collect()),
        Reply::Survive(survival) => ReplyRow::Survive(survive(survival, places)),
        Reply::Pack(packing) => ReplyRow::Pack(pack(packing)),
    }
}

fn capacity<'a>(more: &'a More, places: &'a Places<'_>) -> MoreRow<'a> {
    let (kind, namespace, name) = &more.of;
    MoreRow {
        kind,
        namespace,
        name,
        more: more.note.is_empty().then_some(more.more),
        at_least: more.at_least,
        on: more.on.iter().map(|(node, more)| OnRow { node, more: *more }).collect(),
        message: &more.message,
        evicts: &more.evicts,
        summary: &more.summary,
        reasons: more.reasons.iter().map(|(nodes, reason)| ReasonRow { nodes, reason }).collect(),
        at: more.at.iter().map(|at| at_row(places, at)).collect(),
        helps: more.helps.iter().map(|(node, more)| HelpRow { node, more: *more }).collect(),
        note: &more.note,
    }
}

fn survive<'a>(survival: &'a Survival, places: &'a Places<'_>) -> SurvivalRow<'a> {
    let loss = |loss: &'a Loss| LossRow {
        lost: &loss.lost,
        survives: !loss.fails(),
        moves: loss.moves,
        fallen: loss
            .failed
            .iter()
            .map(|fallen| FallenRow {
                workload: &fallen.of,
                pods: &fallen.pods,
                why: &fallen.why,
                evicts: &fallen.evicts,
                maybe: fallen.maybe,
                path: places.path(fallen.at.0),
                range: range(places, fallen.at.0, fallen.at.1),
            })
            .collect(),
    };
    SurvivalRow {
        survives: !survival.losses.iter().any(Loss::fails),
        what: &survival.what,
        tried: survival.tried,
        losses: survival.losses.iter().map(loss).collect(),
        notes: &survival.notes,
    }
}

fn pack(packing: &Packing) -> PackRow<'_> {
    PackRow {
        count: packing.count(),
        at_least: packing.at_least,
        proven: packing.proven,
        shapes: packing
            .shapes
            .iter()
            .map(|(shape, count)| ShapeRow { name: &shape.name, count: *count, price: shape.price })
            .collect(),
        price: packing.price.map(|(price, _)| price),
        price_at_least: packing.price.map(|(_, least)| least),
        nodes: packing.nodes.iter().map(|(node, pods)| NodeRow { node, pods }).collect(),
        never: [&packing.never, &packing.waiting, &packing.daemons]
            .into_iter()
            .flatten()
            .map(|(pods, why)| PodsRow { pods, why })
            .collect(),
        notes: &packing.notes,
    }
}
