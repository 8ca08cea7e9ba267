//! What is made at once or not at all: a fix with those that it was proven with.

use std::collections::{BTreeMap, BTreeSet};

use super::moves::Moves;
use super::readings::Readings;
use super::{Answer, is_open};
use crate::discover::SourceFile;
use crate::model::{Edit, FileId, Finding, Fix, Span};
use crate::pipeline::{Held, Request};

/// A fix that might be made.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'o> {
    /// What it mends.
    pub finding: &'o Finding,
    /// The fix.
    pub fix: &'o Fix,
    /// Which of the finding's fixes, from 0.
    pub number: usize,
    /// Everything that is changed with it.
    edits: &'o [Edit],
    /// Whether all the others that it needs are safe, too.
    safe: bool,
    /// The files as they are.
    pub files: &'o [SourceFile],
    request: &'o Request,
    readings: &'o Readings,
}

impl Offer<'_> {
    /// Whether nobody needs to look at it: it says so itself, and where it moves lines they belong nowhere else.
    pub fn is_safe(&self) -> bool {
        let file = self.edits.first().and_then(|edit| self.files.get(edit.file.0 as usize));
        let several = |file| self.readings.are_several(self.finding, self.edits, file, self.request);
        self.safe && !file.is_some_and(several)
    }

    /// The files that it changes, each with its new text.
    pub fn texts(&self) -> Vec<(&SourceFile, String)> {
        let made = |(at, edits): (usize, Vec<&Edit>)| {
            let file = self.files.get(at)?;
            Some((file, applied(&file.text, &edits)?))
        };
        group(self.edits).into_iter().filter_map(made).collect()
    }
}

/// A fix that is to be made: the finding by its place, and which of its fixes.
type Key = (usize, usize);

/// Fixes that are not made, and why.
pub(super) type Banned = BTreeMap<Key, Held>;

/// A fix that was declined, by rule, place and title: what is found is found anew in each round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Declined {
    rule: &'static str,
    file: FileId,
    start: u32,
    title: String,
}

/// Edits that are apart from each other, by where they begin.
#[derive(Debug, Default)]
struct Taken(BTreeMap<(FileId, u32), Edit>);

impl Taken {
    /// Whether an edit is one of them, or away from all.
    fn welcomes(&self, edit: &Edit) -> bool {
        // The last that begins before its end is the one that ends last.
        let near = self.0.range((edit.file, 0)..=(edit.file, edit.span.end)).next_back();
        near.is_none_or(|(_, near)| near == edit || near.span.end < edit.span.start)
    }

    fn add(&mut self, edit: &Edit) {
        self.0.insert((edit.file, edit.span.start), edit.clone());
    }
}

/// A fix that is made, with those that it needs.
#[derive(Debug)]
pub(super) struct Unit {
    /// The finding that it mends, by its place.
    pub(super) finding: usize,
    number: usize,
    /// At least one.
    pub(super) edits: Vec<Edit>,
}

impl Unit {
    pub(super) fn key(&self) -> Key {
        (self.finding, self.number)
    }

    /// The first file that it changes.
    pub(super) fn file(&self) -> usize {
        self.edits.first().map_or(0, |edit| edit.file.0 as usize)
    }

    /// Whether it changes that file.
    pub(super) fn touches(&self, file: usize) -> bool {
        self.edits.iter().any(|edit| edit.file.0 as usize == file)
    }
}

/// What stands as it does.
#[derive(Clone, Copy)]
pub(super) struct Now<'n> {
    pub(super) files: &'n [SourceFile],
    pub(super) findings: &'n [Finding],
    pub(super) request: &'n Request,
    pub(super) readings: &'n Readings,
}

