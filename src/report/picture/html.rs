//! `html`: one page with everything in it, which asks nobody for anything.

use std::io::{self, Write};

use super::super::{Format, Spelling, View};
use super::data::data;
use super::scene::Scene;
use super::{PLACING, Picture};
use crate::placement::Placement;

/// `html`
pub(super) const PICTURE: Picture = Picture {
    format: Format {
        name: "html",
        alias: None,
        help: "A page for a browser: what every node carries, what waits, and why (schedule, check)",
        write,
        spelling: Spelling::Json,
        detailed: false,
        whole: true,
        counts_suggestions: true,
    },
    commands: PLACING,
    compares: true,
    refers: false,
};

/// The page; `{{…}}` stands for what is put into it.
const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPTS: [&str; 5] = [
    include_str!("page/model.js"),
    include_str!("page/drawing.js"),
    include_str!("page/lists.js"),
    include_str!("page/details.js"),
    include_str!("page/main.js"),
];

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nothing = Placement::nothing(view.request.version());
    let after = view.outcome.placement.as_ref().unwrap_or(&nothing);
    let scenes: Vec<Scene<'_>> = view.outcome.before.iter().chain([after]).map(Scene::new).collect();
    let data = data(view, &scenes, after.version);
    let mut rest = PAGE;
    while let Some((before, behind)) = rest.split_once("{{") {
        out.write_all(before.as_bytes())?;
        let (name, behind) = behind.split_once("}}").unwrap_or((behind, ""));
        match name {
            "style" => out.write_all(STYLE.as_bytes())?,
            "script" => SCRIPTS.iter().try_for_each(|script| out.write_all(script.as_bytes()))?,
            _ => serde_json::to_writer(Inert(&mut *out), &data)?,
        }
        rest = behind;
    }
    out.write_all(rest.as_bytes())
}

/// Passes JSON on so that nothing in it ends or opens an element: outside of strings these characters never stand in it.
struct Inert<'o>(&'o mut dyn Write);

impl Write for Inert<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'<' | b'>' | b'&')) {
            self.0.write_all(&rest[..at])?;
            write!(self.0, "\\u{:04x}", rest[at])?;
            rest = &rest[at + 1..];
        }
        self.0.write_all(rest)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
