//! Files that could not be read: each is a finding, not the end of the run.

use crate::discover::ReadProblem;
use crate::model::{FileId, Finding, Layer, Rule, Scene, Severity, Span};

/// `syntax/unreadable`
pub(crate) static UNREADABLE: Rule = Rule {
    id: "syntax/unreadable",
    layer: Layer::Syntax,
    severity: Severity::Error,
    summary: "A file that cannot be read",
    explanation: "The file is not there, may not be read, or is not UTF-8. Nothing in it was checked.",
    bad: "",
    good: "",
};

/// The finding about the file.
pub(super) fn tell(problem: &ReadProblem, file: FileId) -> Finding {
    let help = match problem {
        ReadProblem::Unreadable(_) => "check that it exists and that you may read it",
        ReadProblem::NotUtf8(_) => "save the file as UTF-8",
        ReadProblem::TooLarge(_) => "split the file",
    };
    let mut finding = Finding::of(&UNREADABLE, Span::default(), problem.to_string());
    finding.help(help);
    Scene::new(file, 0).set(finding)
}
