//! The quay of the drawing: what waits, each in front of the largest node there is, and why.

use std::fmt::Write as _;

use super::hold::said;
use super::scene::{Scene, Waiting};

/// The size of the largest node on the quay.
const WIDTH: f64 = 72.0;
const HEIGHT: f64 = 24.0;

/// Pods of one workload that wait for the same reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The pod or its workload, how it waits, and what it asks for.
    pub(super) who: String,
    /// Why it waits.
    pub(super) why: String,
    /// What one of them asks for, as pictures measure it.
    asks: i64,
    /// How many they are.
    pub(super) pods: usize,
}

/// The rows of a scene, in the order of its quay.
pub(super) fn rows(scene: &Scene<'_>, resource: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for waiting in &scene.quay {
        let row = row(scene, waiting, resource);
        match rows.last_mut().filter(|last| (&last.who, &last.why, last.asks) == (&row.who, &row.why, row.asks)) {
            Some(last) => last.pods += 1,
            None => rows.push(row),
        }
    }
    rows
}

fn row(scene: &Scene<'_>, waiting: &Waiting<'_>, resource: usize) -> Row {
    let (pod, workload) = (&waiting.placed.pod, waiting.placed.workload.as_deref());
    let who = workload.map_or_else(|| pod.key(), |of| format!("{} {}/{}", of.kind, pod.namespace, of.name));
    let (name, asks) = (scene.resources[resource], scene.shapes[waiting.shape][resource]);
    let explained = waiting.decision.and_then(|at| scene.placement.explanations.get(at)?.as_deref());
    let why = explained.map(|why| why.summary.as_str()).or(waiting.placed.failed_create.as_deref());
    Row {
        who: format!("{who}: {}, asks {} {name}", waiting.how.words(), said(name, asks)),
        why: why.unwrap_or_default().to_owned(),
        asks,
        pods: 1,
    }
}

impl Row {
    /// Draws what one of them asks for before the largest node; how wide that is.
    pub(super) fn draw(&self, largest: i64, (x, y): (f64, f64), out: &mut String) -> f64 {
        let scale = WIDTH / self.asks.max(largest).max(1) as f64;
        let (have, asks) = (largest as f64 * scale, (self.asks as f64 * scale).max(2.0));
        let _ =
            writeln!(out, "<rect class=\"hold\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{have:.1}\" height=\"{HEIGHT}\"/>");
        let _ = writeln!(
            out,
            "<rect class=\"waiting\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{asks:.1}\" height=\"{HEIGHT}\"/>"
        );
        WIDTH
    }
}
