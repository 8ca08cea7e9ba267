//! Files that could not be read, as a whole or in part: a finding, not the end of the run.

use crate::discover::ReadProblem;
use crate::model::{FileId, Finding, Layer, Rule, Scene, Severity, Span};
use crate::source::{Document, is_filled_by_template, is_template};

/// `syntax/unreadable`
pub(crate) static UNREADABLE: Rule = Rule {
    id: "syntax/unreadable",
    layer: Layer::Syntax,
    severity: Severity::Error,
    asked: false,
    summary: "A file that cannot be read",
    explanation: "The file is not there, may not be read, is no regular file, too large, or not UTF-8. Nothing in it was \
                  checked.",
    bad: "",
    good: "",
};

/// The finding about the file.
pub(super) fn tell(problem: &ReadProblem, file: FileId) -> Finding {
    let help = match problem {
        ReadProblem::Unreadable(_) => "check that it exists and that you may read it",
        ReadProblem::NotUtf8(_) => "save the file as UTF-8",
        ReadProblem::TooLarge(_) => "split the file",
        ReadProblem::Packed(_) => "unpack it, and name what comes of it; gzip and tar are read as they are",
        ReadProblem::Unpacks(_) => "unpack it, and name the files that declare nodes and pods",
        ReadProblem::NoFile(_) => "copy what it holds into a file, or hand it over by standard input",
    };
    let mut finding = Finding::of(&UNREADABLE, Span::default(), problem.to_string());
    finding.help(help);
    Scene::new(file, 0).set(finding)
}

/// Whether a document is a template, which is no YAML before it is rendered.
pub(super) fn is_unrendered(document: &Document<'_>) -> bool {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    !document.errors.is_empty() && (is_template(text) || is_filled_by_template(text))
}
