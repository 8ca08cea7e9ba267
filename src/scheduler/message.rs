//! The text of a FailedScheduling event (upstream `FitError.Error`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::types::Refusal;

/// Upstream cuts longer notes (`NoteLengthLimit`).
const LIMIT: usize = 1024;

/// The reasons of nodes, counted.
#[derive(Default)]
pub(super) struct Histogram<'a> {
    reasons: BTreeMap<Cow<'a, str>, usize>,
}

impl<'a> Histogram<'a> {
    /// Counts the refusal of some nodes.
    pub(super) fn add(&mut self, refusal: &'a Refusal, nodes: usize) {
        self.add_all(refusal.reasons.iter().map(|reason| reason.as_str().into()), nodes);
    }

    /// Counts reasons of some nodes.
    pub(super) fn add_all(&mut self, reasons: impl IntoIterator<Item = Cow<'a, str>>, nodes: usize) {
        for reason in reasons {
            *self.reasons.entry(reason).or_default() += nodes;
        }
    }

    /// The sentence about all nodes.
    pub(super) fn text(&self, nodes: usize) -> String {
        let mut counted: Vec<String> = self.reasons.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
        counted.sort();
        let mut text = format!("0/{nodes} nodes are available:");
        if !counted.is_empty() {
            text += &format!(" {}.", counted.join(", "));
        }
        text
    }
}

/// The sentence where a check before the filters refused all nodes at once.
pub(super) fn all_at_once(nodes: usize, reasons: &[String]) -> String {
    let reasons = reasons.join(", ");
    if reasons.is_empty() {
        return format!("0/{nodes} nodes are available:");
    }
    format!("0/{nodes} nodes are available: {reasons}.")
}

/// Appends what the plugins that make room say.
pub(super) fn with_post_filter(mut text: String, post_filter: &str) -> String {
    if !post_filter.is_empty() {
        text.push(' ');
        text += post_filter;
    }
    text
}

/// Cuts an event's text as upstream does (`truncateMessage`), on a character's edge.
pub(super) fn truncate(mut text: String) -> String {
    const MORE: &str = " ...";
    if text.len() > LIMIT {
        let mut end = LIMIT - MORE.len();
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text += MORE;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::StatusCode;

    #[test]
    fn counts_sort_as_texts() {
        let refusal = |reasons: &[&str]| Refusal {
            plugin: "P",
            code: StatusCode::Unschedulable,
            reasons: reasons.iter().map(|r| (*r).to_owned()).collect(),
        };
        let (a, b) = (refusal(&["b", "c"]), refusal(&["a"]));
        let mut histogram = Histogram::default();
        histogram.add(&a, 9);
        histogram.add(&b, 10);
        assert_eq!(histogram.text(19), "0/19 nodes are available: 10 a, 9 b, 9 c.");
        assert_eq!(
            with_post_filter(all_at_once(3, &["why".to_owned()]), "not found"),
            "0/3 nodes are available: why. not found"
        );
    }

    #[test]
    fn long_texts_are_cut() {
        let cut = truncate("é".repeat(600));
        assert!(cut.len() <= LIMIT && cut.ends_with(" ..."));
        assert_eq!(truncate("short".to_owned()), "short");
    }
}
