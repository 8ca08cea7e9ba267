//! Whether what was made helped: each finding that was to go is gone, and no other came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::moves::Moves;
use super::unit::{self, Unit};
use crate::discover::SourceFile;
use crate::mend::Changed;
use crate::model::{ApiCause, Edit, Finding, Layer, Severity, TOO_MANY_MISTAKES};
use crate::pipeline::{DUPLICATE_FIELD, Outcome};
use crate::source::{Limits, stream};

/// A unit, by its place, that did not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// What it was to mend is still there.
    Surely(usize),
    /// Something else came, by its place among what is found now, and it may be of this; none where nothing could be judged.
    Perhaps(usize, Option<usize>),
}

/// What is at fault once `units` are made; nothing where all of them helped. `before` has the texts that were changed.
pub(super) fn faults(
    files: &[SourceFile],
    before: &BTreeMap<usize, String>,
    was: &Outcome,
    is: &Outcome,
    units: &[Unit],
) -> Vec<Fault> {
    let edits = unit::by_file(units);
    let (was_of, is_of) = (of_files(&was.findings), of_files(&is.findings));
    let mut stays = vec![false; was.findings.len()];
    let mut new: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for file in was_of.keys().chain(is_of.keys().filter(|file| !was_of.contains_key(file))) {
        let edits = edits.get(file).map_or(&[][..], Vec::as_slice);
        let own = |of: &BTreeMap<usize, Vec<usize>>| of.get(file).cloned().unwrap_or_default();
        let mut pair = Pairing::new(&was.findings, own(&was_of), &is.findings, own(&is_of));
        pair.pair(edits);
        let (left, came) = (pair.left, pair.came);
        // Of more than anybody reads, some are told once others are gone.
        let told = own(&was_of).iter().any(|at| *was.findings[*at].rule == TOO_MANY_MISTAKES);
        if !told || came.len() > left.len() {
            new.entry(*file).or_default().extend(came);
        }
        own(&was_of).into_iter().filter(|at| !left.contains(at)).for_each(|at| stays[at] = true);
    }
    let mut faults: Vec<Fault> = (0..units.len()).filter(|at| stays[units[*at].finding]).map(Fault::Surely).collect();
    for (file, mut came) in new.into_iter().filter(|(_, came)| !came.is_empty()) {
        let of_file: Vec<usize> = (0..units.len()).filter(|at| units[*at].touches(file)).collect();
        let beneath = Beneath::new(files, before, &was.findings, units, &of_file, file);
        came.retain(|at| !beneath.hid(&is.findings[*at]));
        for at in came {
            let whose = if of_file.is_empty() { elsewhere(&is.findings[at], units) } else { of_file.clone() };
            faults.extend(whose.into_iter().map(|unit| Fault::Perhaps(unit, Some(at))));
        }
    }
    faults
}

/// Who may have brought a finding of a file that nobody changed: whoever changed a file that it points at, or else anybody.
fn elsewhere(finding: &Finding, units: &[Unit]) -> Vec<usize> {
    let points = |unit: &Unit| finding.related.iter().any(|place| unit.touches(place.file.0 as usize));
    let pointed: Vec<usize> = (0..units.len()).filter(|at| points(&units[*at])).collect();
    if pointed.is_empty() { (0..units.len()).collect() } else { pointed }
}

/// The findings of each file, by their places.
fn of_files(findings: &[Finding]) -> BTreeMap<usize, Vec<usize>> {
    let mut files: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        files.entry(finding.file.0 as usize).or_default().push(at);
    }
    files
}

/// Finds out which findings of a file are the same as before.
struct Pairing<'p> {
    was: &'p [Finding],
    is: &'p [Finding],
    /// Those of before that are not found again.
    left: BTreeSet<usize>,
    /// Those that were not there before.
    came: Vec<usize>,
}

