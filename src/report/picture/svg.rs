//! `svg`: a drawing that stands still, for a README or a pull request. It brings its own ground, so that it reads on light
//! and dark pages alike.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::{Format, Spelling, View};
use super::berths::berths;
use super::hold::{CARD_HEIGHT, CARD_WIDTH, GAP, hold};
use super::quay::rows;
use super::scene::{Aboard, Scene};
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
        counts_suggestions: true,
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
    let mut top = MARGIN;
    for command in if scenes.len() > 1 { said } else { &[] } {
        top += LINE;
        put("small", &clipped(&format!("what if: {command}"), 140), (MARGIN, top), &mut body);
    }
    if scenes.len() > 1 {
        top += GAP / 2.0;
    }
    for (number, (scene, title)) in scenes.iter().zip(titles).enumerate() {
        let x = MARGIN + number as f64 * (width + 2.0 * MARGIN);
        let mut sheet = Sheet { body: &mut body, x, y: top, width };
        sheet.scene(scene, title, across);
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
        put(class, &clipped(text, most), (self.x, self.y), self.body);
    }

    fn scene(&mut self, scene: &Scene<'_>, title: &str, across: usize) {
        let (placed, asked) = scene.placed();
        let nodes = scene.placement.nodes.len();
        let head = format!("{placed} of {} placed on {}", count(asked, "pod"), count(nodes, "node"));
        self.text("title", &if title.is_empty() { head } else { format!("{title}: {head}") });
        let resource = resource(scene);
        self.text(
            "small",
            &format!("cargo to scale for {}; the load line is what a node has to give", scene.resources[resource]),
        );
        self.legend(scene);
        let largest = (0..nodes).map(|at| scene.room(at, scene.resources[resource])).max().unwrap_or_default();
        let mut shown = 0;
        for row in berths(&scene.zones, across) {
            if shown + row.nodes.len() > NODES {
                break;
            }
            shown += row.nodes.len();
            let column = |at: usize| self.x + at as f64 * (CARD_WIDTH + GAP);
            if !row.heads.is_empty() {
                self.y += 10.0 + LINE;
                for (at, zone) in row.heads {
                    let name = if zone.is_empty() { "no zone".to_owned() } else { format!("zone {zone}") };
                    put("zone", &clipped(&name, 32), (column(at), self.y), self.body);
                }
                self.y += 8.0;
            }
            for (at, node) in row.nodes.into_iter().enumerate() {
                hold(scene, node, resource, largest, (column(at), self.y), self.body);
            }
            self.y += CARD_HEIGHT + GAP;
        }
        if nodes > shown {
            self.text("small", &format!("and {} more", count(nodes - shown, "node")));
        }
        self.quay(scene, resource, largest);
    }

    /// What the colours say, of those that are there.
    fn legend(&mut self, scene: &Scene<'_>) {
        let there = |how: &Aboard| scene.holds.iter().flatten().any(|cargo| cargo.how == *how);
        let (mut x, y) = (self.x, self.y + LINE);
        for how in Aboard::ALL.into_iter().filter(there) {
            let _ = writeln!(
                self.body,
                "<rect class=\"{}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\"/>",
                how.name(),
                y - 9.0
            );
            put("small", how.words(), (x + 15.0, y), self.body);
            x += 35.0 + 6.0 * how.words().len() as f64;
            self.y = y;
        }
    }

    fn quay(&mut self, scene: &Scene<'_>, resource: usize, largest: i64) {
        let rows = rows(scene, resource);
        if rows.is_empty() {
            return;
        }
        self.y += 14.0;
        let _ = writeln!(self.body, "<path class=\"edge\" d=\"M{:.1} {:.1}h{:.1}\"/>", self.x, self.y, self.width);
        self.text("zone", &format!("on the quay: {}", count(scene.quay.len(), "pod")));
        for row in rows.iter().take(WAITING) {
            self.y += 10.0;
            let indent = row.draw(largest, (self.x, self.y + 4.0), self.body) + 12.0;
            (self.x, self.width) = (self.x + indent, self.width - indent);
            let many = if row.pods > 1 { format!("{} × ", row.pods) } else { String::new() };
            self.text("name", &format!("{many}{}", row.who));
            self.y -= 3.0;
            self.text("small", &row.why);
            (self.x, self.width) = (self.x - indent, self.width + indent);
        }
        if rows.len() > WAITING {
            let more = rows[WAITING..].iter().map(|row| row.pods).sum();
            self.text("small", &format!("and {} more", count(more, "pod")));
        }
    }
}

/// A line of text.
fn put(class: &str, text: &str, (x, y): (f64, f64), out: &mut String) {
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text));
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
