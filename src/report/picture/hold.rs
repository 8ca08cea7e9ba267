//! One node of the drawing: its name, its hold with the cargo below the load line, how full it is, and its taints.

use std::fmt::Write as _;

use super::pack::{Rect, pack};
use super::scene::Scene;
use super::svg::{clipped, escaped};
use crate::inventory::{amount_text, taint_text};
use crate::model::{Quantity, count};

/// The size of a card, and the room around it.
pub(super) const CARD_WIDTH: f64 = 224.0;
pub(super) const CARD_HEIGHT: f64 = 122.0;
pub(super) const GAP: f64 = 12.0;

/// Room for what is in a full hold, and for what is above the load line.
const DEPTH: f64 = 56.0;
const OVER: f64 = 10.0;

/// The least width of a hold, as a share of the widest: a smaller one could not be read.
const NARROWEST: f64 = 0.14;

/// Characters that fit into a line.
const LETTERS: usize = 34;

/// An amount as people read it.
pub(super) fn said(resource: &str, amount: i64) -> String {
    let quantity = if resource == "cpu" { Quantity::from_milli(amount) } else { Quantity::from_units(amount) };
    amount_text(resource, quantity)
}

/// Draws a node: its hold is as wide as the node is large, so that the same area is the same amount everywhere.
pub(super) fn hold(scene: &Scene<'_>, at: usize, resource: usize, largest: i64, (x, y): (f64, f64), out: &mut String) {
    let node = &scene.placement.nodes[at];
    let name = scene.resources[resource];
    let room = scene.room(at, name);
    let mut cargo: Vec<(i64, &str, String)> = scene.holds[at]
        .iter()
        .map(|cargo| (scene.shapes[cargo.shape][resource], cargo.how.name(), cargo.pod.key()))
        .collect();
    cargo.sort_by_key(|(amount, ..)| std::cmp::Reverse(*amount));
    let used: i64 = cargo.iter().map(|(amount, ..)| *amount).fold(0, i64::saturating_add);
    let _ = writeln!(
        out,
        "<text class=\"name\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
        y + 12.0,
        escaped(&clipped(&node.name, LETTERS))
    );
    let top = y + 20.0 + OVER;
    let share = if largest > 0 { room as f64 / largest as f64 } else { 0.0 };
    let width = CARD_WIDTH * share.clamp(NARROWEST, 1.0);
    let _ = writeln!(out, "<rect class=\"hold\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{DEPTH}\"/>");
    if room > 0 {
        let depth = (DEPTH * used as f64 / room as f64).min(DEPTH + OVER);
        let space = Rect { x, y: top + DEPTH - depth, width, height: depth };
        let some: Vec<_> = cargo.iter().filter(|(amount, ..)| *amount > 0).collect();
        let amounts: Vec<f64> = some.iter().map(|(amount, ..)| *amount as f64).collect();
        for (rect, (amount, how, pod)) in pack(&amounts, space).iter().zip(some) {
            let _ = writeln!(
                out,
                "<rect class=\"{how}\" x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"><title>{}: {}</title></rect>",
                rect.x,
                rect.y,
                rect.width,
                rect.height,
                escaped(pod),
                said(name, *amount)
            );
        }
    }
    // The mark: a circle that the load line goes through.
    let _ = writeln!(
        out,
        "<g class=\"line\"><path d=\"M{:.1} {top:.1}H{:.1}\"/><circle cx=\"{:.1}\" cy=\"{top:.1}\" r=\"4\"/></g>",
        x - 3.0,
        x + width + 3.0,
        x + 10.0
    );
    let full =
        format!("{} of {} {}, {}", said(name, used), said(name, room), clipped(name, 20), count(cargo.len(), "pod"));
    let base = top + DEPTH + 15.0;
    let _ = writeln!(out, "<text class=\"small\" x=\"{x:.1}\" y=\"{base:.1}\">{}</text>", escaped(&full));
    let mut marks: Vec<String> = node.taints.iter().map(taint_text).collect();
    // The taint that the node controller puts on a cordoned node says no more.
    if node.unschedulable {
        marks.retain(|taint| !taint.starts_with("node.kubernetes.io/unschedulable:"));
        marks.insert(0, "cordoned".to_owned());
    }
    if !marks.is_empty() {
        let text = clipped(&marks.join(", "), LETTERS);
        let _ = writeln!(out, "<text class=\"taint\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>", base + 14.0, escaped(&text));
    }
}
