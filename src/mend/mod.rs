//! The one repair shop. What is wrong is known; here it is found out what would mend it, and what is only the consequence
//! of something else.
//!
//! Every mend goes the same way: it is proposed, made in memory, the text so mended is judged again, and the mend is
//! believed where the mistake it is for is gone and what is new lies inside of what it changed ([`belief`]). One
//! [`bench`] does that for all of a document's mends, on one budget. What is proposed comes in the order of
//! [`PROPOSERS`]; then each finding's own fixes are proven.

mod alike;
mod belief;
mod bench;
mod change;
mod dash_space;
mod doubled_dash;
mod doubt;
mod doubt_blocks;
mod echo;
mod fallen;
mod moved;
mod odd_space;
mod other_reading;
mod own;
mod rules;
mod shift;
mod smart_quote;
mod swallowed;
mod trusted;
mod wanted;

pub use bench::Budget;
pub use change::Changed;
pub use doubt::leave_to_people;
pub use other_reading::other_reading;
pub use rules::RULES;
pub use trusted::Trusted;

use crate::model::{Edit, FileId, Finding, Need, Scene, Version};
use crate::source::{Document, Limits};
use belief::Tally;
use bench::{After, Bench, Beneath};

/// What a document was found to be.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// What would be wrong if all of a broken text were as the parser guessed it.
    pub doubted: Vec<Finding>,
    /// So many objects were held against something: of any other nothing can be found.
    pub checked: usize,
}

/// How documents are judged: the same for the one at hand and for what a mend makes of it.
#[derive(Clone, Copy)]
pub struct Judge<'j> {
    /// Finds what is wrong, the fixes as the rules offer them.
    pub judge: &'j dyn Fn(&Document<'_>) -> Judgement,
    /// Bounds of the parser.
    pub limits: Limits,
    /// The version that names and types are looked up in.
    pub version: Version,
}

/// A kind of slip that one finding is put in the place of all that follows from it.
struct Proposer {
    /// What may have slipped, given what is wrong and what was told already; the most natural first, each with its mend
    /// as its first fix.
    propose: fn(&Document<'_>, &[Finding], Version) -> Vec<Finding>,
    /// When it is asked.
    turn: Turn,
}

/// When a proposer is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Once, whatever else is wrong: what a paste brought along is told of even where other slips remain.
    First,
    /// Again and again while errors are left in a text that can be read.
    Rounds,
    /// The same, but only what leaves fewer errors than the fix of any single finding would.
    RoundsAgainstOwn,
}

/// The order of the proposals.
static PROPOSERS: &[Proposer] = &[
    Proposer { propose: odd_space::blanks, turn: Turn::First },
    Proposer { propose: odd_space::hidden, turn: Turn::First },
    Proposer { propose: alike::slips, turn: Turn::First },
    Proposer { propose: smart_quote::slips, turn: Turn::First },
    Proposer { propose: dash_space::slips, turn: Turn::Rounds },
    Proposer { propose: doubled_dash::slips, turn: Turn::Rounds },
    // That the value of a comment makes the error vanish is hardly chance.
    Proposer { propose: swallowed::slips, turn: Turn::Rounds },
    // A text that is left empty was hardly meant to be.
    Proposer { propose: fallen::slips, turn: Turn::Rounds },
    // Another place says what was meant, and both mistakes are gone.
    Proposer { propose: wanted::slips, turn: Turn::Rounds },
    Proposer { propose: shift::slips, turn: Turn::RoundsAgainstOwn },
];

/// Slips of one document that are told.
const MOST: usize = 4;

/// The findings with every slip told once, in the place of what follows from it, and with only those fixes that are
/// proven to help.
pub fn repair(document: &Document<'_>, found: Judgement, judge: &Judge<'_>, budget: &mut Budget) -> Vec<Finding> {
    if found.findings.iter().all(|f| f.fixes.is_empty()) && belief::error_count(&found.findings) == 0 {
        return found.findings;
    }
    let mut work = Work::new(document, found, judge, budget);
    work.slips();
    echo::fold(document, own::prove(work))
}

/// A document under repair.
struct Work<'w, 's> {
    document: &'w Document<'s>,
    version: Version,
    bench: Bench<'w, 's>,
    /// What was found before anything was mended.
    first: Tally,
    /// Every mistake that is known to be there, beneath a broken text or a mend among them.
    known: Tally,
    /// One finding for each slip, its fix proven.
    told: Vec<Finding>,
    /// The other findings.
    rest: Vec<Finding>,
    /// What mends the slips.
    made: Vec<Edit>,
}

