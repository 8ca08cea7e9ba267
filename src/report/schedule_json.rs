//! The JSON contract of `schedule`. Keys come in the order of the contract.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::Places;
use super::left_out::{self, LeftOutRow};
use super::reply_json;
use super::rows::{AtRow, Each, EditRow, at_row, finish, row};
use super::trace_json::trace_row;
use crate::explain::{Explanation, Offer};
use crate::pipeline::{Outcome, Request};
use crate::placement::{Change, PlacedPod, Placement, changes};
use crate::scheduler::types::{Decision, PodScores, Refusal, Verdict};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a, P> {
    version: u32,
    kubernetes_version: String,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    unlike_version: &'a [&'static str],
    summary: Summary,
    pods: P,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeRow>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutRow<'a>>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    nodes: usize,
    pods: usize,
    scheduled: usize,
    unschedulable: usize,
    gated: usize,
    preempting: usize,
    bound: usize,
    refused: usize,
    invalid: usize,
    not_simulated: usize,
    #[serde(skip_serializing_if = "is_none")]
    held: usize,
}

/// Whether there is none, which is not told.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PodRow<'a> {
    pod: String,
    owner: Option<OwnerRow<'a>>,
    status: &'static str,
    node: Option<&'a str>,
    message: Option<Cow<'a, str>>,
    victims: &'a [String],
    totals: Totals<'a>,
    scores: Scores<'a>,
    ties: Vec<&'a str>,
    nodes: Refusals<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationRow<'a>>,
    notes: Vec<Cow<'a, str>>,
    invalid: bool,
    not_simulated: bool,
}

/// A pod that is another way after what-if commands.
#[derive(Serialize)]
pub(super) struct ChangeRow {
    pod: String,
    change: &'static str,
    before: Option<String>,
    after: Option<String>,
}

pub(super) fn change_row(change: Change) -> ChangeRow {
    let node = |node: String| Some(node).filter(|node| !node.is_empty());
    ChangeRow { change: change.turn.as_str(), pod: change.pod, before: node(change.before), after: node(change.after) }
}

#[derive(Serialize)]
struct OwnerRow<'a> {
    kind: &'a str,
    name: &'a str,
}

/// Node names of a decision's numbers.
struct Totals<'a>(&'a Placement, Option<&'a PodScores>);
struct Scores<'a>(&'a Placement, Option<&'a PodScores>);
struct Refusals<'a>(&'a Placement, Option<&'a Decision>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let totals = self.1.map_or(&[][..], |s| &s.totals);
        serializer.collect_map(totals.iter().map(|(node, total)| (self.0.node_name(*node), total)))
    }
}

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nodes = self.1.map_or(&[][..], |s| &s.nodes);
        let row = |(node, scores): &(usize, BTreeMap<&'static str, i64>)| (self.0.node_name(*node), scores.clone());
        serializer.collect_map(nodes.iter().map(row))
    }
}

#[derive(Serialize)]
struct RefusalRow<'a> {
    plugin: &'static str,
    code: &'static str,
    reasons: &'a [String],
}

fn refusal(r: &Refusal) -> RefusalRow<'_> {
    RefusalRow { plugin: r.plugin, code: r.code.as_str(), reasons: &r.reasons }
}

impl Serialize for Refusals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let refused = self.1.map_or(&[][..], |d| &*d.refused);
        let mut map = serializer.serialize_map(Some(refused.len()))?;
        for status in refused {
            map.serialize_entry(self.0.node_name(status.node), &refusal(&status.refusal))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct ExplanationRow<'a> {
    summary: &'a str,
    groups: Vec<GroupRow<'a>>,
    offers: Vec<OfferRow<'a>>,
}

#[derive(Serialize)]
struct GroupRow<'a> {
    nodes: &'a [String],
    reasons: Vec<WhyRow<'a>>,
}

#[derive(Serialize)]
struct WhyRow<'a> {
    plugin: &'static str,
    reason: &'a str,
    detail: Cow<'a, str>,
    at: Vec<AtRow<'a>>,
}

#[derive(Serialize)]
struct OfferRow<'a> {
    title: &'a str,
    target: &'static str,
    edits: Vec<EditRow<'a>>,
    command: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    price: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    displaces: &'a [String],
}

/// The report of one placement, with what there is to say of the manifests.
pub(super) fn schedule_json<'a>(
    places: &'a Places<'a>,
    placement: &'a Placement,
    outcome: &'a Outcome,
    request: &'a Request,
    out: &mut dyn Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Whole<R, T, A, F> {
        #[serde(flatten)]
        report: R,
        #[serde(skip_serializing_if = "Option::is_none")]
        trace: Option<T>,
        #[serde(flatten)]
        answer: A,
        findings: F,
    }
    let findings = Each::of(outcome.findings.iter().map(|f| row(places, f, request)));
    let trace = placement.trace.as_ref().map(trace_row);
    let answer = outcome.reply.as_ref().map(|reply| reply_json::row(reply, places));
    finish(&Whole { report: schedule_report(places, placement, outcome), trace, answer, findings }, out)
}

/// The report, for [`super::check_json`] to embed.
pub(super) fn schedule_report<'a>(
    places: &'a Places<'_>,
    placement: &'a Placement,
    outcome: &'a Outcome,
) -> impl Serialize + 'a {
    let decided = move |(at, decision)| decided(places, placement, at, decision);
    let bound = placement.bound.iter().map(move |pod| undecided(placement, pod, "bound"));
    let refused = placement.refused.iter().map(move |pod| undecided(placement, pod, "refused"));
    let changed = outcome.before.as_ref().map(|before| changes(before, placement));
    Report {
        version: 1,
        kubernetes_version: placement.version.to_string(),
        unlike_version: &placement.unlike,
        summary: summary(placement),
        pods: Each::of(placement.decisions.iter().enumerate().map(decided).chain(bound).chain(refused)),
        notes: changed.as_deref().map(|changed| crate::placement::notes(placement, changed)).unwrap_or_default(),
        changes: changed.map(|changed| changed.into_iter().map(change_row).collect()),
        left_out: left_out::rows(&outcome.left_out, places),
    }
}

