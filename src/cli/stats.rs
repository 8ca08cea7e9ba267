//! `--stats`: what a run took, and how often each rule found something. On standard error, as it differs from run to run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::model::count;
use crate::pipeline::Outcome;

/// Measures a run, from when it is made.
pub(super) struct Stats(Instant);

impl Stats {
    /// Begins.
    pub(super) fn begin() -> Self {
        Stats(Instant::now())
    }

    /// What is said at the end.
    pub(super) fn told(&self, outcome: &Outcome) -> String {
        table(outcome, self.0.elapsed())
    }
}

/// Time and objects in one line, then the rules with their numbers, the most frequent first.
fn table(outcome: &Outcome, took: Duration) -> String {
    let counts = &outcome.counts;
    let mut text = format!(
        "took {:.1} ms for {} and {}",
        took.as_secs_f64() * 1000.0,
        count(counts.files, "file"),
        count(counts.objects(), "object")
    );
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &outcome.findings {
        *rules.entry(finding.rule.id).or_default() += 1;
    }
    let mut rules: Vec<(&str, usize)> = rules.into_iter().collect();
    rules.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    for (rule, number) in rules {
        let _ = write!(text, "\n{number:>6}  {rule}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};

    #[test]
    fn rules_are_counted() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, b: c, d: e}\ndatta: {}\n";
        let outcome = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap();
        let told = table(&outcome, Duration::from_micros(1500));
        assert!(told.starts_with("took 1.5 ms for 1 file and 1 object\n"), "{told}");
        assert!(told.contains("     2  schema/unknown-field"), "{told}");
    }
}
