//! A text mended as somebody would who takes the first fix of every error, all at once, round after round.

use plimsoll::discover::SourceFile;
use plimsoll::model::{Edit, Finding, Severity};
use plimsoll::pipeline::{Request, run};

/// Rounds of fixes that are made.
const ROUNDS: usize = 4;

/// What is wrong with a text, looked at by itself.
pub(crate) fn errors_of(text: &str) -> Vec<Finding> {
    let found = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap().findings;
    found.into_iter().filter(|f| f.severity == Severity::Error).collect()
}

/// What came of mending a text.
pub(crate) struct Mended {
    pub text: String,
    /// What was wrong at first.
    pub first: Vec<Finding>,
    /// What is wrong in the end.
    pub left: Vec<Finding>,
}

/// Mends a text.
pub(crate) fn mend(text: &str) -> Mended {
    let mut text = text.to_owned();
    let first = errors_of(&text);
    let mut left = first.clone();
    for _ in 0..ROUNDS {
        let edits = edits_of(&left);
        if edits.is_empty() {
            break;
        }
        text = applied(text, edits);
        left = errors_of(&text);
    }
    Mended { text, first, left }
}

/// The edits of every first fix that does not overlap with one taken before, and is not made already.
fn edits_of(errors: &[Finding]) -> Vec<Edit> {
    let mut taken: Vec<Edit> = Vec::new();
    for fix in errors.iter().filter_map(|f| f.fixes.first()) {
        let apart = |e: &Edit| taken.iter().all(|o| e.span.end <= o.span.start || e.span.start >= o.span.end);
        if !fix.edits.iter().all(|e| taken.contains(e)) && fix.edits.iter().all(apart) {
            taken.extend(fix.edits.iter().cloned());
        }
    }
    taken
}

fn applied(mut text: String, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}
