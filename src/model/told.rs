//! How many findings a person reads, and what is said of the others.

use super::{Finding, Layer, Rule, Severity, Span};

/// `lint/too-many-mistakes`
pub static TOO_MANY_MISTAKES: Rule = Rule {
    id: "lint/too-many-mistakes",
    layer: Layer::Lint,
    severity: Severity::Error,
    asked: false,
    summary: "More mistakes in one object than are told one by one",
    explanation: "Of each object the first five hundred refusals and the first five hundred warnings are told; the others are \
                  counted. Such an object is hardly written by hand: mend what made it.",
    bad: "",
    good: "",
};

/// Findings of one severity that one object may have; more are counted, not told. No person reads that many, and what
/// each costs would let a small file take minutes.
pub const MOST_TOLD: usize = 500;

/// Findings of one document and severity that are told one by one: a list of very many objects can have more.
pub const MOST_OF_DOCUMENT: usize = 10 * MOST_TOLD;

/// Findings of one document and severity that are told one by one, of a file with so many bytes: what a finding takes is
/// many times what it takes to write `{}`.
pub fn most_of_document(bytes: usize) -> usize {
    (bytes / BYTES_FOR_FINDING).clamp(2 * MOST_TOLD, MOST_OF_DOCUMENT)
}

/// Bytes of a file for which one finding more is told.
const BYTES_FOR_FINDING: usize = 32;

/// Mistakes of one object by a schema that users bring: such a schema can say the same in many ways.
pub const MOST_OF_BROUGHT_SCHEMA: usize = 100;

/// Counts what is told one by one, of each severity as many as it was made for, and what is not.
#[derive(Debug)]
pub struct Told {
    most: usize,
    /// Errors, warnings and opinions since it began to count.
    so_far: [usize; 3],
    untold: usize,
    /// The gravest severity of those that are not told.
    gravest: Option<Severity>,
}

impl Told {
    /// Tells that many of each severity.
    pub const fn up_to(most: usize) -> Self {
        Told { most, so_far: [0; 3], untold: 0, gravest: None }
    }

    /// Whether one more of that severity is told.
    pub fn takes(&mut self, severity: Severity) -> bool {
        let so_far = match severity {
            Severity::Error => &mut self.so_far[0],
            Severity::Warning => &mut self.so_far[1],
            Severity::Info => &mut self.so_far[2],
        };
        *so_far += 1;
        if *so_far <= self.most {
            return true;
        }
        self.untold += 1;
        self.gravest = self.gravest.max(Some(severity));
        false
    }

    /// Counts what is not told in any case.
    pub fn pass_over(&mut self, severity: Severity, count: usize) {
        if count > 0 {
            self.untold += count;
            self.gravest = self.gravest.max(Some(severity));
        }
    }

    /// As many of them as are told.
    pub fn first<T>(&mut self, severity: Severity, all: impl Iterator<Item = T>) -> Vec<T> {
        all.filter(|_| self.takes(severity)).collect()
    }

    /// Begins to count anew. What is not told so far is still not told.
    pub fn anew(&mut self) {
        self.so_far = [0; 3];
    }

    /// Whether there is anything that is not told.
    pub fn is_over(&self) -> bool {
        self.gravest.is_some()
    }

    /// The finding at `span` that says how many are not told, where there are any.
    pub fn rest(&self, span: Span) -> Option<Finding> {
        self.gravest.map(|gravest| untold(self.untold, gravest, span))
    }
}

/// Says that `count` more findings about what begins at `span`, the gravest of that severity, are not told one by one.
pub fn untold(count: usize, severity: Severity, span: Span) -> Finding {
    let what = if severity == Severity::Info { "suggestions" } else { "mistakes" };
    let message = format!("{count} more {what} are not told one by one");
    let mut finding = Finding::of(&TOO_MANY_MISTAKES, span, message).at(severity);
    finding.help("mend the first, and run again");
    finding
}

/// How many errors a finding stands for that are not told one by one, beside itself.
pub fn untold_errors(finding: &Finding) -> usize {
    if *finding.rule != TOO_MANY_MISTAKES || finding.severity != Severity::Error {
        return 0;
    }
    let number = finding.message.split(' ').next().and_then(|number| number.parse::<usize>().ok());
    number.map_or(0, |number| number.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_told_is_counted() {
        let mut told = Told::up_to(2);
        assert!(!told.is_over());
        assert_eq!(told.first(Severity::Info, 0..3), [0, 1]);
        assert!(told.takes(Severity::Error));
        told.anew();
        assert_eq!(told.first(Severity::Warning, 0..4), [0, 1]);
        let rest = told.rest(Span::point(7)).expect("some are not told");
        assert_eq!((rest.severity, rest.span), (Severity::Warning, Span::point(7)));
        assert_eq!(rest.message, "3 more mistakes are not told one by one");
        assert_eq!([untold_errors(&rest), untold_errors(&untold(3, Severity::Error, Span::point(7)))], [0, 2]);
    }
}
