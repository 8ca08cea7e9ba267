//! Makes the fixes that were proven: chooses, composes, looks again, and takes back what helps nobody. Texts go in and come
//! out; who reads and writes files is no business of this room.
//!
//! A round makes all the fixes that were chosen and do not overlap, and has everything judged anew. They are kept where each
//! took its own finding away and nothing new came of any ([`verdict`]); otherwise the file at fault gets along with fewer.
//! What had to wait comes in the next round, until nothing is left that helps. Where what came has fixes of its own, they are made
//! with the others, if nothing is left of it then.

mod diff;
mod held;
mod moves;
mod readings;
mod unit;
mod verdict;

pub use diff::unified;
pub use unit::Offer;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::discover::{Role, SourceFile};
use crate::model::{Edit, Finding, Severity};
use crate::pipeline::{Fixed, Outcome, Request, run};
use readings::Readings;
use unit::{Banned, Declined, Now, Unit};
use verdict::Fault;

/// So often the files are judged again at most: a bound for what should never be long.
const RUNS: usize = 32;

/// Which fixes are made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Those that are as certainly meant as what stands there.
    Safe,
    /// The first of each finding.
    All,
}

/// What is said to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is taken.
    Yes,
    /// It is not, and shall not be made again.
    No,
    /// It is not, as long as nothing else has changed.
    NotNow,
}

impl Choice {
    /// Whether an offer is taken; `suggestions` where findings are shown that are no more than that.
    pub fn takes(self, offer: &Offer<'_>, suggestions: bool) -> Answer {
        let shown = suggestions || offer.finding.severity > Severity::Info;
        let taken = shown && offer.number == 0 && (self == Choice::All || offer.is_safe());
        if taken { Answer::Yes } else { Answer::NotNow }
    }
}

/// What mending came to.
#[derive(Debug)]
pub struct Mended {
    /// The files, with the texts that they have now.
    pub files: Vec<SourceFile>,
    /// What is left.
    pub outcome: Outcome,
    /// The files that were changed, by their place.
    pub changed: BTreeMap<usize, Change>,
}

/// What was done to a file.
#[derive(Debug)]
pub struct Change {
    /// The text that it had.
    pub before: String,
    /// Findings whose fix was made there.
    pub mistakes: usize,
}

/// Makes those fixes of `outcome` that `choose` takes. In each round it is asked about the fixes of each finding in their
/// order, until it takes one.
///
/// # Errors
/// As [`run`], where not even what was run before does again.
pub fn mend(
    files: Vec<SourceFile>,
    outcome: Outcome,
    request: &Request,
    choose: &mut dyn FnMut(&Offer<'_>) -> Answer,
) -> Result<Mended, String> {
    let mut work = Work {
        files,
        outcome,
        request,
        changed: BTreeMap::new(),
        declined: BTreeSet::new(),
        banned: Banned::new(),
        states: HashSet::new(),
        runs: 0,
        unmade: 0,
    };
    let readings = Readings::default();
    work.states.insert(work.state());
    while work.runs < RUNS {
        let now = Now { files: &work.files, findings: &work.outcome.findings, request, readings: &readings };
        let units = unit::choose(now, &work.banned, &mut work.declined, choose);
        if units.is_empty() {
            break;
        }
        work.round(units, &readings, choose);
    }
    let Work { files, mut outcome, changed, banned, unmade, .. } = work;
    let offered = |finding: &&Finding| {
        let first = finding.fixes.first().filter(|_| finding.severity > Severity::Info);
        first.is_some_and(|fix| fix.edits.iter().all(|edit| is_open(&files, edit)))
    };
    let offered = outcome.findings.iter().filter(offered).count();
    outcome.fixed = Some(Fixed {
        mistakes: changed.values().map(|change| change.mistakes).sum(),
        files: changed.len(),
        more: offered.saturating_sub(banned.len()),
        held: banned.into_values().collect(),
        left: unmade + readings.unread(),
    });
    Ok(Mended { files, outcome, changed })
}

/// Whether a file is one that may be changed: it was given to be shipped, and could be read.
fn is_open(files: &[SourceFile], edit: &Edit) -> bool {
    let file = files.get(edit.file.0 as usize);
    file.is_some_and(|file| file.role == Role::Manifest && file.problem.is_none())
}

/// The files under repair.
struct Work<'w> {
    files: Vec<SourceFile>,
    outcome: Outcome,
    request: &'w Request,
    changed: BTreeMap<usize, Change>,
    declined: BTreeSet<Declined>,
    /// Fixes of the findings at hand that do not help.
    banned: Banned,
    /// The texts that there were before, as hashes: a fix that leads back to one of them helps nobody.
    states: HashSet<u64>,
    runs: usize,
    /// Fixes that were chosen when no more runs were left.
    unmade: usize,
}

/// What was made on top of what brought something along.
struct Next {
    before: BTreeMap<usize, String>,
    after: Outcome,
    units: Vec<Unit>,
}

