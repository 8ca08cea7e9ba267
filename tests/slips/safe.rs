//! What `--fix` makes of the slips: how many the safe fixes alone restore, how many all of them do, and that neither leaves
//! anything worse, nor has anything left to do when it is run again.

use std::collections::BTreeSet;
use std::fmt;

use plimsoll::discover::SourceFile;
use plimsoll::fix::{Answer, Choice, Mended, mend};
use plimsoll::model::{Finding, Severity};
use plimsoll::pipeline::{Request, run};
use rayon::prelude::*;

use super::Tried;
use super::kind::Aim;
use super::kinds;
use super::verdict::{End, meaning};

/// How a slip ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// It means what was meant, and nothing is wrong.
    Restored,
    /// Nothing is wrong, but it means something else.
    Other,
    /// Something is still wrong.
    Left,
}

/// What became of the slips that are mistakes.
pub(crate) struct Tally<'t> {
    /// By the safe fixes alone, and by all.
    came: Vec<(&'t Tried<'t>, Came, Came)>,
    /// What must not be.
    broken: Vec<String>,
    /// Each kind of fix, and whether it is safe.
    kinds: BTreeSet<String>,
}

/// The kinds of fixes that slips are known to have. `SAFETY=overwrite` adds what is new: read what differs.
const KINDS: &str = "tests/slips/safety.txt";

impl<'t> Tally<'t> {
    /// Of every so many slips one is looked at.
    pub(crate) fn of(tried: &'t [Tried<'t>], step: usize) -> Self {
        let mistakes =
            tried.par_iter().step_by(step).filter(|t| t.verdict.end != End::Legal && t.kind.aim == Aim::Restored);
        let each: Vec<_> = mistakes
            .map(|tried| {
                let (safe, mut broken) = came(tried, Choice::Safe);
                let (all, more) = came(tried, Choice::All);
                broken.extend(more);
                ((tried, safe, all), broken)
            })
            .collect();
        let (came, broken): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        let kinds = tried.iter().flat_map(|tried| kinds::of(&tried.verdict.mended.first)).collect();
        Tally { came, broken: broken.concat(), kinds }
    }

    /// Slips that came so by the safe fixes, and by all.
    fn count(&self, as_this: Came) -> (usize, usize) {
        let safe = self.came.iter().filter(|(_, safe, _)| *safe == as_this).count();
        (safe, self.came.iter().filter(|(_, _, all)| *all == as_this).count())
    }

    /// Fails where something is as it must not be.
    pub(crate) fn hold(&self) {
        let known = std::fs::read_to_string(KINDS).unwrap_or_default();
        let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
        if std::env::var_os("SAFETY").is_some_and(|want| want == "overwrite") {
            let all: String = known.union(&self.kinds).map(|line| format!("{line}\n")).collect();
            std::fs::write(KINDS, all).unwrap();
        } else {
            let new: Vec<&String> = self.kinds.difference(&known).collect();
            assert!(new.is_empty(), "{KINDS} does not have {new:?}");
        }
        assert!(self.broken.is_empty(), "{}", self.broken.join("\n"));
        let (wrong, _) = self.count(Came::Other);
        assert!(wrong * 1000 <= self.came.len(), "{wrong} safe fixes made something else of it");
    }
}

impl fmt::Display for Tally<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |count: usize| 100.0 * count as f64 / self.came.len().max(1) as f64;
        for (name, as_this) in [("restored", Came::Restored), ("other", Came::Other), ("left", Came::Left)] {
            let (safe, all) = self.count(as_this);
            writeln!(f, "--fix {name}: {safe} ({:.1}%), --fix=all: {all} ({:.1}%)", share(safe), share(all))?;
        }
        for (tried, ..) in self.came.iter().filter(|(_, safe, _)| *safe == Came::Other) {
            let rules: Vec<&str> = tried.verdict.mended.first.iter().map(|f| f.rule.id).collect();
            writeln!(
                f,
                "a safe fix made something else of {} in {} ({})",
                tried.kind.name,
                tried.manifest.name,
                rules.join(", ")
            )?;
        }
        Ok(())
    }
}

/// A text with its errors mended: what is no more than a warning was there before the slip.
fn fixed(text: &str, choice: Choice) -> Mended {
    let request = Request::default();
    let files = vec![SourceFile::new("a.yaml", text)];
    let outcome = run(&files, &request).unwrap();
    mend(files, outcome, &request, &mut |offer| {
        if offer.finding.severity == Severity::Error { choice.takes(offer, false) } else { Answer::NotNow }
    })
    .unwrap()
}

/// How a slip ends by those fixes, and what is not as it should be.
fn came(tried: &Tried<'_>, choice: Choice) -> (Came, Vec<String>) {
    let mended = fixed(&tried.slip.damaged, choice);
    let text = &mended.files[0].text;
    let mut broken = Vec::new();
    let mut wrong = |what: &str| broken.push(format!("{} of {}: {what}", tried.kind.name, tried.manifest.name));
    if !fixed(text, choice).changed.is_empty() {
        wrong("a second run changes something again");
    }
    let errors = |findings: &[Finding]| findings.iter().filter(|f| f.severity == Severity::Error).count();
    let left = errors(&mended.outcome.findings);
    if left > tried.verdict.mended.first.len() {
        wrong("there are more errors than before");
    }
    if (text == &tried.slip.damaged) != mended.changed.is_empty() {
        wrong("what was changed is not told");
    }
    let meant = |text: &String| meaning(text);
    let came = match left {
        0 if tried.slip.originals.iter().map(meant).any(|m| m == meaning(text)) => Came::Restored,
        0 => Came::Other,
        _ => Came::Left,
    };
    (came, broken)
}