fn summary(placement: &Placement) -> Summary {
    let mut summary = Summary {
        nodes: placement.nodes.len(),
        pods: placement.decisions.len(),
        bound: placement.bound.len(),
        refused: placement.refused.len(),
        held: placement.held.len(),
        ..Summary::default()
    };
    for decision in &placement.decisions {
        match decision.verdict {
            Verdict::Scheduled { .. } => summary.scheduled += 1,
            Verdict::Gated => summary.gated += 1,
            Verdict::Preempting { .. } => summary.preempting += 1,
            Verdict::Unschedulable | Verdict::NoScheduler => summary.unschedulable += 1,
        }
        let pod = &placement.pods[decision.pod];
        summary.invalid += usize::from(pod.invalid.is_some());
        summary.not_simulated += usize::from(pod.not_simulated.is_some());
    }
    let others = placement.bound.iter().chain(&placement.refused);
    summary.invalid += others.filter(|pod| pod.invalid.is_some()).count();
    summary
}

fn decided<'a>(places: &'a Places<'_>, placement: &'a Placement, at: usize, decision: &'a Decision) -> PodRow<'a> {
    let instance = &placement.pods[decision.pod];
    let (status, node, victims): (_, _, &[String]) = match &decision.verdict {
        Verdict::Scheduled { node } => ("scheduled", Some(placement.node_name(*node)), &[]),
        Verdict::Preempting { node, victims } => ("preempting", Some(placement.node_name(*node)), victims),
        Verdict::Gated => ("gated", None, &[]),
        Verdict::Unschedulable | Verdict::NoScheduler => ("unschedulable", None, &[]),
    };
    let scores = decision.scores.as_deref();
    PodRow {
        pod: instance.pod.key(),
        owner: owner(instance),
        status,
        node,
        message: decision.message.as_deref().map(Cow::Borrowed),
        victims,
        totals: Totals(placement, scores),
        scores: Scores(placement, scores),
        ties: scores.map_or(&[][..], |s| &s.ties).iter().map(|n| placement.node_name(*n)).collect(),
        nodes: Refusals(placement, Some(decision)),
        explanation: placement.explanations.get(at).and_then(Option::as_deref).map(|e| explanation(places, e)),
        notes: notes(instance, Some(decision)),
        invalid: instance.invalid.is_some(),
        not_simulated: instance.not_simulated.is_some(),
    }
}

/// A pod that the scheduler never saw.
fn undecided<'a>(placement: &'a Placement, instance: &'a PlacedPod, status: &'static str) -> PodRow<'a> {
    let node = Some(instance.pod.node_name.as_str()).filter(|_| status == "bound");
    PodRow {
        pod: instance.pod.key(),
        owner: owner(instance),
        status,
        node,
        message: instance.failed_create.as_deref().map(Cow::Borrowed),
        victims: &[],
        totals: Totals(placement, None),
        scores: Scores(placement, None),
        ties: Vec::new(),
        nodes: Refusals(placement, None),
        explanation: None,
        notes: notes(instance, None),
        invalid: instance.invalid.is_some(),
        not_simulated: false,
    }
}

fn owner<'a>(instance: &'a PlacedPod) -> Option<OwnerRow<'a>> {
    instance.workload.as_ref().map(|w| OwnerRow { kind: &w.kind, name: &w.name })
}

/// What is to be said of a pod beside its verdict.
fn notes<'a>(instance: &'a PlacedPod, decision: Option<&'a Decision>) -> Vec<Cow<'a, str>> {
    let refusals = instance.refusals.iter().map(String::as_str);
    let own = refusals
        .chain(instance.invalid.as_deref())
        .chain(instance.open.as_deref())
        .chain(decision.and_then(|d| d.held.as_deref()));
    let mut notes: Vec<Cow<'a, str>> = own.map(Cow::Borrowed).collect();
    if decision.is_some() {
        notes.extend(instance.not_simulated.as_deref().map(Cow::Borrowed));
    }
    notes
}

fn explanation<'a>(places: &'a Places<'_>, e: &'a Explanation) -> ExplanationRow<'a> {
    let why = |w: &'a crate::explain::Why| WhyRow {
        plugin: w.plugin,
        reason: &w.reason,
        detail: if w.of.is_empty() { Cow::Borrowed(&*w.detail) } else { format!("{}: {}", w.of, w.detail).into() },
        at: w.at.iter().map(|at| at_row(places, at)).collect(),
    };
    ExplanationRow {
        summary: &e.summary,
        groups: e
            .groups
            .iter()
            .map(|g| GroupRow { nodes: &g.nodes, reasons: g.reasons.iter().map(why).collect() })
            .collect(),
        offers: e.offers.iter().map(|o| offer(places, o)).collect(),
    }
}

fn offer<'a>(places: &'a Places<'_>, o: &'a Offer) -> OfferRow<'a> {
    let edit = |e: &'a crate::model::Edit| EditRow {
        path: places.path(e.file),
        start: e.span.start,
        end: e.span.end,
        text: &e.text,
    };
    OfferRow {
        title: &o.title,
        target: o.target.as_str(),
        edits: o.edits.iter().map(edit).collect(),
        command: o.command.as_deref(),
        price: &o.price,
        displaces: &o.displaces,
    }
}