impl Work<'_> {
    /// Makes as many of the fixes as help, and has the others wait or be done with.
    fn round(&mut self, mut units: Vec<Unit>, readings: &Readings, choose: &mut dyn FnMut(&Offer<'_>) -> Answer) {
        while !units.is_empty() && self.runs < RUNS {
            self.runs += 1;
            let before = self.make(&units);
            let mut after = run(&self.files, self.request).ok().filter(|_| !self.states.contains(&self.state()));
            let faults = match &after {
                Some(after) => verdict::faults(&self.files, &before, &self.outcome, after, &units),
                None => (0..units.len()).map(|unit| Fault::Perhaps(unit, None)).collect(),
            };
            if let Some(after) = after.take_if(|_| faults.is_empty()) {
                self.keep(before, after, &units);
                return;
            }
            if let Some(next) = after.as_ref().and_then(|after| self.ahead(after, &faults, &units, readings, choose)) {
                if let Some(after) = after {
                    self.keep(before, after, &units);
                }
                self.keep(next.before, next.after, &next.units);
                return;
            }
            let whys = held::whys(&self.files, after.as_ref(), &faults);
            before.into_iter().for_each(|(at, text)| self.files[at].text = text);
            units = self.fewer(units, &faults, &whys);
        }
        self.unmade = units.len();
    }

    /// Makes the fixes of what came, where all of it has one that is wanted and nothing else comes of them.
    fn ahead(
        &mut self,
        after: &Outcome,
        faults: &[Fault],
        units: &[Unit],
        readings: &Readings,
        choose: &mut dyn FnMut(&Offer<'_>) -> Answer,
    ) -> Option<Next> {
        let came = |fault: &Fault| if let Fault::Perhaps(_, came) = fault { *came } else { None };
        let came: BTreeSet<usize> = faults.iter().map(came).collect::<Option<_>>()?;
        let is_one = |finding: &Finding| came.iter().any(|at| std::ptr::eq(finding, &raw const after.findings[*at]));
        if self.runs >= RUNS || came.iter().any(|at| after.findings[*at].fixes.is_empty()) {
            return None;
        }
        let now = Now { files: &self.files, findings: &after.findings, request: self.request, readings };
        let mut declined = unit::follow(self.declined.clone(), units);
        let mut wanted = |offer: &Offer<'_>| if is_one(offer.finding) { choose(offer) } else { Answer::NotNow };
        let units = unit::choose(now, &Banned::new(), &mut declined, &mut wanted);
        if units.len() < came.len() {
            return None;
        }
        self.runs += 1;
        let before = self.make(&units);
        let next = run(&self.files, self.request).ok().filter(|_| !self.states.contains(&self.state()));
        let sound = |next: &Outcome| verdict::faults(&self.files, &before, after, next, &units).is_empty();
        match next.filter(sound) {
            Some(after) => Some(Next { before, after, units }),
            None => {
                before.into_iter().for_each(|(at, text)| self.files[at].text = text);
                None
            }
        }
    }

    /// The texts as they are, as a hash.
    fn state(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.files.iter().for_each(|file| file.text.hash(&mut hasher));
        hasher.finish()
    }

    /// Makes the fixes, and gives the texts that were there.
    fn make(&mut self, units: &[Unit]) -> BTreeMap<usize, String> {
        let mut before = BTreeMap::new();
        for (at, edits) in unit::by_file(units) {
            if let Some(text) = unit::applied(&self.files[at].text, &edits) {
                before.insert(at, std::mem::replace(&mut self.files[at].text, text));
            }
        }
        before
    }

    /// Goes on from there.
    fn keep(&mut self, before: BTreeMap<usize, String>, after: Outcome, units: &[Unit]) {
        self.states.insert(self.state());
        self.declined = unit::follow(std::mem::take(&mut self.declined), units);
        self.banned.clear();
        let passed_over = std::mem::take(&mut self.outcome.passed_over);
        self.outcome = Outcome { passed_over, ..after };
        for (at, before) in before {
            self.changed.entry(at).or_insert(Change { before, mistakes: 0 });
        }
        for unit in units {
            if let Some(change) = self.changed.get_mut(&unit.file()) {
                change.mistakes += 1;
            }
        }
    }

    /// The fixes without those that are at fault; of those that perhaps are, the first half is tried again, and one that is
    /// alone is at fault.
    fn fewer(&mut self, units: Vec<Unit>, faults: &[Fault], whys: &BTreeMap<usize, String>) -> Vec<Unit> {
        let mut suspects: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut gone = vec![false; units.len()];
        for fault in faults {
            match fault {
                Fault::Surely(at) => gone[*at] = true,
                Fault::Perhaps(at, _) => suspects.entry(units[*at].file()).or_default().push(*at),
            }
        }
        let held = |unit: usize| held::held(&self.files, &self.outcome.findings[units[unit].finding], whys.get(&unit));
        let surely = (0..units.len()).filter(|unit| gone[*unit]);
        let mut banned: Banned = surely.map(|unit| (units[unit].key(), held(unit))).collect();
        for mut of_file in suspects.into_values() {
            // What is surely at fault may be all there is.
            if of_file.iter().any(|at| gone[*at]) {
                continue;
            }
            // What keeps others from being seen comes first.
            let order = |at: &usize| {
                let finding = &self.outcome.findings[units[*at].finding];
                (finding.layer(), std::cmp::Reverse(finding.severity), *at)
            };
            of_file.sort_by_key(order);
            of_file.dedup();
            if let [only] = of_file[..] {
                banned.insert(units[only].key(), held(only));
                gone[only] = true;
            }
            of_file.iter().skip(of_file.len().div_ceil(2)).for_each(|at| gone[*at] = true);
        }
        self.banned.append(&mut banned);
        let mut gone = gone.into_iter();
        units.into_iter().filter(|_| !gone.next().unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests;
