//! Which findings are new, and which are gone.

use std::collections::BTreeMap;

use super::Side;
use crate::model::path::without_places;
use crate::model::{FileId, Finding, Severity};
use crate::source::LineIndex;

/// A finding of the first state that the second has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its severity.
    pub severity: Severity,
    /// Its rule.
    pub rule: &'static str,
    /// Its words.
    pub message: String,
    /// Its file, as seen from the root of the first state.
    pub path: String,
    /// Its line there, from 1.
    pub line: u32,
}

/// Rule, object, field without the places in lists; of what is about no object the file.
type Key = (&'static str, String, String);

/// The findings that are gone, and the places of those that are new. One is known again by its rule, its object and its
/// field, wherever the object stands: of several the one of the same words first, so that another number in a message makes
/// no finding new.
pub(super) fn compare(before: Side<'_>, after: Side<'_>) -> (Vec<Gone>, Vec<usize>) {
    let mut old: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, finding) in before.findings.iter().enumerate() {
        old.entry(key(finding, before)).or_default().push(at);
    }
    let mut left: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, finding) in after.findings.iter().enumerate() {
        let key = key(finding, after);
        let same = |was: &usize| before.findings[*was].message == finding.message;
        match old.get_mut(&key).map(|known| (known.iter().position(same), known)) {
            Some((Some(found), known)) => {
                known.remove(found);
            }
            _ => left.entry(key).or_default().push(at),
        }
    }
    let mut new = Vec::new();
    for (key, places) in left {
        let known = old.get_mut(&key);
        let known_again = known.as_ref().map_or(0, |known| known.len().min(places.len()));
        if let Some(known) = known {
            known.drain(..known_again);
        }
        new.extend(&places[known_again..]);
    }
    new.sort_unstable();
    let mut places: Vec<usize> = old.into_values().flatten().collect();
    places.sort_unstable();
    let gone = places.into_iter().map(|at| gone(&before.findings[at], before)).collect();
    (gone, new)
}

fn path(file: FileId, side: Side<'_>) -> String {
    side.files.get(file.0 as usize).map_or_else(String::new, |file| side.root.relative(&file.path))
}

fn key(finding: &Finding, side: Side<'_>) -> Key {
    let of = |part: &Option<String>| part.clone().unwrap_or_default();
    let named = finding.object.as_ref().filter(|object| object.name.is_some());
    let whose = named.map_or_else(
        || path(finding.file, side),
        |object| format!("\0{}\0{}\0{}", of(&object.kind), of(&object.namespace), of(&object.name)),
    );
    (finding.rule.id, whose, without_places(&finding.field))
}

fn gone(finding: &Finding, side: Side<'_>) -> Gone {
    let text = side.files.get(finding.file.0 as usize).map_or("", |file| file.text.as_str());
    Gone {
        severity: finding.severity,
        rule: finding.rule.id,
        message: finding.message.clone(),
        path: path(finding.file, side),
        line: LineIndex::new(text).position(finding.span.start).line,
    }
}
