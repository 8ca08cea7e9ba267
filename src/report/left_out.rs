//! What was left out of placement, and why: a pod that nobody asked about must not pass for one that was placed.

use std::fmt::Write as _;

use serde::Serialize;

use super::Places;
use crate::model::count;
use crate::pipeline::LeftOut;
use crate::repository::Use;

/// A file whose pods were not placed, as JSON reports spell it.
#[derive(Serialize)]
pub(super) struct LeftOutRow<'a> {
    path: &'a str,
    why: &'static str,
}

/// The rows.
pub(super) fn rows<'a>(left_out: &[LeftOut], places: &Places<'a>) -> Vec<LeftOutRow<'a>> {
    left_out.iter().map(|one| LeftOutRow { path: places.path(one.file), why: why(one.own) }).collect()
}

fn why(own: Use) -> &'static str {
    match own {
        Use::Kustomization => "what it changes in what it names",
        Use::Patch => "a patch of a kustomization",
        Use::Unnamed => "beside a kustomization that does not name it",
        Use::Part(what) => what,
        _ => "not applied as it is",
    }
}

fn verb(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// One line that counts them, and one for each where all is told.
pub(super) fn lines(left_out: &[LeftOut], places: &Places<'_>, verbose: bool) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let number = |own: Use| left_out.iter().filter(|one| one.own == own).count();
    let (patches, changes) = (number(Use::Patch), number(Use::Kustomization));
    let others = left_out.len() - patches - changes;
    let mut parts = Vec::new();
    if changes > 0 {
        parts.push(format!("what {} in the objects", verb(changes, "kustomization changes", "kustomizations change")));
    }
    if patches > 0 {
        parts.push(count(patches, "patch file"));
    }
    if others > 0 {
        parts.push(format!("{} that no kustomization names", count(others, "file")));
    }
    if patches + changes > 0 {
        let last = parts.len() - 1;
        parts[last].push_str(" (`kustomize build DIR | plimsoll check -` places what they make)");
    }
    let mut text = format!("not placed: {}\n", parts.join(", "));
    if verbose {
        for one in left_out {
            let _ = writeln!(text, "not placed: {}: {}", places.path(one.file), why(one.own));
        }
    }
    text
}