/// What two findings have in common that are one.
#[derive(PartialEq, Eq, Hash)]
enum Alike<'a> {
    Place(&'static str, u32, &'a str),
    Words(&'static str, &'a str, Option<&'a ApiCause>),
    Start(&'static str, u32),
}

impl<'p> Pairing<'p> {
    fn new(was: &'p [Finding], left: Vec<usize>, is: &'p [Finding], came: Vec<usize>) -> Self {
        Pairing { was, is, left: left.into_iter().collect(), came }
    }

    /// Pairs the findings, the most alike first: what a change has moved is spelled otherwise, or stands elsewhere.
    fn pair(&mut self, edits: &[&Edit]) {
        let moves = Moves::by(edits);
        let moved = |f: &Finding| moves.to(f.span.start);
        self.by(|f| Alike::Place(f.rule.id, moved(f), &f.field), |f| Alike::Place(f.rule.id, f.span.start, &f.field));
        // What is about no field is known by its place alone.
        let words = |f: &'p Finding, start| match f.field.as_str() {
            "" => Alike::Start(f.rule.id, start),
            field => Alike::Words(f.rule.id, field, f.api.as_ref()),
        };
        self.by(|f| words(f, moved(f)), |f| words(f, f.span.start));
        self.by(|f| Alike::Start(f.rule.id, moved(f)), |f| Alike::Start(f.rule.id, f.span.start));
    }

    fn by(&mut self, was: impl Fn(&'p Finding) -> Alike<'p>, is: impl Fn(&'p Finding) -> Alike<'p>) {
        let mut known: HashMap<Alike<'p>, Vec<usize>> = HashMap::new();
        for at in self.left.iter().rev() {
            known.entry(was(&self.was[*at])).or_default().push(*at);
        }
        let (before, after) = (self.was, self.is);
        let left = &mut self.left;
        self.came.retain(|at| {
            let now = &after[*at];
            let Some(earlier) = known.get_mut(&is(now)).and_then(Vec::pop) else { return true };
            left.remove(&earlier);
            // What holds in more versions, or is graver, is new as well.
            let earlier = &before[earlier];
            now.versions.0 & !earlier.versions.0 != 0 || now.severity > earlier.severity
        });
    }
}

/// What a file's fixes may bring to light: mistakes that were there, and that nobody could see.
struct Beneath {
    /// The least severity and the last layer of what was mended: what is mended alone may bring more to light.
    severity: Severity,
    layer: Layer,
    /// Documents whose text could not be read, and from where on.
    unread: Vec<(u32, u32)>,
    changed: Option<Changed>,
}

impl Beneath {
    fn new(
        files: &[SourceFile],
        before: &BTreeMap<usize, String>,
        was: &[Finding],
        units: &[Unit],
        of_file: &[usize],
        file: usize,
    ) -> Self {
        let mended = || of_file.iter().map(|at| &was[units[*at].finding]);
        // What comes of a file that nobody changed may be of any of them.
        let all = || units.iter().map(|unit| was[unit.finding].severity).min();
        let severity = mended().map(|f| f.severity).min().or_else(all).unwrap_or(Severity::Info);
        let layer = mended().map(|f| f.layer()).max().unwrap_or(Layer::Schedule);
        let unread = mended().filter(|f| f.layer() == Layer::Syntax).map(|f| (f.document, f.span.end)).collect();
        let changed = before.get(&file).map(|text| {
            let edited = &files[file].text;
            let edits = of_file.iter().flat_map(|at| &units[*at].edits).filter(|e| e.file.0 as usize == file);
            Changed::by(edits, text, 0, edited, &stream(edited, &Limits::default()))
        });
        Beneath { severity, layer, unread, changed }
    }

    /// Whether a finding is no graver than what was mended, and no error, or lay beneath it: of a later question, about what was
    /// changed or could not be read; or behind it in a text that could be read up to there only.
    fn hid(&self, finding: &Finding) -> bool {
        let seen = || self.changed.as_ref().is_some_and(|changed| changed.holds(finding));
        let mut unread = self.unread.iter().filter(|(document, _)| *document == finding.document);
        let later = finding.layer() > self.layer;
        // What is given twice is lost, whoever takes it.
        let loses = *finding.rule == DUPLICATE_FIELD;
        !loses && finding.severity < Severity::Error && finding.severity <= self.severity
            || later && (seen() || unread.next().is_some())
            || finding.layer() == Layer::Syntax && unread.any(|(_, end)| finding.span.start > *end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, Fix, Rule, Span};

    static TEXT: Rule = Rule::error(Layer::Syntax, "syntax/test", "", "", "", "");
    static SCHEMA: Rule = Rule::error(Layer::Schema, "schema/test", "", "", "", "");
    static OPINION: Rule =
        Rule { severity: Severity::Warning, ..Rule::error(Layer::Lint, "lint/test", "", "", "", "") };

    fn of(rule: &'static Rule, field: &str, start: u32) -> Finding {
        let mut finding = Finding::of(rule, Span::new(start, start + 1), "").in_file(FileId(0));
        finding.field(field);
        finding
    }

    /// The text of the one file before and after: `b` gets quotes.
    const BEFORE: &str = "a: 1\nb: 2\nc: 3\n";
    const AFTER: &str = "a: 1\nb: \"2\"\nc: 3\n";

    /// What is at fault where the fix of the first finding was made.
    fn fault(was: &[Finding], is: &[Finding]) -> Vec<Fault> {
        let mut was = was.to_vec();
        let edit = |at| Edit { file: FileId(0), ..Edit::new(Span::point(at), "\"") };
        was[0].fixes = vec![Fix::new("", vec![edit(8), edit(9)])];
        let outcome = |findings: &[Finding]| Outcome { findings: findings.to_vec(), ..Outcome::default() };
        let (banned, mut declined) = (unit::Banned::new(), BTreeSet::new());
        let (request, now) = (crate::pipeline::Request::default(), [SourceFile::new("a.yaml", BEFORE)]);
        let now =
            unit::Now { files: &now, findings: &was, request: &request, readings: &super::super::Readings::default() };
        let units = unit::choose(now, &banned, &mut declined, &mut |_| super::super::Answer::Yes);
        let before = [(0, BEFORE.to_owned())].into();
        faults(&[SourceFile::new("a.yaml", AFTER)], &before, &outcome(&was), &outcome(is), &units)
    }

    #[test]
    fn what_was_mended_is_gone_and_nothing_came() {
        let (mended, other) = (of(&SCHEMA, "b", 8), of(&SCHEMA, "c", 13));
        let moved = of(&SCHEMA, "c", 15);
        assert_eq!(fault(std::slice::from_ref(&mended), &[]), []);
        assert_eq!(fault(&[mended.clone(), other], std::slice::from_ref(&moved)), [], "it is the same");
        assert_eq!(fault(std::slice::from_ref(&mended), std::slice::from_ref(&mended)), [Fault::Surely(0)]);
        assert_eq!(fault(&[mended], &[moved]), [Fault::Perhaps(0, Some(0))]);
    }

    #[test]
    fn what_is_less_or_lay_beneath_is_no_fault() {
        let (text, below) = (of(&TEXT, "", 8), of(&SCHEMA, "c", 15));
        assert_eq!(fault(std::slice::from_ref(&text), std::slice::from_ref(&below)), [], "the text could not be read");
        assert_eq!(fault(std::slice::from_ref(&text), &[of(&TEXT, "", 15)]), [], "nobody read so far");
        assert_eq!(fault(std::slice::from_ref(&text), &[of(&TEXT, "", 3)]), [Fault::Perhaps(0, Some(0))]);
        let field = of(&SCHEMA, "b", 8);
        assert_eq!(fault(std::slice::from_ref(&field), &[of(&OPINION, "c", 15)]), [], "a warning is less");
        let warned = of(&OPINION, "b", 8);
        assert_eq!(fault(std::slice::from_ref(&warned), &[of(&OPINION, "c", 15)]), [], "no graver than the other");
        let graver = [of(&SCHEMA, "c", 15)];
        assert_eq!(fault(std::slice::from_ref(&warned), &graver), [Fault::Perhaps(0, Some(0))]);
    }

    #[test]
    fn what_holds_in_more_versions_is_new() {
        use crate::model::{Version, VersionSet};
        let (mended, mut other) = (of(&SCHEMA, "b", 8), of(&SCHEMA, "c", 13));
        other.versions = VersionSet::only(Version::OLDEST);
        let mut wider = of(&SCHEMA, "c", 15);
        wider.versions = VersionSet::ALL;
        assert_eq!(fault(&[mended, other], &[wider]), [Fault::Perhaps(0, Some(0))]);
    }
}
