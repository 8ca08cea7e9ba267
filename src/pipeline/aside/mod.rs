//! Findings that are set aside as the user wants it: silenced where they stand, known of old, or outside of what was changed.
//! How many is counted, and what silences nothing is told.

mod baseline;
mod changed;
pub(super) mod peers;
mod rules;
mod suppression;

pub use baseline::{Baseline, Ran};
pub use changed::Changed;
pub(super) use rules::RULES;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{Level, Request, Tell, Unchecked};
use crate::discover::{Role, SourceFile};
use crate::model::{FileId, Finding, Layer, Rule, Scene, Span};
use crate::source::LineIndex;
use rules::{BAD_SUPPRESSION, STALE_BASELINE, UNUSED_SUPPRESSION};
use suppression::{Reach, Suppression};

/// How many findings were set aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    /// Silenced by a comment or an annotation.
    pub suppressed: usize,
    /// Of those, what the API server refuses.
    pub suppressed_refusals: usize,
    /// Known of old, as the baseline has it.
    pub in_baseline: usize,
    /// In lines that were not changed.
    pub unchanged: usize,
}

/// What decides whether a suppression without a finding is to be told.
pub(super) struct Looked<'l> {
    /// What was not checked, in which there may be what is silenced.
    pub unchecked: &'l [Unchecked],
    /// Whether pods were placed.
    pub placed: bool,
}

/// Takes out of `findings` what is to be set aside, and adds what is wrong with what does so.
pub(super) fn set_aside(
    findings: &mut Vec<Finding>,
    files: &[SourceFile],
    request: &Request,
    looked: &Looked<'_>,
) -> Aside {
    let mut aside = Aside::default();
    suppress(findings, files, request, looked, &mut aside);
    if let Some(baseline) = &request.baseline {
        let (known, stale) = baseline.take_out(findings, files);
        aside.in_baseline = known;
        findings.extend(stale_finding(&stale, files, request, looked, baseline));
    }
    if let Some(changed) = &request.changed {
        let before = findings.len();
        let mut lines = Lines::new(files);
        findings.retain(|finding| is_in(finding, changed, files, &mut lines));
        aside.unchanged = before - findings.len();
    }
    aside
}

/// The lines of files, found where they are asked for.
struct Lines<'f> {
    files: &'f [SourceFile],
    known: HashMap<u32, LineIndex<'f>>,
}

impl<'f> Lines<'f> {
    fn new(files: &'f [SourceFile]) -> Self {
        Lines { files, known: HashMap::new() }
    }

    fn of(&mut self, file: FileId, span: Span) -> (u32, u32) {
        let text = self.files.get(file.0 as usize).map_or("", |file| file.text.as_str());
        let lines = self.known.entry(file.0).or_insert_with(|| LineIndex::new(text));
        (lines.position(span.start).line, lines.position(span.end).line)
    }
}

/// Whether a finding, or a second place of it, lies in lines that were changed.
fn is_in(finding: &Finding, changed: &Changed, files: &[SourceFile], lines: &mut Lines<'_>) -> bool {
    let related = finding.related.iter().map(|related| (related.file, related.span));
    std::iter::once((finding.file, finding.span)).chain(related).any(|(id, span)| {
        let Some(file) = files.get(id.0 as usize) else { return false };
        let (first, last) = lines.of(id, span);
        changed.touches(&file.path, &file.text, first, last)
    })
}

fn suppress(
    findings: &mut Vec<Finding>,
    files: &[SourceFile],
    request: &Request,
    looked: &Looked<'_>,
    aside: &mut Aside,
) {
    let mut found = vec![false; files.len()];
    for at in findings.iter().map(|finding| finding.file.0 as usize).filter(|at| *at < files.len()) {
        found[at] = true;
    }
    let of = |at: usize| (FileId(at as u32), suppression::of(&files[at], found[at]));
    // Every file is searched, and hardly any has one.
    let all: Vec<(FileId, Vec<Suppression>)> =
        (0..files.len()).into_par_iter().map(of).filter(|(_, suppressions)| !suppressions.is_empty()).collect();
    let all: HashMap<FileId, Vec<Suppression>> = all.into_iter().collect();
    if all.is_empty() {
        return;
    }
    let mut lines = Lines::new(files);
    let mut used: HashMap<(FileId, usize), Vec<&'static str>> = HashMap::new();
    let places: Vec<(FileId, &str, u32)> = findings
        .iter()
        .filter(|finding| all.contains_key(&finding.file))
        .map(|finding| (finding.file, finding.rule.id, lines.of(finding.file, finding.span).0))
        .collect();
    let mut place = places.iter();
    findings.retain(|finding| {
        let Some(suppressions) = all.get(&finding.file) else { return true };
        let line = place.next().map_or(0, |(.., line)| *line);
        let mut told = true;
        for (at, _) in suppressions.iter().enumerate().filter(|(_, one)| reaches(one, finding, line)) {
            used.entry((finding.file, at)).or_default().push(finding.rule.id);
            told = false;
        }
        aside.suppressed += usize::from(!told);
        aside.suppressed_refusals += usize::from(!told && finding.is_refusal());
        told
    });
    for id in (0..files.len()).map(|at| FileId(at as u32)) {
        for (at, one) in all.get(&id).into_iter().flatten().enumerate().filter(|(_, one)| one.own) {
            let used = used.get(&(id, at)).map(Vec::as_slice).unwrap_or_default();
            let wrong = bad(one).or_else(|| unused(one, used, id, files, request, looked)).map(|mut finding| {
                let near =
                    places.iter().filter(|(file, rule, _)| *file == id && one.names(rule)).map(|(.., line)| *line);
                let from = lines.of(id, one.span).0;
                if let Some(line) = near.min_by_key(|line| line.abs_diff(from)).filter(|_| used.is_empty()) {
                    finding.help(format!("the nearest such finding begins in line {line}: put it there"));
                }
                finding
            });
            findings.extend(wrong.map(|finding| Scene::new(id, 0).set(finding)));
        }
    }
}

