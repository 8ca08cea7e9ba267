//! What was not checked, or not in full, and why: one row for each, so that nothing is skipped in silence.

use std::borrow::Cow;

use super::Counts;
use crate::model::{FileId, Span, count};

/// Something that was not checked, or not in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// The file it lies in.
    pub file: FileId,
    /// Document of the file, from 0.
    pub document: u32,
    /// Where it begins, or the value itself.
    pub span: Span,
    /// Why.
    pub why: Why,
}

/// Why something was not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A document that is a template (Helm, Jinja) and no YAML before it is rendered.
    Template,
    /// A document of another tool's, by what it is called.
    Foreign(&'static str),
    /// A document that names no kind, and is no tool's that is known.
    NoObject,
    /// A patch, which is checked as far as it goes: it is no whole object.
    Patch,
    /// A value that something else fills in before the object is sent; the rest of the object was checked.
    FilledIn(String),
    /// An object of a kind for which no schema is known, as `group/version/Kind`.
    NoSchema(String),
    /// An object of a kind that the user passes over.
    Skipped(String),
    /// A rule in CEL that could not be evaluated here, in one sentence.
    Rule(String),
    /// An admission policy that asks what a cluster alone knows, in one sentence; the rest of it was held against the objects.
    Policy(String),
}

impl Why {
    /// Its place among the others, and its name where several tools share that place: what agrees in both is counted
    /// together.
    pub fn rank(&self) -> (u8, &'static str) {
        match self {
            Why::Template => (0, ""),
            Why::Foreign(name) => (1, name),
            Why::NoObject => (3, ""),
            Why::NoSchema(_) => (4, ""),
            Why::Skipped(_) => (5, ""),
            Why::Patch => (6, ""),
            Why::FilledIn(_) => (7, ""),
            Why::Rule(_) => (8, ""),
            Why::Policy(_) => (9, ""),
        }
    }

    /// Its name in reports for programs.
    pub fn id(&self) -> &'static str {
        match self {
            Why::Template => "template",
            Why::Foreign(_) => "foreign",
            Why::NoObject => "noObject",
            Why::NoSchema(_) => "noSchema",
            Why::Skipped(_) => "skipped",
            Why::Patch => "patch",
            Why::FilledIn(_) => "filledIn",
            Why::Rule(_) | Why::Policy(_) => "rule",
        }
    }

    /// What it is about: the tool, the kind, the value.
    pub fn name(&self) -> Option<&str> {
        match self {
            Why::Foreign(name) => Some(name),
            Why::FilledIn(name) | Why::NoSchema(name) | Why::Skipped(name) => Some(name),
            Why::Template | Why::NoObject | Why::Patch | Why::Rule(_) | Why::Policy(_) => None,
        }
    }

    /// How many there are of it, in words.
    pub fn tally(&self, number: usize) -> String {
        let either = |one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
        match self {
            Why::Template => count(number, "template"),
            Why::Foreign(name) => count(number, name),
            Why::NoObject => either("that is no Kubernetes object", "that are no Kubernetes objects"),
            Why::NoSchema(_) => either("of a kind without a known schema", "of kinds without a known schema"),
            Why::Skipped(_) => format!("{number} skipped as asked"),
            Why::Patch => either("patch, but for its fields", "patches, but for their fields"),
            Why::FilledIn(_) => either("value that is filled in later", "values that are filled in later"),
            Why::Rule(_) => either(
                "rule of a custom resource's definition that could not be evaluated",
                "rules of custom resources' definitions that could not be evaluated",
            ),
            Why::Policy(_) => either(
                "admission policy, where it asks what a cluster alone knows",
                "admission policies, where they ask what a cluster alone knows",
            ),
        }
    }

    /// The one at hand, in words.
    pub fn told(&self) -> Cow<'_, str> {
        match self {
            Why::Template => "a template, which is no YAML before it is rendered".into(),
            Why::Foreign(name) => {
                let article = if name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" };
                format!("{article} {name}").into()
            }
            Why::NoObject => "no Kubernetes object".into(),
            Why::NoSchema(kind) => format!("no schema is known for {kind}").into(),
            Why::Skipped(kind) => format!("{kind} is skipped as asked").into(),
            Why::Patch => "a patch: what it leaves out is not missed".into(),
            Why::FilledIn(text) => format!("`{text}` is filled in later").into(),
            Why::Rule(text) | Why::Policy(text) => text.into(),
        }
    }

    /// The number of `counts` that it adds to, where there is one.
    pub(super) fn number<'c>(&self, counts: &'c mut Counts) -> Option<&'c mut usize> {
        match self {
            Why::Template => Some(&mut counts.templates),
            Why::Foreign(_) | Why::NoObject => Some(&mut counts.foreign),
            Why::NoSchema(_) => Some(&mut counts.no_schema),
            Why::Skipped(_) => Some(&mut counts.skipped),
            Why::FilledIn(_) => Some(&mut counts.filled_in),
            Why::Rule(_) | Why::Policy(_) => Some(&mut counts.rules_not_checked),
            Why::Patch => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_otherwise_than_many() {
        assert_eq!(Why::Foreign("kubeconfig").tally(2), "2 kubeconfigs");
        assert_eq!(Why::Template.tally(1), "1 template");
        assert_eq!(Why::NoSchema(String::new()).tally(5), "5 of kinds without a known schema");
        assert_eq!(Why::Foreign("Argo workflow").told(), "an Argo workflow");
        assert_eq!(Why::Foreign("kubeconfig").told(), "a kubeconfig");
    }
}