/// The fixes that are chosen, of each finding one at most, and that do not come near to each other. What does has to wait.
pub(super) fn choose(
    now: Now<'_>,
    banned: &Banned,
    declined: &mut BTreeSet<Declined>,
    choose: &mut dyn FnMut(&Offer<'_>) -> Answer,
) -> Vec<Unit> {
    let Now { files, findings, request, readings } = now;
    readings.anew();
    let mut units: Vec<Unit> = Vec::new();
    let mut taken = Taken::default();
    for (at, finding) in findings.iter().enumerate() {
        for (number, fix) in finding.fixes.iter().enumerate() {
            let own = declination(finding, fix);
            if banned.contains_key(&(at, number)) || declined.contains(&own) {
                continue;
            }
            let Some((mut edits, safe)) = whole(finding, fix, findings) else { continue };
            if edits.is_empty() || !edits.iter().all(|edit| is_open(files, edit) && taken.welcomes(edit)) {
                continue;
            }
            for edit in &mut edits {
                whole_ends(&files[edit.file.0 as usize].text, edit);
                edit.text = ending(&files[edit.file.0 as usize].text, edit);
            }
            match choose(&Offer { finding, fix, number, edits: &edits, safe, files, request, readings }) {
                Answer::Yes => {}
                Answer::No => {
                    declined.insert(own);
                    continue;
                }
                Answer::NotNow => continue,
            }
            edits.iter().for_each(|edit| taken.add(edit));
            units.push(Unit { finding: at, number, edits });
            break;
        }
    }
    units
}

fn declination(finding: &Finding, fix: &Fix) -> Declined {
    Declined { rule: finding.rule.id, file: finding.file, start: finding.span.start, title: fix.title.clone() }
}

/// All the edits of a fix and of those that it needs, and whether all of them are safe; `None` where one is not there, or
/// where they are in each other's way.
fn whole(finding: &Finding, fix: &Fix, findings: &[Finding]) -> Option<(Vec<Edit>, bool)> {
    let (mut edits, mut safe, mut needed) = (fix.edits.clone(), fix.safe, Taken::default());
    for need in &fix.needs {
        let is = |f: &&Finding| f.file == finding.file && f.rule.id == need.rule && f.span.start == need.start;
        let other = findings.iter().find(is)?.fixes.first()?;
        safe &= other.safe;
        for edit in &other.edits {
            if !needed.welcomes(edit) {
                return None;
            }
            needed.add(edit);
        }
    }
    // The edits of one fix may touch each other.
    if !fix.edits.iter().all(|edit| needed.welcomes(edit)) {
        return None;
    }
    edits.extend(needed.0.into_values());
    edits.sort();
    edits.dedup();
    Some((edits, safe))
}

/// The edits of each file, none of them twice.
pub(super) fn by_file(units: &[Unit]) -> BTreeMap<usize, Vec<&Edit>> {
    group(units.iter().flat_map(|unit| &unit.edits))
}

fn group<'e>(edits: impl IntoIterator<Item = &'e Edit>) -> BTreeMap<usize, Vec<&'e Edit>> {
    let mut files: BTreeMap<usize, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        files.entry(edit.file.0 as usize).or_default().push(edit);
    }
    for edits in files.values_mut() {
        edits.sort();
        edits.dedup();
    }
    files
}

/// The text with the edits made.
pub(super) fn applied(text: &str, edits: &[&Edit]) -> Option<String> {
    Edit::apply(text, 0, edits.iter().copied())
}

/// The edit apart from the carriage return of a line's end that it would come behind, or take: that belongs to the line feed.
fn whole_ends(text: &str, edit: &mut Edit) {
    let splits = |at: u32| at > 0 && text.get(at as usize - 1..=at as usize) == Some("\r\n");
    let Span { start, end } = edit.span;
    edit.span = Span::new(start - u32::from(splits(start)), end - u32::from(splits(end)));
}

/// The edit's text, its lines ended as that before it is, or else the first of the file.
fn ending(text: &str, edit: &Edit) -> String {
    if !edit.text.contains('\n') {
        return edit.text.clone();
    }
    let before = text.get(..edit.span.start as usize).unwrap_or_default();
    let line = before.rfind('\n').or_else(|| text.find('\n'));
    let returns = line.and_then(|at| at.checked_sub(1)).is_some_and(|at| text.as_bytes().get(at) == Some(&b'\r'));
    let plain = edit.text.replace("\r\n", "\n");
    if returns { plain.replace('\n', "\r\n") } else { edit.text.clone() }
}

/// Has what was declined known where it is once the fixes are made.
pub(super) fn follow(declined: BTreeSet<Declined>, units: &[Unit]) -> BTreeSet<Declined> {
    let edits = by_file(units);
    let follow = |one: Declined| match edits.get(&(one.file.0 as usize)) {
        Some(edits) => Declined { start: Moves::by(edits).to(one.start), ..one },
        None => one,
    };
    declined.into_iter().map(follow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { file: FileId(0), span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn lines_end_as_those_around_them() {
        for (text, made) in
            [("a: 1\r\nb: 2\r\n", "a: 1\r\nx: 1\r\ny: 2\r\nb: 2\r\n"), ("a: 1\nb: 2\r\n", "a: 1\nx: 1\ny: 2\nb: 2\r\n")]
        {
            let at = text.find("b: 2").unwrap() as u32;
            let mut inserted = edit(at, at, "x: 1\ny: 2\n");
            inserted.text = ending(text, &inserted);
            assert_eq!(applied(text, &[&inserted]).as_deref(), Some(made), "{text:?}");
        }
        let mut between = edit(5, 5, "\n  b: 1");
        whole_ends("a: 1\r\n", &mut between);
        between.text = ending("a: 1\r\n", &between);
        assert_eq!(applied("a: 1\r\n", &[&between]).as_deref(), Some("a: 1\r\n  b: 1\r\n"));
        assert_eq!(ending("a: 1\r\n", &edit(0, 0, "b: 2\r\nc: 3\n")), "b: 2\r\nc: 3\r\n");
        assert_eq!(ending("a", &edit(0, 0, "b\n")), "b\n");
    }

    #[test]
    fn what_touches_has_to_wait() {
        let mut taken = Taken::default();
        taken.add(&edit(4, 6, "x"));
        taken.add(&edit(20, 20, "y"));
        assert!(taken.welcomes(&edit(4, 6, "x")), "the same");
        assert!(!taken.welcomes(&edit(4, 6, "y")));
        assert!(!taken.welcomes(&edit(6, 6, "y")));
        assert!(!taken.welcomes(&edit(2, 4, "")));
        assert!(!taken.welcomes(&edit(7, 30, "")));
        assert!(taken.welcomes(&edit(7, 8, "")) && taken.welcomes(&edit(1, 3, "")));
        assert!(taken.welcomes(&Edit { file: FileId(1), ..edit(4, 6, "y") }));
    }
}
