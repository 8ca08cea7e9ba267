//! When a mend is believed, and what it takes away with itself.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use hashbrown::HashMap;

use crate::model::{Finding, Severity};
use crate::schema::UNKNOWN_FIELD;

/// How often each mistake is made. Two findings are the same mistake where they have rule, field and cause in common,
/// whatever their place.
#[derive(Clone, Default)]
pub(super) struct Tally {
    /// By the mistake's hash: a clash of two would at worst keep a mend back.
    counts: HashMap<u64, usize>,
    /// The errors by rule and field alone.
    fields: HashMap<u64, usize>,
    /// Errors among them.
    pub(super) errors: usize,
}

impl Tally {
    /// The mistakes among `findings`.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let (counts, fields) = (HashMap::with_capacity(findings.len()), HashMap::with_capacity(findings.len()));
        Tally { counts, fields, errors: 0 }.with(findings)
    }

    /// The same and those among `findings`.
    pub(super) fn with(mut self, findings: &[Finding]) -> Self {
        for finding in findings {
            let (place, mistake) = hashes(finding);
            *self.counts.entry(mistake).or_default() += 1;
            if finding.severity == Severity::Error {
                *self.fields.entry(place).or_default() += 1;
            }
        }
        // Those that are not told one by one are there all the same: once others are gone, they are told.
        self.errors += error_count(findings) + findings.iter().map(crate::model::untold_errors).sum::<usize>();
        self
    }

    /// Of each mistake as many as the one or the other has.
    pub(super) fn most(mut self, other: &Tally) -> Self {
        for (own, other) in [(&mut self.counts, &other.counts), (&mut self.fields, &other.fields)] {
            for (mistake, count) in other {
                let own = own.entry(*mistake).or_default();
                *own = (*own).max(*count);
            }
        }
        self
    }

    /// Whether it has more mistakes of that rule about that field than `earlier`. Of another value the server says the same in
    /// other words: that alone is nothing new.
    pub(super) fn has_more(&self, of: &Finding, earlier: &Tally) -> bool {
        self.of_field(of) > earlier.of_field(of)
    }

    /// Whether it has fewer mistakes of that rule about that field than `earlier`: to be told the same of another value is
    /// no mend.
    pub(super) fn has_fewer(&self, of: &Finding, earlier: &Tally) -> bool {
        self.count(of) < earlier.count(of)
            && (of.severity != Severity::Error || self.of_field(of) < earlier.of_field(of))
    }

    /// Errors of that rule about that field.
    fn of_field(&self, of: &Finding) -> usize {
        self.fields.get(&hashes(of).0).copied().unwrap_or_default()
    }

    /// How often that mistake is made.
    pub(super) fn count(&self, of: &Finding) -> usize {
        self.counts.get(&hashes(of).1).copied().unwrap_or_default()
    }
}

/// The hash of rule and field, and of those and the cause.
fn hashes(finding: &Finding) -> (u64, u64) {
    let mut hasher = DefaultHasher::new();
    // A rule is a static: where it stands tells it from any other.
    (std::ptr::from_ref(finding.rule), &finding.field).hash(&mut hasher);
    let place = hasher.finish();
    finding.api.hash(&mut hasher);
    (place, hasher.finish())
}

/// Number of errors.
pub(super) fn error_count(findings: &[Finding]) -> usize {
    findings.iter().filter(|f| f.severity == Severity::Error).count()
}

/// The finding `cause` with all those of `before` that are no longer there after it was mended, and those that stay. Of what
/// the server takes only what is said of the very same bytes goes with it.
pub(super) fn fold(mut cause: Finding, before: Vec<Finding>, after: &Tally) -> (Finding, Vec<Finding>) {
    let earlier = Tally::of(&before);
    let same = cause.span;
    let goes = |f: &Finding| (f.severity == Severity::Error || f.span == same) && after.count(f) < earlier.count(f);
    let (gone, stays): (Vec<Finding>, Vec<Finding>) = before.into_iter().partition(goes);
    gone.into_iter().for_each(|finding| join(&mut cause, finding));
    (cause, stays)
}

/// Lets `cause` stand for a finding that follows from it.
fn join(cause: &mut Finding, finding: Finding) {
    let finding = finding.into_particulars();
    if *finding.rule == UNKNOWN_FIELD {
        if finding.unknown.is_empty() {
            cause.unknown.push(finding.field);
        } else {
            cause.unknown.extend(finding.unknown);
        }
    }
    cause.also.extend(finding.api.into_iter().chain(finding.also));
}
