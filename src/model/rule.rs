//! How a rule describes itself.

use super::{Layer, Severity};

/// The static half of a rule: its name and its documentation, whose examples a test lints.
#[derive(Clone, Copy, Debug)]
pub struct RuleMeta {
    /// `layer/name`; the file that holds the rule is named alike.
    pub id: &'static str,
    /// The layer, also the first half of the id.
    pub layer: Layer,
    /// Severity unless configured otherwise.
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// Why it matters and what to do, in Markdown.
    pub explanation: &'static str,
    /// YAML in which the rule finds something; empty where it cannot be shown in one manifest.
    pub bad: &'static str,
    /// YAML in which it does not.
    pub good: &'static str,
}

impl RuleMeta {
    /// A rule whose findings are errors.
    pub(crate) const fn error(
        layer: Layer,
        id: &'static str,
        summary: &'static str,
        explanation: &'static str,
        bad: &'static str,
        good: &'static str,
    ) -> RuleMeta {
        RuleMeta { id, layer, severity: Severity::Error, summary, explanation, bad, good }
    }
}
