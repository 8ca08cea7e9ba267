//! What was looked at and what was not, so that nothing is skipped in silence.

use std::ops::AddAssign;

/// Numbers of one file or of a whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files read.
    pub files: usize,
    /// Documents in them, empty ones not counted.
    pub documents: usize,
    /// Objects held against a schema.
    pub checked: usize,
    /// Objects of a kind for which no schema is known.
    pub no_schema: usize,
    /// Objects passed over because the user asked for it.
    pub skipped: usize,
    /// Documents that are no Kubernetes objects, other tools' among them.
    pub foreign: usize,
    /// Documents that are templates (Helm, Jinja) and no YAML before they are rendered.
    pub templates: usize,
    /// Values that something else fills in before the object is sent.
    pub filled_in: usize,
    /// Rules in CEL of custom resources that could not be evaluated here.
    pub rules_not_checked: usize,
}

impl Counts {
    /// Objects found, checked or not.
    pub fn objects(&self) -> usize {
        self.checked + self.no_schema + self.skipped
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.documents += other.documents;
        self.checked += other.checked;
        self.no_schema += other.no_schema;
        self.skipped += other.skipped;
        self.foreign += other.foreign;
        self.templates += other.templates;
        self.filled_in += other.filled_in;
        self.rules_not_checked += other.rules_not_checked;
    }
}
