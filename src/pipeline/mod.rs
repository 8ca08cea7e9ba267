//! The one place that chains the rooms. Everything here is a pure function of files and settings.

mod broken;
mod counts;
mod custom;
mod document;
mod kubelet;
mod mended;
mod odd_key;
mod offers;
mod other_mend;
pub mod pending;
mod placement;
mod prove;
mod refused;
pub mod rules;
mod select;
mod settings;
mod slip;
mod template;
pub mod unsound;

use rayon::prelude::*;

pub use counts::Counts;
pub use mended::mended;
pub use placement::{Placement, Placing, objects, place};
pub use settings::{Level, Settings};

pub use crate::schema::Locations;

use document::Seen;

use crate::cross;
use crate::discover::{ReadProblem, SourceFile};
use crate::model::{FileId, Finding, Layer, Severity, Span};
use crate::schema::crd::Registry;
use crate::source::{Document, parse};

/// What a run over files found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sorted by path, then start, then rule.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub counts: Counts,
}

/// Parses every file, in parallel. The trees borrow the files' texts.
pub fn parse_all<'f>(files: &'f [SourceFile], settings: &Settings) -> Vec<Vec<Document<'f>>> {
    files.par_iter().map(|file| parse(&file.text, &settings.limits)).collect()
}

/// What each document is held against.
#[derive(Clone, Copy)]
struct Run<'r, 'd> {
    settings: &'r Settings,
    /// Kinds that the cluster has beside its own.
    registry: &'r Registry<'d>,
    asked: Asked,
}

/// What the rules between objects want to know of each: only where some file has the word that they go by is it
/// looked for.
#[derive(Clone, Copy)]
struct Asked {
    /// A LimitRange: what pods ask for.
    limits: bool,
    /// A namespace with a pod security level: what would break one.
    security: bool,
}

impl Asked {
    fn by(files: &[SourceFile]) -> Self {
        let has = |word: &str| {
            let finder = memchr::memmem::Finder::new(word);
            files.par_iter().any(|file| finder.find(file.text.as_bytes()).is_some())
        };
        Asked { limits: has("LimitRange"), security: has(cross::pod_security::ENFORCE) }
    }
}

/// Holds every file against the rules that look at one file alone.
pub fn lint(files: &[SourceFile], settings: &Settings) -> Outcome {
    // Definitions must be known before the first resource is looked at, whatever the order of files.
    let early: Vec<_> =
        files.par_iter().map(|f| custom::mentions(&f.text).then(|| parse(&f.text, &settings.limits))).collect();
    let given: Vec<_> = settings.definitions.par_iter().map(|f| parse(&f.text, &settings.limits)).collect();
    let registry = custom::collect(early.iter().flatten().chain(&given).flatten(), settings);
    let run = Run { settings, registry: &registry, asked: Asked::by(files) };
    let done = (0..files.len())
        .into_par_iter()
        .map(|at| match &early[at] {
            Some(documents) => lint_file(FileId(at as u32), &files[at], documents, run),
            None => lint_file(FileId(at as u32), &files[at], &parse(&files[at].text, &settings.limits), run),
        })
        .collect();
    assemble(files, done, settings)
}

/// The same on trees that are there already.
pub fn lint_parsed(files: &[SourceFile], trees: &[Vec<Document<'_>>], settings: &Settings) -> Outcome {
    let given: Vec<_> = settings.definitions.par_iter().map(|f| parse(&f.text, &settings.limits)).collect();
    let defining = files.iter().zip(trees).filter(|(file, _)| custom::mentions(&file.text)).map(|(_, tree)| tree);
    let registry = custom::collect(defining.chain(&given).flatten(), settings);
    let run = Run { settings, registry: &registry, asked: Asked::by(files) };
    let one = |(at, documents): (usize, &Vec<Document<'_>>)| lint_file(FileId(at as u32), &files[at], documents, run);
    assemble(files, trees.par_iter().enumerate().map(one).collect(), settings)
}

fn lint_file(id: FileId, file: &SourceFile, documents: &[Document<'_>], run: Run<'_, '_>) -> (Vec<Finding>, Seen) {
    let mut seen = Seen { counts: Counts { files: 1, ..Counts::default() }, ..Seen::default() };
    let mut findings = Vec::new();
    if let Some(problem) = &file.problem {
        findings.push(unread(problem));
    }
    if template::is_foreign_file(&file.path) {
        seen.counts.documents += documents.len();
        seen.counts.foreign += documents.len();
        return (findings, seen);
    }
    for document in documents {
        findings.extend(document::lint(document, run, &mut seen));
    }
    for finding in &mut findings {
        finding.file = id;
        let places = finding.related.iter_mut().map(|r| &mut r.file);
        let edits = finding.fixes.iter_mut().flat_map(|f| &mut f.edits).map(|e| &mut e.file);
        places.chain(edits).for_each(|file| *file = id);
    }
    seen.objects.iter_mut().for_each(|object| object.file = id);
    (findings, seen)
}

/// A file that could not be read is a finding, not the end of the run.
fn unread(problem: &ReadProblem) -> Finding {
    let (message, help) = match problem {
        ReadProblem::Unreadable(reason) => {
            (format!("this file cannot be read: {reason}"), "check that it exists and that you may read it")
        }
        ReadProblem::NotUtf8(at) => {
            (format!("this file is not UTF-8: the byte at offset {at} is no character"), "save the file as UTF-8")
        }
        ReadProblem::TooLarge(bytes) => (format!("this file has {bytes} bytes, more than are read"), "split the file"),
    };
    let mut finding = Finding::new("syntax/unreadable", Layer::Syntax, Severity::Error, Span::default(), message);
    finding.help(help);
    finding
}

/// Severities as the user wants them. What the API server refuses stays an error: to lower it would be a lie.
fn apply_levels(findings: &mut Vec<Finding>, settings: &Settings) {
    if settings.levels.is_empty() {
        return;
    }
    findings.retain_mut(|finding| {
        let refused =
            finding.severity == Severity::Error && matches!(finding.layer, Layer::Syntax | Layer::Schema | Layer::Api);
        match settings.levels.get(finding.rule) {
            Some(Level::Off) => false,
            Some(Level::At(severity)) => {
                if !refused {
                    finding.severity = *severity;
                }
                true
            }
            None => true,
        }
    });
}

fn assemble(files: &[SourceFile], parts: Vec<(Vec<Finding>, Seen)>, settings: &Settings) -> Outcome {
    let mut outcome = Outcome::default();
    let mut objects = Vec::new();
    for (findings, seen) in parts {
        outcome.findings.extend(findings);
        outcome.counts += seen.counts;
        objects.extend(seen.objects);
    }
    outcome.findings.extend(cross::check(&objects));
    apply_levels(&mut outcome.findings, settings);
    sort(files, &mut outcome.findings);
    outcome
}

/// The order in which findings are told: by path, place, rule.
pub fn sort(files: &[SourceFile], findings: &mut [Finding]) {
    // Paths are compared once for each file, not for each pair of findings.
    let mut by_path: Vec<usize> = (0..files.len()).collect();
    by_path.sort_by_key(|file| files[*file].path.as_str());
    let mut ranks = vec![0; files.len()];
    by_path.into_iter().enumerate().for_each(|(rank, file)| ranks[file] = rank);
    let rank = |f: &Finding| ranks.get(f.file.0 as usize).copied().unwrap_or_default();
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (rank(f), f.span.start, f.rule, f.span.end);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
