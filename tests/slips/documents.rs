//! Separators of documents, and what a merge left behind.

use plimsoll::source::Kind as Type;

use super::kind::{Aim, Kind, Slip};
use super::lines::{all_replaced, ends_line, replaced, stands_first, whole};
use super::manifest::Manifest;
use super::walk::gather;

/// What is written in the place of `---`, and its line's end.
const BETWEEN: &[(&str, &str)] = &[
    ("four", "----\n"),
    ("two", "--\n"),
    ("parted", "- --\n"),
    ("indented", " ---\n"),
    ("dash", "—\n"),
    ("missing", ""),
];

pub(crate) fn kinds() -> Vec<Kind> {
    let mut all: Vec<Kind> = Vec::new();
    for (name, between) in BETWEEN {
        all.push(Kind::new(format!("documents/{name}"), 1, move |m| separated(m, between)));
    }
    all.push(Kind::new("documents/stray", 1, stray));
    all.push(Kind { aim: Aim::Conflict, ..Kind::new("documents/conflict", 1, conflict) });
    all
}

/// A manifest and the next one in one file.
fn separated(manifest: &Manifest, between: &str) -> Vec<Slip> {
    let (one, other) = (&manifest.text, &manifest.next);
    if other.starts_with("---") {
        return Vec::new();
    }
    vec![Slip::of(&format!("{one}---\n{other}"), format!("{one}{between}{other}"))]
}

/// A separator between the keys of one object.
fn stray(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let at = spot.entry().start;
        let within = !spot.path.contains(['.', '[']) && stands_first(text, at) && at > 0;
        let first = text[..at].lines().next_back().is_none_or(|line| line.starts_with("---"));
        (within && !first && spot.path != "apiVersion").then(|| Slip::of(text, replaced(text, at..at, "---\n")))
    })
}

/// Both sides of a merge, one value told apart.
fn conflict(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let (key, bytes) = (spot.key?, spot.bytes());
        let whole_line = stands_first(text, key.span().range().start) && ends_line(text, bytes.end);
        if !spot.is_bare() || spot.flow || !whole_line {
            return None;
        }
        let other = match spot.node.kind() {
            Type::Bool => (spot.node.source() != "true").to_string(),
            Type::Str => format!("{}-new", spot.node.source()),
            _ => format!("{}1", spot.node.source()),
        };
        let lines = whole(text, spot.entry());
        let theirs = replaced(&text[lines.clone()], bytes.start - lines.start..bytes.end - lines.start, &other);
        let both = format!("<<<<<<< HEAD\n{}=======\n{theirs}>>>>>>> feature/new\n", &text[lines.clone()]);
        Some(Slip::of(text, all_replaced(text, vec![(lines, both)])))
    })
}
