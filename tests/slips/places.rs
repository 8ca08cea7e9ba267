//! Lines that stand too far to the left or to the right, and what marks a line's place: dashes, colons, tabs.

use plimsoll::source::Kind as Type;

use super::kind::{Kind, Slip};
use super::lines::{end_of_line, replaced, shifted, stands_first, start_of_line, whole};
use super::lists::dash;
use super::manifest::Manifest;
use super::walk::{Spot, gather};

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::new("places/out", 3, |m| moved(m, -2, &|_| true)),
        Kind::new("places/in", 3, |m| moved(m, 2, &|_| true)),
        Kind::new("places/containers-out", 2, |m| moved(m, -2, &|spot| spot.path.ends_with("ontainers"))),
        Kind::new("places/item-out", 1, |m| items_moved(m, -2)),
        Kind::new("places/item-in", 1, |m| items_moved(m, 2)),
        Kind::new("places/dash-dropped", 2, |m| dashes(m, " ")),
        Kind::new("places/dash-twice", 1, |m| dashes(m, "- -")),
        Kind::new("places/dash-doubled", 1, |m| dashes(m, "--")),
        Kind::new("places/colon-missing", 2, |m| colons(m, &|spot| spot.is_word(), "")),
        Kind::new("places/colon-missing-above", 1, |m| colons(m, &|spot| !spot.node.is_scalar(), "")),
        Kind::new("places/colon-glued", 1, |m| colons(m, &|spot| spot.is_word(), ":")),
        Kind::new("places/tab-line", 1, |m| tabs(m, false)),
        Kind::new("places/tab-block", 1, |m| tabs(m, true)),
    ]
}

/// An entry with all its lines moved to the left or the right. Not one that stands behind a dash: with its dash it is an
/// item.
fn moved(manifest: &Manifest, by: isize, wanted: &dyn Fn(&Spot<'_>) -> bool) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let first = spot.key.is_some() && !spot.flow && stands_first(text, spot.entry().start);
        let lines = (first && wanted(spot)).then(|| whole(text, spot.entry()))?;
        let new = shifted(&text[lines.clone()], by)?;
        Some(Slip::of(text, replaced(text, lines, &new)))
    })
}

/// An item with its dash and all its lines moved.
fn items_moved(manifest: &Manifest, by: isize) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let at = (spot.key.is_none() && !spot.flow).then(|| dash(text, spot.node))??;
        let lines = stands_first(text, at).then(|| whole(text, at..spot.bytes().end))?;
        let new = shifted(&text[lines.clone()], by)?;
        Some(Slip::of(text, replaced(text, lines, &new)))
    })
}

fn dashes(manifest: &Manifest, new: &str) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let at = (spot.key.is_none() && !spot.flow).then(|| dash(text, spot.node))??;
        stands_first(text, at).then(|| Slip::of(text, replaced(text, at..at + 1, new)))
    })
}

/// What stands between key and value: nothing but a blank for ` `, or a colon alone.
fn colons(manifest: &Manifest, wanted: &dyn Fn(&Spot<'_>) -> bool, new: &str) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let key = spot.key.filter(|_| !spot.flow && wanted(spot))?.span().range();
        let blanks = if new.is_empty() { ":" } else { ": " };
        let fits = text[key.end..].starts_with(blanks);
        let end = key.end + blanks.len();
        (fits && spot.node.kind() != Type::Null).then(|| Slip::of(text, replaced(text, key.end..end, new)))
    })
}

/// A tab for every two blanks of indentation, in one line or in all of an entry.
fn tabs(manifest: &Manifest, all: bool) -> Vec<Slip> {
    let text = &manifest.text;
    let tabbed = |line: &str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        format!("{}{}", "\t".repeat(blanks.div_ceil(2)), line.trim_start_matches(' '))
    };
    gather(text, |spot| {
        let at = spot.entry().start;
        let indented = at > start_of_line(text, at) && stands_first(text, at) && !spot.flow && spot.key.is_some();
        let lines = indented
            .then(|| if all { whole(text, spot.entry()) } else { start_of_line(text, at)..end_of_line(text, at) })?;
        if all && spot.node.is_scalar() {
            return None;
        }
        let new: String = text[lines.clone()].split_inclusive('\n').map(tabbed).collect();
        Some(Slip::of(text, replaced(text, lines, &new)))
    })
}
