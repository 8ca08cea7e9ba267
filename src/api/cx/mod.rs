//! What a validation function is handed: the object, the target version, and the means to report.

mod report;
mod spelling;

pub(super) use report::offer;
pub(super) use spelling::Spelling;

use super::place;
use crate::model::{ApiCause, Finding, Gvk, MOST_TOLD, Severity, Span, Told, Version, is_at_or_below};
use crate::resource::{Field, Resource};
use crate::schema::{dropped, spell};

/// One object under validation.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The object.
    pub resource: &'a Resource<'a>,
    /// What it is, or is meant to be.
    pub gvk: Gvk,
    /// The target version.
    pub version: Version,
    refusals: Kept,
    warnings: Kept,
    /// What is not told is written into this.
    spare: Option<Box<Finding>>,
    /// How paths are spelled at the moment, from the outermost part on.
    spellings: Vec<Spelling<'a>>,
    /// Whether it is a whole object that is created.
    whole: bool,
    /// Refusals of fields that the server drops before it validates.
    passed_over: usize,
    /// Those fields, once a finding has asked for them.
    dropped: Option<Vec<(String, Span)>>,
}

/// Findings of one severity, as many as are told.
#[derive(Debug)]
struct Kept {
    findings: Vec<Finding>,
    told: Told,
}

impl Kept {
    fn new() -> Self {
        Kept { findings: Vec::new(), told: Told::up_to(MOST_TOLD) }
    }
}

/// Refusals that came before, of which something follows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Earlier<'e> {
    /// The last one at that path.
    At(&'e str),
    /// The last one since a mark ([`Cx::mark`]).
    LastSince(usize),
    /// Each one since a mark.
    Since(usize),
}

impl<'a> Cx<'a> {
    /// Starts with no findings about an object that is created.
    pub fn new(resource: &'a Resource<'a>, gvk: Gvk, version: Version) -> Self {
        Cx {
            resource,
            gvk,
            version,
            refusals: Kept::new(),
            warnings: Kept::new(),
            spare: None,
            spellings: Vec::new(),
            whole: true,
            passed_over: 0,
            dropped: None,
        }
    }

    /// The same for what is no object of that kind on its own: the metadata of a custom resource, what an annotation holds.
    /// Of it no gate drops anything, and its paths need not lead anywhere.
    pub(super) fn of_part(resource: &'a Resource<'a>, gvk: Gvk, version: Version) -> Self {
        Cx { whole: false, ..Cx::new(resource, gvk, version) }
    }

    /// Ends with what was refused. The server warns about what it accepts only.
    pub fn finish(self) -> Vec<Finding> {
        let root = self.resource.root;
        let Kept { mut findings, told } = if self.mark() > 0 { self.refusals } else { self.warnings };
        findings.extend(told.rest(root.head()));
        if self.whole {
            place::align(&mut findings, root);
        }
        findings
    }

    /// Number of refusals so far, for "only if nothing was wrong before". What is wrong in fields that the server drops
    /// counts as well.
    pub fn errors(&self) -> usize {
        self.mark() + self.passed_over
    }

    /// Whether so much is refused that nobody reads what comes: then nothing that costs is said of it.
    pub(super) fn is_over(&self) -> bool {
        self.refusals.told.is_over()
    }

    /// Whether there are so many warnings that no more are told. Then they need only be counted.
    pub(super) fn warns_enough(&self) -> bool {
        self.warnings.told.is_over()
    }

    /// Counts warnings that nobody reads.
    pub(super) fn count_warnings(&mut self, count: usize) {
        self.warnings.told.pass_over(Severity::Warning, count);
    }

    /// A mark behind the refusals so far.
    pub(super) fn mark(&self) -> usize {
        self.refusals.findings.len()
    }

