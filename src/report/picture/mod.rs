//! Pictures of a stowage: a page to look into (`html`), a drawing (`svg`) and a graph of references (`dot`). Nodes are holds with
//! their load line where the allocatable ends, pods are their cargo, and what found no node waits on the quay.

mod berths;
mod changes;
mod data;
mod dot;
mod hold;
mod html;
mod pack;
mod quay;
mod scene;
mod svg;
#[cfg(test)]
mod tests;
mod texts;
mod why;

use super::Format;

/// A format that draws.
#[derive(Debug)]
pub struct Picture {
    /// How it is written.
    pub format: Format,
    /// The commands that have what it draws.
    pub commands: &'static [&'static str],
    /// It shows what was before the changes of `--what-if` beside what comes of them.
    pub compares: bool,
    /// It shows what objects refer to.
    pub refers: bool,
}

/// Every format that draws.
pub static PICTURES: &[Picture] = &[html::PICTURE, svg::PICTURE, dot::PICTURE];

/// The commands that place pods.
const PLACING: &[&str] = &["check", "schedule"];

impl Format {
    /// What more there is to say of a format that draws.
    pub fn picture(&self) -> Option<&'static Picture> {
        PICTURES.iter().find(|picture| picture.format.name == self.name)
    }
}
