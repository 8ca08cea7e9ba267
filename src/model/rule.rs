//! How a rule describes itself.

use super::{Layer, Severity};

/// What a rule says of itself: its name, how grave its findings are, and its documentation, whose examples a test lints.
/// Every finding is born of one.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `layer/name`; the file that holds the rule is named alike.
    pub id: &'static str,
    /// The layer, also the first half of the id.
    pub layer: Layer,
    /// Severity unless configured otherwise.
    pub severity: Severity,
    /// Whether it looks only where somebody asks for it, by its name or by a set.
    pub asked: bool,
    /// One line.
    pub summary: &'static str,
    /// Why it matters and what to do, in Markdown.
    pub explanation: &'static str,
    /// YAML in which the rule finds something; empty where it cannot be shown in one manifest.
    pub bad: &'static str,
    /// YAML in which it does not.
    pub good: &'static str,
}

impl Rule {
    /// A rule whose findings are errors.
    pub(crate) const fn error(
        layer: Layer,
        id: &'static str,
        summary: &'static str,
        explanation: &'static str,
        bad: &'static str,
        good: &'static str,
    ) -> Rule {
        Rule { id, layer, severity: Severity::Error, asked: false, summary, explanation, bad, good }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl std::hash::Hash for Rule {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl PartialEq<str> for Rule {
    fn eq(&self, id: &str) -> bool {
        self.id == id
    }
}