    /// Adds to earlier refusals what follows from each of them; whether there are any such.
    pub(super) fn follow(&mut self, earlier: Earlier<'_>, causes: impl Fn(&Finding) -> Vec<ApiCause>) -> bool {
        let all = &mut self.refusals.findings;
        let last = all.len();
        let of = match earlier {
            Earlier::At(path) => all.iter().rposition(|f| f.field == path).map_or(0..0, |at| at..at + 1),
            Earlier::LastSince(mark) => mark.max(last.saturating_sub(1))..last,
            Earlier::Since(mark) => mark..last,
        };
        for finding in &mut all[of.clone()] {
            let causes = causes(finding);
            finding.follows(causes);
        }
        !of.is_empty()
    }

    /// Has each refusal since `mark` said once more, at other fields: where the server validates one value in two places.
    pub(super) fn echo(&mut self, mark: usize, elsewhere: impl Fn(&str) -> String) {
        self.follow(Earlier::Since(mark), |finding| {
            finding.api.iter().chain(&finding.also).filter_map(|cause| cause.elsewhere(&elsewhere)).collect()
        });
    }

    /// Spells paths in this way for as long as `check` runs.
    pub(super) fn spelled<R>(&mut self, spelling: Spelling<'a>, check: impl FnOnce(&mut Self) -> R) -> R {
        self.spellings.push(spelling);
        let result = check(self);
        self.spellings.pop();
        result
    }

    /// The object's own fields.
    pub fn root(&self) -> Field<'a> {
        self.resource.field()
    }

    /// The field's path as the server spells it. Costs a walk: for messages only.
    pub fn path(&self, f: Field<'a>) -> String {
        self.path_by(&self.spellings, f)
    }

    /// Each part is spelled within the part around it.
    fn path_by(&self, spellings: &[Spelling<'a>], f: Field<'a>) -> String {
        match spellings.split_last() {
            Some((inner, outer)) => inner.of(self.path_by(outer, f), |f| self.path_by(outer, f)),
            None => self.own_path(f),
        }
    }

    /// The field's path as the server spells it where it has no whims: for people.
    fn own_path(&self, f: Field<'a>) -> String {
        if self.is_over() {
            // Nobody will read it.
            return String::new();
        }
        spell(self.resource.root, f.anchor(), f.missing(), self.gvk, self.version)
    }

    /// Takes a finding about `f`, unless the server drops the field before it validates.
    fn keep(&mut self, f: Field<'a>, finding: Finding) -> &mut Finding {
        if self.is_dropped(f, finding.span) {
            self.passed_over += usize::from(finding.severity == Severity::Error);
            return self.spare.insert(Box::new(finding));
        }
        self.take(finding)
    }

    /// Takes a finding, or where there are too many of its severity counts it.
    pub(super) fn take(&mut self, finding: Finding) -> &mut Finding {
        let kept = if finding.severity == Severity::Error { &mut self.refusals } else { &mut self.warnings };
        if !kept.told.takes(finding.severity) {
            return self.spare.insert(Box::new(finding));
        }
        kept.findings.push(finding);
        kept.findings.last_mut().expect("just pushed")
    }

    /// Whether the server drops the field before it validates, so that nothing in it can be wrong.
    fn is_dropped(&mut self, f: Field<'a>, span: Span) -> bool {
        if !self.whole {
            return false;
        }
        let (root, gvk, version) = (self.resource.root, self.gvk, self.version);
        let dropped = self.dropped.get_or_insert_with(|| outermost(dropped(root, gvk, version)));
        let around = dropped.partition_point(|(_, place)| place.start <= span.start).checked_sub(1);
        around
            .map(|at| &dropped[at])
            .filter(|(_, place)| place.covers(span))
            .is_some_and(|(path, _)| is_at_or_below(&spell(root, f.anchor(), f.missing(), gvk, version), path))
    }
}

/// Those that lie in no other, in the order of the text.
fn outermost(mut dropped: Vec<(String, Span)>) -> Vec<(String, Span)> {
    dropped.sort_by_key(|(_, place)| (place.start, std::cmp::Reverse(place.end)));
    let mut end = 0;
    dropped.retain(|(_, place)| {
        let is_outside = place.start >= end;
        end = end.max(place.end);
        is_outside
    });
    dropped
}
