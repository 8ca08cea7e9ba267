//! Two runs beside each other: the outcome of the second, with only what is new in it, and what is otherwise.

use std::collections::BTreeMap;

use super::{Outcome, Request};
use crate::compare::{Side, compare};
use crate::discover::{PassReason, Role, SourceFile};
use crate::model::{FileId, Root};
use crate::repository::Survey;

/// One of two runs: its files, what came of it, and the folder that makes paths of both the same.
#[derive(Debug)]
pub struct Ended<'e> {
    /// Its name, as it was asked for.
    pub name: String,
    /// The files.
    pub files: &'e [SourceFile],
    /// What came of them.
    pub outcome: Outcome,
    /// Where their paths are seen from.
    pub root: Root,
}

/// What the second run comes to beside the first: its findings are those that the first has not, and the difference is told.
pub fn difference(before: Ended<'_>, after: Ended<'_>, request: &Request) -> Outcome {
    let (held, holds) = (objects(before.files, request), objects(after.files, request));
    let between = [before.name, after.name];
    let (mut found, new) = {
        let side = |files, objects, outcome, root| {
            let outcome: &Outcome = outcome;
            // Without a node nothing was placed.
            let placement = outcome.placement.as_ref().filter(|placement| !placement.nodes.is_empty());
            Side { files, objects, findings: &outcome.findings, placement, root }
        };
        compare(
            between,
            side(before.files, &held, &before.outcome, &before.root),
            side(after.files, &holds, &after.outcome, &after.root),
        )
    };
    found.unread = unread(&[(&before.outcome, &before.root), (&after.outcome, &after.root)]);
    let mut outcome = after.outcome;
    let mut at = 0;
    outcome.findings.retain(|_| {
        at += 1;
        new.binary_search(&(at - 1)).is_ok()
    });
    outcome.placement = None;
    outcome.difference = Some(found);
    outcome
}

/// What neither side could read, each once. What was left out because somebody asked for it is not missed.
fn unread(sides: &[(&Outcome, &Root)]) -> Vec<(String, PassReason)> {
    let missed = |why: &PassReason| matches!(why, PassReason::Binary | PassReason::Large | PassReason::NoFile);
    let each = sides.iter().flat_map(|(outcome, root)| {
        outcome.passed_over.iter().map(move |left| (root.relative(&left.path).to_owned(), left.why))
    });
    let all: BTreeMap<String, PassReason> = each.filter(|(_, why)| missed(why)).collect();
    all.into_iter().collect()
}

/// Which files hold objects as they stand.
fn objects(files: &[SourceFile], request: &Request) -> Vec<bool> {
    let survey = Survey::of(files, &request.limits, &|path| (request.presence)(path));
    let of_tree = |at: usize| matches!(files[at].role, Role::Manifest | Role::Along);
    (0..files.len()).map(|at| of_tree(at) && survey.use_of(FileId(at as u32)).holds_objects()).collect()
}