fn reaches(one: &Suppression, finding: &Finding, line: u32) -> bool {
    one.malformed.is_none()
        && one.names(finding.rule.id)
        && one.object.as_ref().is_none_or(|object| {
            finding.layer() == Layer::Schedule || finding.object.as_ref().is_none_or(|own| **own == *object)
        })
        && match one.reach {
            Reach::File => true,
            Reach::Lines(first, last) => first <= line && line <= last,
            Reach::Bytes(span) => span.start <= finding.span.start && finding.span.start <= span.end,
        }
}

/// What is wrong with how a suppression is written.
fn bad(one: &Suppression) -> Option<Finding> {
    let message = match (one.malformed, one.unknown.first()) {
        (Some(why), _) => format!("this silences nothing: {why}"),
        (None, Some(name)) => format!("there is no rule `{name}`"),
        (None, None) => return None,
    };
    let mut finding = Finding::of(&BAD_SUPPRESSION, one.span, message);
    let near = one.unknown.first().and_then(|name| super::rules::nearest(name));
    match near {
        Some(near) if one.malformed.is_none() => finding.help(format!("did you mean `{near}`?")),
        _ => finding.help("write `# plimsoll: ignore[rule] reason`, for a whole file `ignore-file[rule]` at its head"),
    };
    Some(finding)
}

/// Says that a suppression silences nothing, where all it could silence was looked for.
fn unused(
    one: &Suppression,
    used: &[&str],
    id: FileId,
    files: &[SourceFile],
    request: &Request,
    looked: &Looked<'_>,
) -> Option<Finding> {
    let file = files.get(id.0 as usize)?;
    // What was left out may hold it, and in part of a tree what is between objects is not seen.
    let looked_for = |rule: &str| match super::rules::find(rule).map(|rule| (rule, request.level(rule, &file.path))) {
        Some((_, Some(Level::Off))) | Some((Rule { layer: Layer::Cross, .. }, _)) => false,
        Some((Rule { layer: Layer::Schedule, .. }, _)) => looked.placed,
        Some((rule, _)) => request.looks(rule),
        None => true,
    };
    let whole = request.tell == Tell::All
        && request.list.is_none()
        && file.problem.is_none()
        && !looked.unchecked.iter().any(|one| one.file == id);
    let idle: Vec<&(Vec<&str>, String)> =
        one.rules.iter().filter(|(rules, _)| !rules.iter().any(|rule| used.contains(rule))).collect();
    if !whole || idle.is_empty() || !idle.iter().flat_map(|(rules, _)| rules).all(|rule| looked_for(rule)) {
        return None;
    }
    let names: Vec<String> = idle.iter().map(|(_, name)| format!("`{name}`")).collect();
    let mut finding = Finding::of(
        &UNUSED_SUPPRESSION,
        one.span,
        format!("nothing is silenced here: no finding of {}", names.join(", ")),
    );
    finding.help(match one.reach {
        Reach::Lines(line, _) => {
            format!("it is about line {line}; take it out, or put it at the line that the finding begins in")
        }
        _ => "take it out".to_owned(),
    });
    Some(finding)
}

/// The finding about entries of the baseline that no longer occur, where their files were looked at or are gone.
fn stale_finding(
    stale: &[&baseline::Entry],
    files: &[SourceFile],
    request: &Request,
    looked: &Looked<'_>,
    baseline: &Baseline,
) -> Option<Finding> {
    let at = files.iter().position(|file| file.role == Role::Baseline)?;
    // In other versions other things are found.
    if baseline.versions != baseline::spelled(request) || request.tell != Tell::All {
        return None;
    }
    let ran = Ran { findings: &[], files, request, placed: looked.placed };
    let by_path = ran.by_path(&baseline.root);
    let stale: Vec<&baseline::Entry> =
        stale.iter().filter(|entry| ran.looks_for(entry, &baseline.root, &by_path)).copied().collect();
    let first = stale.first()?;
    let text = &files[at].text;
    let place = memchr::memmem::find(text.as_bytes(), first.fingerprint.as_bytes()).unwrap_or_default();
    let span = Span::new(place as u32, (place + first.fingerprint.len()).min(text.len()) as u32);
    let message = match stale.len() {
        1 => "an entry of the baseline no longer occurs".to_owned(),
        many => format!("{many} entries of the baseline no longer occur"),
    };
    let list = stale.iter().take(SHOWN).map(|entry| format!("{}: {} [{}]", entry.path, entry.message, entry.rule));
    let mut lines: Vec<String> = list.collect();
    if stale.len() > SHOWN {
        lines.push(format!("and {} more", stale.len() - SHOWN));
    }
    lines.push("--write-baseline leaves them out".to_owned());
    let mut finding = Finding::of(&STALE_BASELINE, span, message);
    finding.help(lines.join("\n"));
    Some(Scene::new(FileId(at as u32), 0).set(finding))
}

/// Entries that are named one by one.
const SHOWN: usize = 5;
