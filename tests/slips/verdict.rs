//! What the tool made of a slipped text.

use plimsoll::source::{Limits, LineIndex, json, stream};
use serde_json::Value;

use super::kind::{Aim, Slip};
use super::lines::changed;
use super::mend::{Mended, errors_of, mend};

/// How a slip ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It means what was meant, and nothing is wrong.
    Restored,
    /// Nothing is wrong, but it means something else.
    Other,
    /// The same, and it says less than what was meant.
    Less,
    /// Something is still wrong.
    Unmended,
    /// Nothing was wrong with the slipped text, though it means something else: there is nothing to mend.
    Legal,
}

/// A slip with what came of it.
pub(crate) struct Verdict {
    pub end: End,
    /// Whether the first error stands on a damaged line.
    pub is_told_there: bool,
    pub mended: Mended,
}

/// Judges a slip; none where it is none in this place: what was meant is refused itself, or means the same slipped.
pub(crate) fn judge(slip: &Slip, aim: Aim, clean: &str) -> Option<Verdict> {
    if slip.originals.iter().any(|text| text != clean && !errors_of(text).is_empty()) {
        return None;
    }
    let meant: Vec<Vec<Value>> = slip.originals.iter().map(|text| meaning(text)).collect();
    let mended = if aim == Aim::Conflict {
        let first = errors_of(&slip.damaged);
        Mended { text: slip.damaged.clone(), left: first.clone(), first }
    } else {
        mend(&slip.damaged)
    };
    if mended.first.is_empty() && meant.contains(&meaning(&slip.damaged)) {
        return None;
    }
    let end = match aim {
        Aim::Conflict if is_told_as_conflict(slip, &mended) => End::Restored,
        Aim::Conflict => End::Unmended,
        Aim::Restored => end_of(&mended, &meant),
    };
    let is_told_there = mended.first.first().is_some_and(|error| {
        let line = LineIndex::new(&slip.damaged).position(error.span.start).line as usize;
        let (first, last) = changed(&slip.originals[0], &slip.damaged);
        (first..=last).contains(&line)
    });
    Some(Verdict { end, is_told_there, mended })
}

fn end_of(mended: &Mended, meant: &[Vec<Value>]) -> End {
    if mended.first.is_empty() {
        return End::Legal;
    }
    if !mended.left.is_empty() {
        return End::Unmended;
    }
    let now = meaning(&mended.text);
    if meant.contains(&now) {
        return End::Restored;
    }
    let leaves = |documents: &[Value]| documents.iter().map(leaves).sum::<usize>();
    if meant.iter().all(|documents| leaves(documents) > leaves(&now)) { End::Less } else { End::Other }
}

fn is_told_as_conflict(slip: &Slip, mended: &Mended) -> bool {
    let [only] = &mended.first[..] else { return false };
    let line = LineIndex::new(&slip.damaged).position(only.span.start).line as usize;
    let line = slip.damaged.lines().nth(line - 1).unwrap_or_default();
    let says = only.message.to_lowercase();
    ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|marker| line.starts_with(marker))
        && (says.contains("merge") || says.contains("conflict"))
}

/// What every document of a text says; empty ones say nothing.
pub(crate) fn meaning(text: &str) -> Vec<Value> {
    let read = stream(text, &Limits::default());
    read.iter().map(|d| serde_json::from_str(&json(d)).unwrap()).filter(|v: &Value| !v.is_null()).collect()
}

/// The scalars of a value that say something.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Array(items) => items.iter().map(leaves).sum(),
        Value::Object(map) => map.values().map(leaves).sum(),
        _ => 1,
    }
}
