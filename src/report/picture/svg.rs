//! `svg`: a drawing that stands still, for a README or a pull request. It brings its own ground, so that it reads on light
//! and dark pages alike.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::{Format, Spelling, View};
use super::hold::{CARD_HEIGHT, CARD_WIDTH, GAP, hold, said};
use super::scene::Scene;
use super::{PLACING, Picture};
use crate::model::count;
use crate::placement::Placement;

/// `svg`
pub(super) const PICTURE: Picture = Picture {
    format: Format {
        name: "svg",
        alias: None,
        help: "A drawing of what every node carries and what waits, for a README (schedule, check)",
        write,
        spelling: Spelling::Xml,
        detailed: false,
        whole: true,
    },
    commands: PLACING,
    compares: true,
    refers: false,
};

/// Nodes that are drawn: what is more is counted.
const NODES: usize = 240;

/// Rows on the quay: what is more is counted.
const WAITING: usize = 24;

const MARGIN: f64 = 20.0;
const LINE: f64 = 18.0;

/// Cards side by side in one scene, and where two scenes stand beside one another.
const ACROSS: [usize; 2] = [4, 2];

const STYLE: &str = include_str!("page/drawing.css");

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nothing = Placement::nothing(view.request.version());
    let after = view.outcome.placement.as_ref().unwrap_or(&nothing);
    let scenes: Vec<Scene<'_>> = view.outcome.before.iter().chain([after]).map(Scene::new).collect();
    let across = ACROSS[scenes.len() - 1];
    let width = across as f64 * (CARD_WIDTH + GAP) - GAP;
    let mut body = String::new();
    let mut height: f64 = 0.0;
    let said = view.request.placing.as_ref().map_or(&[][..], |placing| &placing.said);
    let titles: &[&str] = if scenes.len() > 1 { &["before", "after"] } else { &[""] };
    for (number, (scene, title)) in scenes.iter().zip(titles).enumerate() {
        let x = MARGIN + number as f64 * (width + 2.0 * MARGIN);
        let below = if number > 0 { said } else { &[] };
        let mut sheet = Sheet { body: &mut body, x, y: MARGIN, width };
        sheet.scene(scene, title, below, across);
        height = height.max(sheet.y);
    }
    let (width, height) = (scenes.len() as f64 * (width + 2.0 * MARGIN), height + MARGIN);
    let (placed, asked) = scenes[scenes.len() - 1].placed();
    let title = format!("{placed} of {} placed on {}", count(asked, "pod"), count(after.nodes.len(), "node"));
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\" aria-label=\"{title}\">"
    )?;
    writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>")?;
    writeln!(out, "<rect class=\"ground\" width=\"{width:.0}\" height=\"{height:.0}\" rx=\"8\"/>")?;
    out.write_all(body.as_bytes())?;
    out.write_all(b"</svg>\n")
}

/// A column of the drawing, filled from above.
struct Sheet<'b> {
    body: &'b mut String,
    x: f64,
    y: f64,
    width: f64,
}

impl Sheet<'_> {
    fn text(&mut self, class: &str, text: &str) {
        self.y += LINE;
        let most = (self.width / if class == "title" { 9.0 } else { 6.4 }) as usize;
        let _ = writeln!(
            self.body,
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            self.x,
            self.y,
            escaped(&clipped(text, most))
        );
    }

    fn scene(&mut self, scene: &Scene<'_>, title: &str, what_if: &[String], across: usize) {
        let (placed, asked) = scene.placed();
        let nodes = scene.placement.nodes.len();
        let head = format!("{placed} of {} placed on {}", count(asked, "pod"), count(nodes, "node"));
        self.text("title", &if title.is_empty() { head } else { format!("{title}: {head}") });
        what_if.iter().for_each(|command| self.text("small", &format!("after {command}")));
        let resource = resource(scene);
        self.text(
            "small",
            &format!("cargo to scale for {}; the load line is what a node has to give", scene.resources[resource]),
        );
        let largest = (0..nodes).map(|at| scene.room(at, scene.resources[resource])).max().unwrap_or_default();
        let mut left = NODES;
        for (zone, members) in &scene.zones {
            if left == 0 {
                break;
            }
            self.y += 10.0;
            self.text("zone", &if zone.is_empty() { "no zone".to_owned() } else { format!("zone {zone}") });
            self.y += 8.0;
            let shown = &members[..members.len().min(left)];
            left -= shown.len();
            for row in shown.chunks(across) {
                for (column, at) in row.iter().enumerate() {
                    let x = self.x + column as f64 * (CARD_WIDTH + GAP);
                    hold(scene, *at, resource, largest, (x, self.y), self.body);
                }
                self.y += CARD_HEIGHT + GAP;
            }
        }
        if nodes > NODES {
            self.text("small", &format!("and {} more", count(nodes - NODES, "node")));
        }
        self.quay(scene, resource);
    }

    /// What waits: pods of one workload that wait for the same reason in one row.
    fn quay(&mut self, scene: &Scene<'_>, resource: usize) {
        let mut rows: Vec<(String, &str, i64, &str, usize)> = Vec::new();
        for waiting in &scene.quay {
            let (pod, own) = (&waiting.placed.pod, waiting.placed.workload.as_deref());
            let who = own.map_or_else(|| pod.key(), |of| format!("{} {}/{}", of.kind, pod.namespace, of.name));
            let why = waiting.decision.and_then(|at| scene.placement.explanations.get(at)?.as_deref());
            let why =
                why.map(|why| why.summary.as_str()).or(waiting.placed.failed_create.as_deref()).unwrap_or_default();
            let row = (who, waiting.how.words(), scene.shapes[waiting.shape][resource], why);
            match rows.last_mut().filter(|last| (&last.0, last.1, last.2, last.3) == (&row.0, row.1, row.2, row.3)) {
                Some(last) => last.4 += 1,
                None => rows.push((row.0, row.1, row.2, row.3, 1)),
            }
        }
        if rows.is_empty() {
            return;
        }
        self.y += 14.0;
        let _ = writeln!(self.body, "<path class=\"edge\" d=\"M{:.1} {:.1}h{:.1}\"/>", self.x, self.y, self.width);
        self.text("zone", &format!("on the quay: {}", count(scene.quay.len(), "pod")));
        for (who, how, asks, why, number) in rows.iter().take(WAITING) {
            self.y += 8.0;
            let _ = writeln!(
                self.body,
                "<rect class=\"waiting\" x=\"{:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\" rx=\"2\"/>",
                self.x,
                self.y + 7.0
            );
            let (x, width) = (self.x, self.width);
            (self.x, self.width) = (x + 20.0, width - 20.0);
            let asks = format!("asks {} {}", said(scene.resources[resource], *asks), scene.resources[resource]);
            let many = if *number > 1 { format!("{number} × ") } else { String::new() };
            self.text("name", &format!("{many}{who}: {how}, {asks}"));
            if !why.is_empty() {
                self.y -= 3.0;
                self.text("small", why);
            }
            (self.x, self.width) = (x, width);
        }
        if rows.len() > WAITING {
            let more = rows[WAITING..].iter().map(|row| row.4).sum();
            self.text("small", &format!("and {} more", count(more, "pod")));
        }
    }
}

/// What the drawing is to scale for: the first resource that nodes have.
fn resource(scene: &Scene<'_>) -> usize {
    let nodes = scene.placement.nodes.len();
    let has = |name: &&str| (0..nodes).any(|at| scene.room(at, name) > 0);
    scene.resources.iter().position(has).unwrap_or_default()
}

/// At most so many characters.
pub(super) fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A text as XML has it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