impl<'w, 's> Work<'w, 's> {
    fn new(document: &'w Document<'s>, found: Judgement, judge: &'w Judge<'w>, budget: &'w mut Budget) -> Self {
        let Judgement { findings: rest, doubted, checked } = found;
        let first = Tally::of(&rest);
        let known = first.clone().with(&doubted);
        let bench = Bench::new(document, judge, budget, checked);
        Work { document, version: judge.version, bench, first, known, told: Vec::new(), rest, made: Vec::new() }
    }

    /// Tells of the slips, as many as are believed.
    fn slips(&mut self) {
        if belief::error_count(&self.rest) == 0 {
            return;
        }
        for proposer in PROPOSERS.iter().filter(|p| p.turn == Turn::First) {
            self.tell_best(proposer, usize::MAX);
        }
        if !self.document.errors.is_empty() {
            return;
        }
        while self.told.len() < MOST && belief::error_count(&self.rest) > 0 {
            let mut rounds = PROPOSERS.iter().filter(|p| p.turn != Turn::First);
            if !rounds.any(|proposer| self.round(proposer)) {
                break;
            }
        }
    }

    fn round(&mut self, proposer: &Proposer) -> bool {
        match proposer.turn {
            Turn::RoundsAgainstOwn => {
                if !shift::suspects_any(self.document, &self.rest) {
                    return false;
                }
                let least = own::fewest_left(self);
                least > 0 && self.tell_best(proposer, least)
            }
            _ => self.tell_best(proposer, usize::MAX),
        }
    }

    /// What is found when `edits` are made beside those of the slips told already.
    fn after(&mut self, edits: &[Edit], beneath: Beneath<'_>) -> Option<After> {
        let all: Vec<Edit> = self.made.iter().chain(edits).cloned().collect();
        self.bench.after(&all, &self.known, beneath)
    }

    /// Tells the slip whose mend is believed and leaves the fewest errors, the first of equals, where that is fewer than
    /// there are and than `least`. What deletes something comes last.
    fn tell_best(&mut self, proposer: &Proposer, least: usize) -> bool {
        let mut slips = (proposer.propose)(self.document, &self.rest, self.version);
        slips.sort_by_key(|slip| {
            slip.fixes.first().is_some_and(|fix| change::deletes(self.document.text(), &fix.edits))
        });
        // What a paste brought along hides mistakes; what the schema alone knows to be misplaced must be right elsewhere.
        let beneath = if proposer.turn == Turn::First { Beneath::Any } else { Beneath::Nothing };
        let mut bound = belief::error_count(&self.rest).min(least);
        let mut best = None;
        for slip in slips {
            let edits = slip.fixes.first().map_or(&[][..], |fix| &fix.edits);
            let Some(after) = self.after(edits, beneath) else { continue };
            let better = after.left < bound && after.outside == 0;
            if better && !self.takes_anything(&slip, after.left) {
                bound = after.left;
                best = Some((slip, after));
                if bound == 0 {
                    break;
                }
            }
        }
        let Some((slip, after)) = best else { return false };
        self.made.extend(slip.fixes.iter().flat_map(|fix| fix.edits.iter().cloned()));
        let rest = std::mem::take(&mut self.rest);
        let scene = self.scene(&rest);
        let (slip, rest) = belief::fold(scene.set(slip), rest, &after.tally);
        self.known = std::mem::take(&mut self.known).most(&after.tally);
        self.told.push(slip);
        self.rest = rest;
        true
    }

    /// Whether a place to which lines would be moved takes whatever they are called: then it says nothing of them that
    /// nothing is wrong with them there.
    fn takes_anything(&mut self, slip: &Finding, left: usize) -> bool {
        let strange = shift::strange(self.document, slip);
        strange.is_some_and(|edits| self.after(&edits, Beneath::Nothing).is_some_and(|after| after.left <= left))
    }

    /// What a slip is about: the file and document at hand, and the first object of which something is found.
    fn scene(&self, findings: &[Finding]) -> Scene {
        let first = findings.first().or(self.told.first());
        let scene = Scene::new(first.map_or(FileId::HERE, |f| f.file), self.document.index);
        match findings.iter().find_map(|f| f.object.clone()) {
            Some(object) => Scene { object: Some(object), ..scene },
            None => scene,
        }
    }

    /// The slips told, as what a fix that was proven together with theirs needs.
    fn needs(&self) -> Vec<Need> {
        self.told.iter().map(|slip| Need { rule: slip.rule.id, start: slip.span.start }).collect()
    }
}

#[cfg(test)]
mod first_fix_tests;
#[cfg(test)]
mod idiom_tests;
#[cfg(test)]
mod memory_tests;
#[cfg(test)]
mod tests;
